"""A conversation as a page shows it: messages with their files, states and people, in three queries whatever their number."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import BigIntegerField, CharField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from comptoir.accounts.models import initials_of
from comptoir.kernel.prepared import Prepared
from comptoir.transports.models import Delivery
from comptoir.ui.moments import day_heading

from .deliveries import WAYS
from .models import Attachment, Incoming, Message, Recipient

FIRST_SHOWN = 200
AUTOMATIC_SHOWN = 50
SHOWN_COLUMNS = (
    "body", "signature", "sent_at", "is_note", "from_client", "event_id", "conversation_id",
    "author__first_name", "author__last_name", "author__email", "quoted", "sender_name", "channel", "is_automatic",
)  # fmt: skip


@dataclass(frozen=True)
class ShownFile:
    pk: int
    name: str
    size: int


@dataclass(frozen=True)
class ShownAnswer:
    """An automatic answer: who is said to have written it. Its words are fetched when it is unfolded."""

    pk: int
    name: str


@dataclass(frozen=True)
class ShownPerson:
    """Enough of a user to show a name and initials."""

    pk: int
    first_name: str
    last_name: str
    tint: int = 1
    photo: str = ""
    trigram: str = ""

    @property
    def full_name(self):
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def initials(self):
        return self.trigram or initials_of(self.first_name, self.last_name)


@dataclass
class ShownMessage:
    """A message with what hangs on it."""

    message: Message
    is_mine: bool
    # The heading of the day that begins with this message; empty for the others of that day.
    day: str = ""
    files: list = field(default_factory=list)
    states: dict = field(default_factory=lambda: defaultdict(list))
    # What machines answered after it, for colleagues: folded lines, no messages.
    automatic: list = field(default_factory=list)

    @property
    def kind(self):
        """On which side of the thread it stands, and how it looks."""
        if self.message.is_note:
            return "note"
        return "mine" if self.is_mine else "client" if self.message.from_client else "colleague"

    @property
    def failed_for(self):
        """Names of the people whom the mail of this message did not reach."""
        return self.states[Delivery.State.FAILED]

    @property
    def state(self):
        """«failed», «pending» or «sent»; empty when no mail was owed for it. The worst of its deliveries speaks."""
        return next((state for state in (Delivery.State.FAILED, Delivery.State.PENDING, Delivery.State.SENT) if self.states[state]), "")


@dataclass
class Thread:
    messages: list
    participants: list

    @property
    def last_id(self):
        """The mark of what was seen; 0 before the first message."""
        return self.messages[-1].message.pk if self.messages else 0


def read_thread(conversation, user):
    """The latest messages that `user` may read, oldest first, and who takes part. `conversation` comes from `with_side_of(user)`."""
    # The conversation was found through the person; what is left to decide is whether notes are theirs to read.
    readable = Message.objects.filter(conversation=conversation)
    if not conversation.is_worked_on:
        readable = readable.filter(is_note=False)
    latest = readable.select_related("author").only(*SHOWN_COLUMNS).order_by("-id")[:FIRST_SHOWN]
    shown = [ShownMessage(message, is_mine=message.author_id == user.pk) for message in reversed(latest)]
    head_days(shown)
    return Thread(shown, hang_on(conversation, shown))


def head_days(shown):
    previous = None
    for one in shown:
        day = timezone.localtime(one.message.sent_at).toordinal()
        if day != previous:
            one.day = day_heading(one.message.sent_at)
        previous = day


def hang_on(conversation, shown):
    """Put files and delivery states on the messages; return the participants. One query: a few short lists, told apart by their first column."""
    by_message = {one.message.pk: one for one in shown}
    by_event = {one.message.event_id: one for one in shown}
    participants = []
    for kind, key, pk, first, last, number, photo, trigram in rows_around(conversation, shown):
        if kind == "file" and key in by_message:
            by_message[key].files.append(ShownFile(pk, first, number))
        elif kind == "automatic" and shown:
            by_message.get(number, shown[0]).automatic.append(ShownAnswer(pk, first or last))
        elif kind == "person":
            participants.append(ShownPerson(pk, first, last, number, photo, trigram))
        elif key in by_event:
            by_event[key].states[kind].append(f"{first} {last}".strip())
    return participants


def rows_around(conversation, shown):
    """(kind, key, id, three words, a number, a photo, a trigram): what hangs on the messages from the first one shown."""
    read = rows_for_colleagues if conversation.is_worked_on else rows_for_clients
    return read(conversation.pk, shown[0].message.pk if shown else 0)


def kind(word):
    return Value(word, CharField())


def rows_for_everybody(conversation_id, first_id):
    nothing = Value(0, BigIntegerField())
    shown = Message.objects.filter(conversation=conversation_id, pk__gte=first_id)
    files = Attachment.objects.filter(message__in=shown).values_list(
        kind("file"), "message_id", "file_id", "file__name", kind(""), "file__size", kind(""), kind("")
    )
    # What waits for somebody's digest is not on its way yet.
    ways = Delivery.objects.filter(event__in=shown.values("event"), channel__in=WAYS).exclude(state=Delivery.State.PENDING, is_grouped=True)
    states = ways.values_list("state", "event_id", "user_id", "user__first_name", "user__last_name", nothing, kind(""), kind(""))
    people = Recipient.objects.filter(conversation=conversation_id).values_list(
        kind("person"), "conversation_id", "user_id", "user__first_name", "user__last_name", "user__tint", "user__photo", "user__trigram"
    )
    return files.union(states, people, all=True).order_by()


def rows_with_automatic(conversation_id, first_id):
    return rows_for_everybody(conversation_id, first_id).union(automatic_answers(conversation_id), all=True).order_by()


def automatic_answers(conversation_id):
    """Each with the id of the message after which it came."""
    before = Message.objects.filter(conversation=conversation_id, sent_at__lte=OuterRef("received_at")).order_by("-id").values("id")[:1]
    latest = Incoming.objects.filter(conversation=conversation_id, verdict=Incoming.Verdict.AUTOMATIC).order_by("-id")
    came = Incoming.objects.filter(pk__in=latest.values("pk")[:AUTOMATIC_SHOWN]).order_by()
    number = Coalesce(Subquery(before), Value(0), output_field=BigIntegerField())
    return came.values_list(kind("automatic"), "conversation_id", "pk", "sender_name", "sender_address", number, kind(""), kind(""))


rows_for_clients = Prepared(rows_for_everybody, values=2)
rows_for_colleagues = Prepared(rows_with_automatic, values=2)
