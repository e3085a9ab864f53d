"""Conversations by SMS: what the firm writes leaves to its clients' telephones."""

from django.db.models import Count, OuterRef, Subquery
from django.utils import timezone, translation

from comptoir.accounts.middleware import zone
from comptoir.kernel.among import among
from comptoir.kernel.hub import publish
from comptoir.kernel.prepared import Prepared
from comptoir.kernel.rows import insert_ignoring
from comptoir.notifications.languages import languages_of
from comptoir.notifications.timing import after_quiet, is_quiet
from comptoir.notifications.wishes import wishes_of
from comptoir.transports.models import Delivery
from comptoir.transports.registry import Content, Sms, nothing_of_it, registry
from comptoir.transports.sms.numbers import why_none_of

from .models import Channel, Message
from .texts import CONTENT, text_of
from .visibility import facts_of, who_sees

VERBS = frozenset({"message.posted", "conversation.opened"})
# That of the topics, which stand above.
CATEGORY = "conversations"


def declare_texts():
    registry.declare(Content(CONTENT, nothing_of_it, render_sms=render_texts))


def text_clients(events):
    """Listener of the outbox: every message of the firm in a conversation by SMS is owed to the client users who take part. Hearing twice owes it once."""
    events = {event.pk: event for event in events if event.verb in VERBS}
    # Most messages leave by other ways: one small query tells.
    if not events or not candidates(events):
        return
    messages = list(to_be_texted(events))
    sides = sides_of(messages, {user_id for message in messages for user_id in events[message.event_id].data["recipients"]})
    pairs = [(message, user_id) for message in messages for user_id in events[message.event_id].data["recipients"] if is_client(sides, message, user_id)]
    owe(pairs)


OF_THE_FIRM_BY_SMS = {"conversation__channel": Channel.SMS, "from_client": False, "is_note": False}
candidates = Prepared(lambda event_ids: Message.objects.filter(among("event_id", event_ids), **OF_THE_FIRM_BY_SMS).values_list("pk"), lists=1)


def to_be_texted(event_ids):
    """The firm's messages among these events. What the program writes by itself is no answer to what another program sent (RFC 3834, section 2)."""
    latest = Message.objects.filter(conversation=OuterRef("conversation"), from_client=True, pk__lt=OuterRef("pk")).order_by("-pk")
    messages = Message.objects.select_related("conversation").filter(event__in=list(event_ids), **OF_THE_FIRM_BY_SMS)
    return messages.annotate(after_automatic=Subquery(latest.values("is_automatic")[:1])).exclude(is_automatic=True, after_automatic=True)


def sides_of(messages, user_ids):
    """{(conversation id, user id): "member" or "client"} as of now."""
    return who_sees(facts_of({message.conversation_id for message in messages}), user_ids)


def is_client(sides, message, user_id):
    return user_id != message.author_id and sides.get((message.conversation_id, user_id)) == "client"


def owe(pairs):
    """A Delivery for each (message, user id), once; at the end of the person's quiet time when that is now (N7)."""
    now = timezone.now()
    wishes = wishes_of({user_id for _message, user_id in pairs}, [])
    names = ("firm", "event", "user", "channel", "content", "data", "is_grouped", "state", "outcome", "error", "attempts", "created_at", "due_at")
    rows = [
        (
            message.conversation.firm_id, message.event_id, user_id, Delivery.Channel.SMS, CONTENT, {}, False,
            Delivery.State.PENDING, "", "", 0, now, not_before(wishes.get(user_id), now),
        )
        for message, user_id in pairs
    ]  # fmt: skip
    insert_ignoring(Delivery, names, rows)
    publish("events")


def not_before(wishes, now):
    if wishes is None or not is_quiet(now, wishes.quiet, wishes.zone):
        return now
    return after_quiet(now, wishes.quiet, wishes.zone)


def reached_by_text(conversation):
    """([names of the client users whom an SMS of this conversation reaches], [why it does not reach the others])."""
    users = [one.user for one in conversation.recipients.select_related("user").order_by("pk") if one.user.is_active]
    sides = who_sees(facts_of({conversation.pk}), {user.pk for user in users})
    clients = [user for user in users if sides.get((conversation.pk, user.pk)) == "client"]
    troubles = why_none_of(clients)
    return [user.full_name for user in clients if not troubles[user.pk]], [troubles[user.pk] for user in clients if troubles[user.pk]]


def render_texts(deliveries):
    """{delivery id: Sms, or why it does not leave}: whether the person still sees the conversation is asked again (N5)."""
    messages = messages_of(deliveries)
    sides = sides_of(messages.values(), {delivery.user_id for delivery in deliveries}) if messages else {}
    languages = languages_of([delivery.user for delivery in deliveries], CATEGORY)
    return {one.pk: text_or_reason(one, messages.get(one.event_id), sides, languages[one.user_id]) for one in deliveries}


def messages_of(deliveries):
    rows = Message.objects.filter(event__in={delivery.event_id for delivery in deliveries}, is_note=False)
    return {row.event_id: row for row in rows.select_related("conversation__firm").annotate(files=Count("attachments"))}


def text_or_reason(delivery, message, sides, language):
    if message is None:
        return "withdrawn"
    if not delivery.user.is_active:
        return "account_closed"
    if not is_client(sides, message, delivery.user_id):
        return "no_longer_allowed"
    with translation.override(language), timezone.override(zone(delivery.user.time_zone)):
        return Sms(text_of(message.conversation, message.body, files=message.files), firm=message.conversation.firm.slug)
