"""Closing and reopening. Doing it twice does it once."""

from django.db import transaction
from django.utils import timezone

from comptoir.events.recording import record_event

from ..models import Conversation
from .waiting import conversation_closed, conversation_reopened


@transaction.atomic
def close_conversation(conversation, *, by):
    """Close a conversation. Records conversation.closed, unless it was closed already."""
    now = timezone.now()
    if Conversation.objects.open().filter(pk=conversation.pk).update(closed_at=now, closed_by=by):
        conversation_closed(conversation, by, now)
        record_event("conversation.closed", conversation, actor=by, subject=conversation.subject)


@transaction.atomic
def reopen_conversation(conversation, *, by):
    """Open it again. Records conversation.reopened, unless it was open."""
    if Conversation.objects.closed().filter(pk=conversation.pk).update(closed_at=None, closed_by=None):
        conversation_reopened(conversation, timezone.now())
        record_event("conversation.reopened", conversation, actor=by, subject=conversation.subject)
