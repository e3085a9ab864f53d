"""Internal notes, which clients never see."""

from ..models import Mention
from .posting import lock_open, once, write_message


def add_note(conversation, draft, *, mentioned=()):
    """Add a note that members read, and tell those named in it. Raises ConversationClosed. Records note.added.

    `mentioned` are users who may see the conversation; the doors check that with `mentions.read_mentions`.
    """
    return once(draft, lambda: write_note(conversation, draft, mentioned))


def write_note(conversation, draft, mentioned):
    conversation = lock_open(conversation)
    ids = sorted({user.pk for user in mentioned})
    message = write_message(conversation, draft, verb="note.added", is_note=True, mentions=ids)
    Mention.objects.bulk_create([Mention(message=message, user_id=user_id) for user_id in ids])
    return message
