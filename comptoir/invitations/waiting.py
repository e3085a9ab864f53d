"""What waits for somebody's answer."""

from itertools import groupby

from django.utils import timezone

from .decisions import State
from .models import Invitation


def waiting_for(user):
    """The invitations that this person can accept now, by firm, the latest first. One query; nothing for a visitor."""
    return answerable(Invitation.objects.for_person(user)).exclude_colleagues(user)


def waiting_at(email):
    """The same of an address that nobody has an account with."""
    return answerable(Invitation.objects.unanswered().filter(email=email))


def answerable(rows):
    found = rows.in_state(State.PENDING, timezone.now()).acceptable()
    return found.select_related("firm", "client", "contact", "sent_by").order_by("firm__name", "firm_id", "-sent_at", "-pk")


def by_firm(invitations, *, first=None):
    """[(Firm, its invitations), …]; the firm of that id before the others."""
    groups = [(firm, list(rows)) for firm, rows in groupby(invitations, key=lambda row: row.firm)]
    return sorted(groups, key=lambda group: group[0].pk != first)
