"""An answer in an open conversation."""

from comptoir.away.actions import keep_client

from ..assigning import assign_again, give, note_move
from ..models import Recipient
from ..texts import refuse_too_long
from .assignment import record_assignment
from .posting import lock_open, once, write_message


def post_message(conversation, draft):
    """Add a message that both sides read. Raises ConversationClosed, TooLongForSms and FileRefused. Records message.posted.

    Whoever writes takes part from then on. A colleague who writes while away keeps this client (A4).
    """
    return once(draft, lambda: write_reply(conversation, draft))


def write_reply(conversation, draft):
    conversation = lock_open(conversation)
    from_client = draft.is_from_client(conversation)
    if from_client:
        pass_on(conversation)
    elif not draft.is_automatic:
        refuse_too_long(conversation, draft)
    message = write_message(conversation, draft, verb="message.posted", recipients=sorted(taking_part(conversation, draft.author)))
    if draft.author and not from_client:
        keep_client(draft.author, conversation.client, message.sent_at)
    return message


def taking_part(conversation, author):
    """The ids of whoever takes part, the author from now on among them."""
    recipients = set(conversation.recipients.values_list("user_id", flat=True))
    if author and author.pk not in recipients:
        Recipient.objects.get_or_create(conversation=conversation, user=author)
        recipients.add(author.pk)
    return recipients


def pass_on(conversation):
    """A client writes: what is with somebody who is away, or left, goes where their absence or the firm says. Records conversation.assigned."""
    assignment = assign_again(conversation)
    if assignment:
        give(conversation, assignment)
        conversation.save(update_fields=["assigned_user", "assigned_team", "assignment"])
        note_move(conversation, assignment)
        record_assignment(conversation, by=None)
