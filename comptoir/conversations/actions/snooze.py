"""«Mettre en veille»: out of the way until a moment, or until the client writes. Nothing has to run for it to end: it is computed from the date."""

from django.db import transaction
from django.utils import timezone

from comptoir.events.recording import record_event

from ..models import Conversation
from ..snoozing import is_acceptable

# What a conversation becomes when a client writes in it: whoever slept is awake.
AWAKE = {"snoozed_until": None, "snoozed_by": None}


class BadMoment(Exception):
    """A conversation sleeps until a moment to come, within a year."""


@transaction.atomic
def snooze_conversation(conversation, *, by, until):
    """Let an open conversation sleep until a moment; the last choice counts. Raises BadMoment. Records conversation.snoozed, unless nothing changed."""
    if not is_acceptable(until, timezone.now()):
        raise BadMoment
    changed = Conversation.objects.open().filter(pk=conversation.pk).exclude(snoozed_until=until).update(snoozed_until=until, snoozed_by=by)
    if changed:
        record_event("conversation.snoozed", conversation, actor=by, subject=conversation.subject, until=until.isoformat())


@transaction.atomic
def wake_conversation(conversation, *, by):
    """End the sleep by hand. Records conversation.woken, unless it was awake."""
    if wake(conversation):
        record_event("conversation.woken", conversation, actor=by, subject=conversation.subject)


def wake(conversation):
    """End the sleep; whether it slept. For actions that record an event of their own."""
    return bool(Conversation.objects.snoozed(timezone.now()).filter(pk=conversation.pk).update(**AWAKE))
