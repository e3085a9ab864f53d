"""B3: a message to 5, 50 and 500 recipients, until it is durable and until every bell row and delivery exists."""

import uuid

from django.db import connection

from comptoir.conversations.actions import Draft, post_message
from comptoir.events.outbox import drain
from comptoir.notifications.models import Notification
from comptoir.transports.models import Delivery, MailboxMessage

from . import measure
from .browser import Browser
from .dataset import CROWD, crowd
from .floor import post_plainly

BODY = "Voici la pièce demandée ; le reste suit demain. " * 6


def run():
    rows = []
    queries = {size: (queries_to_post(size), queries_to_tell(size)) for size in CROWD}
    for size in CROWD:
        posting, telling = queries[size]
        durable = measure.compare(lambda size=size: post(size), lambda size=size: post_at_the_floor(size), after=tidy)
        told = measure.compare(lambda size=size: post_and_tell(size), lambda size=size: post_at_the_floor(size), after=tidy)
        rows.append(measure.row("B3", f"message to {size}: durable", durable, "≤ 1.0", f"{posting} queries"))
        rows.append(measure.row("B3", f"message to {size}: until told", told, "≤ 1.5", f"{posting} + {telling} queries"))
        rows.append(measure.row("B3", f"message to {size}: durable, as a form", sent_as_form(size), "≤ 1.0", "a signed-in POST, ours and the floor"))
    rows.append(
        {
            "id": "B3",
            "work": "queries from 5 to 500 recipients",
            "unit": "queries",
            "ours": sum(queries[max(CROWD)]),
            "floor": sum(queries[min(CROWD)]),
            "ratio": sum(queries[max(CROWD)]) / sum(queries[min(CROWD)]),
            "limit": "≤ 1.0",
            "note": "ours: 500 recipients, floor: ours with 5",
        }
    )
    return rows


def sent_as_form(size):
    conversations, author = crowd()
    ours, floor = Browser(author), Browser(author, floor=True)
    path = f"/conversations/{conversations[size].pk}/messages/"
    return measure.compare(lambda: ours.post(path, body=BODY, key=uuid.uuid4()), lambda: floor.post(path, body=BODY), after=tidy)


def post(size):
    conversations, author = crowd()
    return post_message(conversations[size], Draft(BODY, author, key=uuid.uuid4()))


def post_and_tell(size):
    post(size)
    assert drain() == 1


def post_at_the_floor(size):
    conversations, author = crowd()
    post_plainly(conversations[size].pk, author, BODY)


def queries_to_post(size):
    count = measure.queries_of(lambda: post(size))
    tidy()
    return count


def queries_to_tell(size):
    """What draining one message costs, and the check that everybody is told once."""
    post(size)
    drain()
    message = post(size)
    count = measure.queries_of_once(drain)
    owed = Notification.objects.filter(event=message.event_id).count(), Delivery.objects.filter(event=message.event_id).count()
    assert owed == (size, size), f"{owed} rows for {size} recipients"
    tidy()
    return count


def tidy():
    """Nothing pending, and tables of the same size for the next round."""
    while drain():
        pass
    # What another benchmark's worker put into the demo's mailbox hangs on deliveries.
    MailboxMessage.objects.all().delete()
    with connection.cursor() as cursor:
        for table in ("transports_delivery", "notifications_notification"):
            cursor.execute(f"DELETE FROM {table} WHERE firm_id = %s", [crowd()[1].memberships.get().firm_id])
