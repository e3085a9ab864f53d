"""An answer in an open conversation."""

from comptoir.away.actions import keep_client

from ..models import Recipient
from ..texts import refuse_too_long
from .posting import is_client_of, lock_open, once, write_message


def post_message(conversation, draft):
    """Add a message that both sides read. Raises ConversationClosed, TooLongForSms and FileRefused. Records message.posted.

    Whoever writes takes part from then on. A colleague who writes while away keeps this client (A4).
    """
    return once(draft, lambda: write_reply(conversation, draft))


def write_reply(conversation, draft):
    conversation = lock_open(conversation)
    if not is_client_of(draft.author, conversation):
        refuse_too_long(conversation, draft)
    recipients = set(conversation.recipients.values_list("user_id", flat=True))
    if draft.author.pk not in recipients:
        Recipient.objects.get_or_create(conversation=conversation, user=draft.author)
        recipients.add(draft.author.pk)
    message = write_message(conversation, draft, verb="message.posted", recipients=sorted(recipients))
    if not message.from_client:
        keep_client(draft.author, conversation.client, message.sent_at)
    return message
