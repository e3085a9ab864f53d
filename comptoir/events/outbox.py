"""From recorded events to those who listen: claimed, handed over in batches, never lost, never heard twice.

An event is claimed by the update that marks it drained, in the same transaction as everything its listeners write:
either both are there or neither is. A listener that fails on a batch hears its events one by one, so that a single
bad event waits alone (with growing pauses) and holds nobody up.
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from .models import Event

logger = logging.getLogger(__name__)
BATCH = 200
LONGEST_PAUSE = timedelta(hours=1)


def drain(limit=BATCH):
    """Hand the oldest due events to every listener; return how many were handled."""
    due = list(Event.objects.due(timezone.now()).values_list("id", flat=True)[:limit])
    if not due:
        return 0
    try:
        return hand_over(due)
    except Exception:
        logger.exception("A batch of %s events failed; handing them over one by one", len(due))
        return sum(hand_over_alone(pk) for pk in due)


@transaction.atomic
def hand_over(ids):
    events = claim(ids)
    if events:
        for path in settings.EVENT_LISTENERS:
            import_string(path)(events)
    return len(events)


def claim(ids):
    """Mark these events drained and return those that nobody else had claimed, oldest first."""
    pending = Event.objects.pending().filter(pk__in=ids)
    if connection.features.has_select_for_update_skip_locked:
        pending = pending.select_for_update(skip_locked=True)
    events = list(pending.order_by("id"))
    Event.objects.filter(pk__in=[event.pk for event in events]).update(drained_at=timezone.now())
    return events


def hand_over_alone(pk):
    try:
        return hand_over([pk])
    except Exception:
        logger.exception("Event %s failed; it will be tried again", pk)
        postpone(pk)
        return 0


def pause_after(attempts):
    """Ten seconds, doubled at each attempt, up to an hour."""
    return min(timedelta(seconds=10 * 2 ** min(attempts, 10)), LONGEST_PAUSE)


def postpone(pk):
    event = Event.objects.get(pk=pk)
    event.attempts += 1
    event.next_attempt_at = timezone.now() + pause_after(event.attempts)
    event.save(update_fields=["attempts", "next_attempt_at"])
