"""B2 B3 B5 B8: the same work again in a firm with 10,000 dossiers and 1,000,000 messages, beside the plain floor and beside itself before they came."""

from django.utils import timezone

from comptoir.clients.models import Dossier
from comptoir.conversations.models import Conversation, Message, Side
from comptoir.conversations.proposals import propose_recipients
from comptoir.events.models import Event

from . import measure
from .bench_dispatch import analyse
from .bench_pages import page
from .bench_posting import post, post_and_tell, post_at_the_floor, tidy
from .browser import Browser
from .dataset import WORDS, make_conversation_rows, office, thread
from .pending import NUMBERS, copy

CONVERSATIONS_A_DOSSIER, MESSAGES_A_CONVERSATION = 2, 50
SUBJECT = "bench.million"
RECIPIENTS = 5


def run():
    works = {"inbox": ("B8", inbox), "a conversation of 50 messages": ("B8", a_thread), "recipients of a dossier": ("B5", recipients)}
    before = {work: steady(call) for work, (_id, call) in works.items()}
    count = grow()
    analyse()
    grown = [beside_itself(id, work, count, before[work], steady(call)) for work, (id, call) in works.items()]
    return [*grown, *beside_the_floor(count)]


def inbox():
    Browser(office().members[0]).get("/conversations/")


def a_thread():
    Browser(office().members[0]).get(f"/conversations/{thread().pk}/")


def recipients():
    propose_recipients(Dossier.objects.filter(firm=office().firm).select_related("firm").order_by("pk")[5000], Side.ACCOUNTANT)


def steady(call):
    """The median cost of one call."""
    call()
    return measure.middle([measure.cost_of(call, 10) for _ in range(measure.ROUNDS)])


def beside_itself(id, work, count, before, after):
    comparison = measure.Comparison(after, before, measure.Cost(measure.safely(after.cpu, before.cpu), measure.safely(after.wall, before.wall)))
    return measure.row(id, f"{work}, {count:,} messages", comparison, "≤ 1.3", "floor: itself with 1,000 conversations")


def beside_the_floor(count):
    user = office().members[0]
    rows = page(Browser(user), Browser(user, floor=True), "B2", f"a conversation of 50 messages, {count:,} in all", f"/conversations/{thread().pk}/", 8)
    for words, work, limit in (("durable", post, "≤ 1.0"), ("until told", post_and_tell, "≤ 1.5")):
        comparison = measure.compare(lambda work=work: work(RECIPIENTS), lambda: post_at_the_floor(RECIPIENTS), after=tidy)
        rows.append(measure.row("B3", f"message to {RECIPIENTS}: {words}, {count:,} messages", comparison, limit))
    return rows


def grow():
    """Two conversations of fifty messages in each of the 10,000 dossiers, copied within the database; how many messages there are then."""
    here = office()
    first = Dossier.objects.filter(firm=here.firm).select_related("client").order_by("pk").first()
    mold = make_conversation_rows([first], here.members[1], SUBJECT)[0]
    several = NUMBERS.replace("%s", str(CONVERSATIONS_A_DOSSIER))
    dossiers = f"(SELECT id AS dossier, client_id AS client FROM clients_dossier WHERE firm_id = {here.firm.pk}) d, numbers"
    copy(mold, {"dossier_id": "dossier", "client_id": "client"}, dossiers, several)
    write_in(here, mold)
    return Message.objects.count()


def write_in(here, mold):
    """The events, then the messages that hang on them."""
    event = Event.objects.create(
        firm=here.firm, actor=here.members[1], verb="message.posted", target_type=SUBJECT, target_id=mold.pk, drained_at=timezone.now()
    )  # fmt: skip
    conversations = f"(SELECT id AS conversation FROM {Conversation._meta.db_table} WHERE id > {mold.pk}) c, numbers"
    copy(event, {"target_id": "conversation"}, conversations, NUMBERS.replace("%s", str(MESSAGES_A_CONVERSATION)))
    message = Message.objects.create(conversation=mold, event=event, author=here.members[1], body=WORDS * 2)
    events = f"(SELECT id AS event, target_id AS conversation FROM events_event WHERE target_type = '{SUBJECT}' AND id > {event.pk}) e"
    copy(message, {"event_id": "event", "conversation_id": "conversation"}, events)
