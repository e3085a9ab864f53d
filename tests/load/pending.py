"""Any number of pending events and deliveries, copied within the database from one row of each."""

from django.db import connection
from django.utils import timezone

from comptoir.conversations.models import Conversation
from comptoir.events.models import Event
from comptoir.notifications.models import Notification
from comptoir.transports.models import Delivery

from .dataset import CONVERSATIONS, office, told

MOLD = "bench.mold"
NUMBERS = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %s)"


def pending_events(count):
    """`count` messages that nobody has heard of, in 1,000 conversations, each to four colleagues."""
    copy_events(count, drained=False)


def pending_mails(count):
    """`count` mails to one colleague, each of another message, due now; what their rendering reads is there."""
    me = office().members[0]
    last = Event.objects.order_by("-pk").values_list("pk", flat=True).first()
    copy_events(count, drained=True)
    event = Event.objects.filter(pk__gt=last).order_by("pk").first()
    reasons = [["conversation.message", "recipient"]]
    notification = Notification.objects.create(firm_id=event.firm_id, event=event, user=me, topic="conversation.message", reasons=reasons, channels={})
    delivery = Delivery.objects.create(firm_id=event.firm_id, event=event, user=me, content="notification")
    copy(notification, {"event_id": "e.id"}, f"events_event e WHERE e.id > {event.pk}")
    copy(delivery, {"event_id": "e.id"}, f"events_event e WHERE e.id > {event.pk}")


def nothing_pending():
    """Take away what the functions above made."""
    Event.objects.filter(target_type=MOLD).delete()
    events = Event.objects.filter(verb="message.posted", data__author=MOLD)
    for model in (Delivery, Notification):
        model.objects.filter(event__in=events)._raw_delete("default")
    events._raw_delete("default")


def copy_events(count, *, drained):
    here = office()
    first = Conversation.objects.filter(firm=here.firm, subject__startswith="Question").select_related("dossier").order_by("pk").first()
    author = here.members[1]
    data = told(first, author, [user.pk for user in here.members[:5]]) | {"author": MOLD}
    mold = Event.objects.create(
        firm=here.firm, actor=author, verb="message.posted", target_type="conversations.conversation", target_id=first.pk, data=data,
        drained_at=timezone.now() if drained else None,
    )  # fmt: skip
    copy(mold, {"target_id": f"{first.pk} + n %% {CONVERSATIONS}"}, "numbers", NUMBERS, [count - 1])


def copy(mold, changes, source, start="", parameters=()):
    """INSERT … SELECT of one row's values, some of them changed, once for each row of `source`."""
    table = mold._meta.db_table
    columns = [field.column for field in mold._meta.concrete_fields if not field.primary_key]
    values = [changes.get(column, f"mold.{column}") for column in columns]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) {start} SELECT {', '.join(values)} FROM (SELECT * FROM {table} WHERE id = {mold.pk}) mold, {source}",
            parameters,
        )
