"""Closing and reopening. Doing it twice does it once."""

from django.db import transaction
from django.utils import timezone

from comptoir.events.recording import record_event

from ..models import Conversation
from .posting import is_client_of
from .waiting import questions_closed, questions_reopened

# The page may have been open for a while.
WAITING_COLUMNS = ["awaits_since", "awaits_firm"]


@transaction.atomic
def close_conversation(conversation, *, by):
    """Close a conversation. Records conversation.closed, unless it was closed already."""
    now = timezone.now()
    if Conversation.objects.open().filter(pk=conversation.pk).update(closed_at=now, closed_by=by):
        conversation.refresh_from_db(fields=WAITING_COLUMNS)
        questions_closed([conversation], by, now, by_client=is_client_of(by, conversation))
        record_event("conversation.closed", conversation, actor=by, subject=conversation.subject)


@transaction.atomic
def reopen_conversation(conversation, *, by):
    """Open it again. Records conversation.reopened, unless it was open."""
    if Conversation.objects.closed().filter(pk=conversation.pk).update(closed_at=None, closed_by=None):
        conversation.refresh_from_db(fields=WAITING_COLUMNS)
        questions_reopened([conversation], timezone.now())
        record_event("conversation.reopened", conversation, actor=by, subject=conversation.subject)
