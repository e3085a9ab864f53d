"""Every Monday, each firm's dossiers are looked through for those that have nobody (X4)."""

from collections import Counter
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import transaction

from comptoir.accounts.middleware import zone
from comptoir.clients.actions import one_at_a_time
from comptoir.clients.models import Dossier
from comptoir.events.models import Event
from comptoir.events.recording import record_event
from comptoir.firms.models import Firm, Membership
from comptoir.preferences.resolver import values_of
from comptoir.transports.actions import queue_mail

from ..coverage import uncovered
from ..decisions import Gap, week_to_review

REVIEWED = "coverage.reviewed"
NOTICE = "coverage.notice"
CONTENT = "coverage"


def review_coverage(now):
    """Look through every firm whose week is due, and owe its administrators a mail where dossiers have nobody. Return how many firms were looked through.

    From Monday at eight in the firm's zone; a worker that was down then does it later in the week. Records coverage.reviewed once per firm and week.
    """
    done = set(reviews().filter(occurred_at__gt=now - timedelta(days=8)).values_list("target_id", "data__week"))
    due = [(firm, week) for firm, week in weeks_due(now) if (firm.pk, week) not in done]
    return sum(review(firm, week, now) for firm, week in due)


def reviews():
    return Event.objects.filter(target_type=Firm._meta.label_lower, verb=REVIEWED)


def weeks_due(now):
    """(firm, week) of the firms that were there on Monday at eight."""
    for firm in Firm.objects.order_by("pk"):
        local = now.astimezone(zone(firm.time_zone))
        week = week_to_review(local)
        monday = (local - timedelta(days=local.weekday())).replace(hour=8, minute=0, second=0, microsecond=0)
        if week and firm.created_at <= monday:
            yield firm, week


def review(firm, week, now):
    """Whether this call did it: of two workers, one does. The dossiers are read before anything is held."""
    found = uncovered(Dossier.objects.filter(firm=firm), now)
    counts = Counter(one.gap for one in found.values())
    with transaction.atomic():
        one_at_a_time(firm.pk)
        if reviews().filter(target_id=firm.pk, data__week=week).exists():
            return False
        event = record_event(REVIEWED, firm, actor=None, firm=firm, week=week, **{gap.value: counts[gap] for gap in Gap})
        for person in administrators_of(firm) if found else ():
            if values_of(person)[NOTICE]:
                queue_mail(person, CONTENT, firm=firm, event=event)
        return True


def administrators_of(firm):
    members = Membership.objects.active().filter(firm=firm, role=Membership.Role.ADMINISTRATOR)
    return get_user_model().objects.filter(pk__in=members.values("user")).order_by("pk")
