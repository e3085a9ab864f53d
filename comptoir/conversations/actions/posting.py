"""What asking, answering and noting have in common: a message, its files, and the event that tells of it."""

from dataclasses import dataclass
from email.headerregistry import Address

from django.db import IntegrityError, transaction

from comptoir.clients.models import Dossier
from comptoir.clients.standing import standing_of
from comptoir.documents.actions import store_files
from comptoir.events.recording import record_event
from comptoir.kernel.text import excerpt

from ..models import Attachment, Channel, Conversation, Message, SavedDraft
from .mailing import mail_message
from .snooze import AWAKE
from .waiting import columns_of_question, question_answered


class ConversationClosed(Exception):
    """A closed conversation takes no more messages."""


class AnsweredMeanwhile(Exception):
    """Somebody else wrote after the last message that the sender saw; `messages` are theirs, oldest first."""

    def __init__(self, messages):
        super().__init__(len(messages))
        self.messages = messages


@dataclass(frozen=True)
class Draft:
    """What somebody is about to send. `key` is chosen once per form: sent twice, it arrives once.

    By mail or short message also: what was `quoted` below, and the `sender_name` of who has no account (`author` None, on the client's side).
    `is_automatic`: written by the program, for the firm, in nobody's name. `is_signed`: whether the author's signature is added (P5).
    `kept`: files that are stored already.
    """

    body: str
    author: object
    files: tuple = ()
    key: object = None
    quoted: str = ""
    channel: Channel = Channel.PORTAL
    sender_name: str = ""
    is_automatic: bool = False
    is_signed: bool = True
    kept: tuple = ()
    # Sent from the composer, whose saved draft goes with it; an answer by mail or by a program leaves it.
    from_composer: bool = False

    @property
    def written_by(self):
        return self.author.full_name if self.author else self.sender_name

    def is_from_client(self, conversation):
        return is_client_of(self.author, conversation) if self.author else not self.is_automatic

    def signature(self, *, from_client):
        return self.author.message_signature if self.author and self.is_signed and not from_client else ""

    def already_sent(self):
        """The message that this very draft became, or None."""
        return self.key and Message.objects.filter(author=self.author, key=self.key).select_related("conversation").first()


def once(draft, send):
    """`send()`, or the message that this very draft became before: a double click, or a program that did not hear the first answer."""
    try:
        with transaction.atomic():
            return send()
    except (IntegrityError, ConversationClosed, AnsweredMeanwhile):
        sent = draft.already_sent()
        if not sent:
            raise
        return sent


def write_message(conversation, draft, *, verb, is_note=False, **data):
    """The message's rows and its event; the conversation's last-message columns follow unless it is a note."""
    from_client = draft.is_from_client(conversation)
    event = record_event(verb, conversation, actor=draft.author, **what_is_told(conversation, draft, from_client=from_client), **data)
    message = Message.objects.create(
        conversation=conversation,
        event=event,
        author=draft.author,
        sender_name=draft.sender_name,
        is_note=is_note,
        from_client=from_client,
        is_automatic=draft.is_automatic,
        body=draft.body,
        quoted=draft.quoted,
        channel=draft.channel,
        signature="" if is_note else draft.signature(from_client=from_client),
        key=draft.key,
    )
    attach(message, draft)
    if draft.from_composer:
        SavedDraft.objects.filter(user=draft.author, conversation=conversation).delete()
    mail_message(conversation, message, data.get("recipients", ()))
    if not is_note and not draft.is_automatic:
        note_last(conversation, message)
    return message


def note_last(conversation, message):
    """The conversation's columns follow its last message; a client's wakes it and starts the clock of an answer, a colleague's stops it (C1, X4)."""
    last = {"last_message_at": message.sent_at, "last_message_by": message.author, "last_excerpt": excerpt(message.body), "awaits_firm": message.from_client}
    wakes = AWAKE if message.from_client else {}
    clock = columns_of_question(conversation, message.sent_at) if message.from_client else {}
    Conversation.objects.filter(pk=conversation.pk).update(**last, **wakes, **clock)
    if not message.from_client:
        question_answered(conversation, message.author, message.sent_at)


def what_is_told(conversation, draft, *, from_client):
    """The words and ids that notifications of this message need; they stay true to this moment. What is automatic is no news for the firm."""
    return {
        "dossier": conversation.dossier_id,
        "dossier_name": conversation.dossier.name,
        "subject": conversation.subject,
        "author": draft.written_by,
        "excerpt": excerpt(draft.body),
        "assigned_user": None if draft.is_automatic else conversation.assigned_user_id,
        "assigned_team": None if draft.is_automatic else conversation.assigned_team_id,
        "is_confidential": conversation.is_confidential,
        "from_colleague": None if from_client or draft.is_automatic else draft.written_by,
        "reply_to": mailbox_of(draft.author) if draft.author else "",
    }


def mailbox_of(person):
    return str(Address(display_name=" ".join(person.full_name.split()), addr_spec=person.email))


def attach(message, draft):
    """Keep the draft's files with the message: all of them, or with the first that is refused none."""
    files = [*draft.kept, *store_files(draft.files, firm=message.conversation.firm, by=draft.author)]
    Attachment.objects.bulk_create([Attachment(message=message, file=file) for file in files])


def is_client_of(user, conversation):
    """Whether `user` stands on the client's side of this conversation; a colleague may also be a client of their own firm."""
    standing = standing_of(user)
    if conversation.firm_id not in standing.firm_ids:
        return True
    if conversation.firm_id in standing.whole_firm_ids or conversation.licence_id in standing.licence_ids:
        return False
    if conversation.pk is None:
        return not Dossier.objects.worked_on_by(user).filter(pk=conversation.dossier_id).exists()
    return not Conversation.objects.worked_on_by(user).filter(pk=conversation.pk).exists()


def lock_open(conversation):
    """The conversation as it is now, held until the end of the transaction. Raises ConversationClosed."""
    conversation = Conversation.objects.select_for_update(of=["self"]).select_related("dossier", "firm").get(pk=conversation.pk)
    if conversation.is_closed:
        raise ConversationClosed
    return conversation
