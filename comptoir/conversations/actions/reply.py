"""An answer in an open conversation."""

from comptoir.away.actions import keep_client

from ..assigning import assign_again, give, note_move
from ..meanwhile import arrived
from ..models import Recipient
from ..texts import refuse_too_long
from .assignment import record_assignment
from .posting import AnsweredMeanwhile, lock_open, once, write_message


def post_message(conversation, draft, *, seen_up_to=None):
    """Add a message that both sides read. Raises ConversationClosed, TooLongForSms, FileRefused and AnsweredMeanwhile. Records message.posted.

    `seen_up_to` is the id of the last message that the author saw: when somebody else wrote after it, nothing is sent. None sends in any case.
    Whoever writes takes part from then on. A colleague who writes while away keeps this client (A4).
    """
    return once(draft, lambda: write_reply(conversation, draft, seen_up_to))


def write_reply(conversation, draft, seen_up_to=None):
    conversation = lock_open(conversation)
    refuse_unseen(conversation, draft.author, seen_up_to)
    from_client = draft.is_from_client(conversation)
    if from_client:
        pass_on(conversation)
    elif not draft.is_automatic:
        refuse_too_long(conversation, draft)
    message = write_message(conversation, draft, verb="message.posted", recipients=sorted(taking_part(conversation, draft.author)))
    if draft.author and not from_client:
        keep_client(draft.author, conversation.client, message.sent_at)
    return message


def refuse_unseen(conversation, author, seen_up_to):
    """Raise AnsweredMeanwhile for what others wrote after `seen_up_to`. The conversation is held: of two at the same moment the second hears of the first."""
    if seen_up_to is None:
        return
    newer = conversation.messages.filter(pk__gt=seen_up_to, is_note=False).select_related("author").order_by("pk")
    unseen = arrived(newer, author_id=author.pk, seen_up_to=seen_up_to)
    if unseen:
        raise AnsweredMeanwhile(unseen)


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
