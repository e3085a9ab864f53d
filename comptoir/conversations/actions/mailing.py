"""A conversation by e-mail: what the firm writes leaves as a mail to its client, in place of the mail that would only tell of it."""

from django.utils import timezone

from comptoir.kernel.rows import insert_ignoring
from comptoir.transports.models import Delivery

from ..models import Channel
from ..visibility import facts_of, who_sees

CONTENT = "conversation.mail"
NAMES = ("firm", "event", "user", "channel", "content", "data", "is_grouped", "state", "outcome", "error", "attempts", "created_at", "due_at")


def mail_message(conversation, message, recipient_ids):
    """Owe the client's people among the recipients this message by mail, in the transaction that wrote it. One statement for any number of them.

    They are owed one mail per event: the notification's, which comes after it, finds the place taken, whatever they chose for notifications.
    """
    if conversation.channel != Channel.EMAIL or message.from_client or message.is_note:
        return
    people = set(recipient_ids) - {message.author_id}
    sides = who_sees(facts_of({conversation.pk}), people)
    now = timezone.now()
    rows = [
        (conversation.firm_id, message.event_id, user_id, Delivery.Channel.EMAIL, CONTENT, {}, False, Delivery.State.PENDING, "", "", 0, now, now)
        for user_id in sorted(people)
        if sides.get((conversation.pk, user_id)) == "client"
    ]
    insert_ignoring(Delivery, NAMES, rows)
