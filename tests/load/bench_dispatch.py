"""B4: the worker deciding, telling and mailing, with few and with many waiting."""

import json
import smtplib
import subprocess
import sys

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from comptoir.events.models import Event
from comptoir.events.outbox import BATCH, drain
from comptoir.notifications.listener import decide_for
from comptoir.transports.actions import send_due
from comptoir.transports.email import SmtpOutlet, compose
from comptoir.transports.models import Delivery
from comptoir.transports.registry import registry

from . import measure
from .mail_server import mail_server
from .pending import MOLD, nothing_pending, pending_events, pending_mails

MAILS = 100
FEW, MANY = 1_000, 100_000


def run():
    with mail_server() as server:
        return [*decisions(), *mails(server), *memory(server)]


def decisions():
    """How many notifications are decided, and how many are decided and written with their delivery, in a second."""
    pending_events(BATCH * 12)
    events = list(Event.objects.pending().order_by("id")[:BATCH])
    decided = len(decide_for(events))
    deciding = median_cost(lambda: decide_for(events))
    telling = median_cost(drain)
    nothing_pending()
    told = f"batches of {BATCH} messages to four colleagues each"
    return [
        rate("notifications decided", decided, deciding, "≥ 5,000", told),
        rate("notifications decided and written", decided, telling, "", f"{told}; with their deliveries, committed"),
    ]


def mails(server):
    """Mails in a second to a server on this machine, beside `sendmail` of the same bytes over one kept connection."""
    pending_mails(MAILS)
    deliveries = list(Delivery.objects.due(timezone.now(), Delivery.Channel.EMAIL).select_related("user", "event", "firm"))
    assert len(deliveries) == MAILS
    rendered = registry.render(deliveries)
    messages = [(delivery.user.email, compose(delivery, rendered[delivery.pk])) for delivery in deliveries]
    outlet, bare = SmtpOutlet(server), smtplib.SMTP(server["host"], server["port"])
    comparison = measure.compare(lambda: send_all(outlet), lambda: sendmail_all(bare, messages), after=put_back, calls=1)
    outlet.close()
    bare.quit()
    nothing_pending()
    ours, floor = MAILS / comparison.ours.wall, MAILS / comparison.floor.wall
    note = f"{MAILS / comparison.ours.cpu:,.0f} a second of our CPU; the floor is sendmail of the same bytes"
    return [
        {"id": "B4", "work": "mails handed over", "unit": "/s", "wall_ours": ours, "limit": "≥ 150", "met": ours >= 150, "note": note},
        {"id": "B4", "work": "mails, of bare sendmail", "unit": "/s", "wall_ours": ours, "wall_floor": floor, "wall_ratio": ours / floor,
         "limit": "≥ 0.7", "met": ours / floor >= 0.7},
    ]  # fmt: skip


def memory(server):
    """The same ten batches with 1,000 and with 100,000 waiting: memory stays, and so does the time of a batch."""
    few, many = (worker_with(count, server) for count in (FEW, MANY))
    growth = many["megabytes"] - few["megabytes"]
    rows = [
        {"id": "B4", "work": f"memory, {MANY:,} waiting", "unit": "MB", "ours": many["megabytes"], "floor": few["megabytes"],
         "ratio": many["megabytes"] / few["megabytes"], "limit": "≤ 1.05", "note": f"floor: {FEW:,} waiting; {growth:+.1f} MB"},
    ]  # fmt: skip
    for step, what in (("drain", f"{BATCH} messages told"), ("send", "20 mails handed over")):
        rows.append(
            {"id": "B4", "work": f"{what}, {MANY:,} waiting", "unit": "ms", "wall_ours": many[step] * 1000, "wall_floor": few[step] * 1000,
             "wall_ratio": many[step] / few[step], "note": f"floor: {FEW:,} waiting"}
        )  # fmt: skip
    return rows


def worker_with(count, server):
    with transaction.atomic():
        pending_events(max(count, BATCH * 12))
        pending_mails(count)
    analyse()
    done = subprocess.run([sys.executable, "-m", "tests.load.memory", str(server["port"])], stdout=subprocess.PIPE, text=True, check=True)
    nothing_pending()
    return json.loads(done.stdout)


def analyse():
    """The statistics that a database keeps by itself while rows come in over days."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def median_cost(work):
    work()
    return measure.middle([measure.cost_of(work) for _ in range(5 if measure.quick else 9)])


def rate(work, count, cost, limit, note):
    """A line of so many a second: of CPU, and of wall time."""
    return {"id": "B4", "work": work, "unit": "/s", "ours": count / cost.cpu, "wall_ours": count / cost.wall, "limit": limit, "note": note}


def send_all(outlet):
    sent = 0
    while sent < MAILS:
        batch = send_due(outlet)
        assert batch, f"only {sent} of {MAILS} mails were due"
        sent += batch


def sendmail_all(connection, messages):
    for recipient, message in messages:
        connection.sendmail(settings.MAIL_FROM, [recipient], message)


def put_back():
    """Everything sent is due again."""
    Delivery.objects.filter(state=Delivery.State.SENT, event__data__author=MOLD).update(state=Delivery.State.PENDING, due_at=timezone.now())
