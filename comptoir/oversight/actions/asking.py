"""Asking somebody to protect their account by a second factor."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from comptoir.events.models import Event
from comptoir.events.recording import record_event
from comptoir.transports.actions import queue_mail

ASKED = "account.second_factor_asked"
CONTENT = "second_factor_asked"
BETWEEN = timedelta(days=1)


class AskedToday(Exception):
    """Somebody has asked within the day; one mail is enough."""


@transaction.atomic
def ask_for_second_factor(user, firm, *, by):
    """Write to `user` that the firm asks for a second factor. Raises AskedToday. Records account.second_factor_asked."""
    # Held: two colleagues who press at once send one mail.
    get_user_model().objects.select_for_update(of=["self"]).get(pk=user.pk)
    if asked_of([user.pk], firm_ids=[firm.pk]).filter(occurred_at__gt=timezone.now() - BETWEEN).exists():
        raise AskedToday
    event = record_event(ASKED, user, actor=by, firm=firm, person=user.full_name)
    return queue_mail(user, CONTENT, firm=firm, by=by.pk if by else None) and event


def asked_of(user_ids, *, firm_ids):
    """The events by which these firms asked these people."""
    return Event.objects.filter(verb=ASKED, firm__in=firm_ids, target_type="accounts.user", target_id__in=user_ids)
