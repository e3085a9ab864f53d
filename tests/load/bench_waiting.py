"""B4: 100,000 mails waiting for 1,000 people with rhythms of their own, sent to the last one; and how fast news for such people are decided."""

import json
import smtplib
import subprocess
import sys

from django.db import connection
from django.db.models import Count
from django.utils import timezone

from comptoir.notifications.deciding import decide_for
from comptoir.transports.email import SmtpOutlet, compose
from comptoir.transports.models import Delivery
from comptoir.transports.registry import registry
from comptoir.transports.together import PEOPLE_AT_ONCE, claim_all, send_together, waiting

from . import measure
from .bench_dispatch import analyse, median_cost, rate, sendmail_all
from .mail_server import mail_server
from .thousand import NEWS, mails_of, nothing_owed, owe, people

SIZES = (1_000, 10_000, 100_000)
RECIPIENTS = 500
DIGESTS = 20


def run():
    with mail_server() as server:
        return [*deciding(), *digests(server), *dispatch(server)]


def deciding():
    """One message to 500 people, each with settings of their own beside the role's and the firm's, and quiet hours."""
    users, events = people()
    analyse()
    event = events[0]
    event.data["recipients"] = [user.pk for user in users[:RECIPIENTS]]
    decided = len(decide_for([event]))
    assert decided == RECIPIENTS, f"{decided} of {RECIPIENTS} would be told"
    note = f"{measure.queries_of(lambda: decide_for([event]))} queries; rhythms, quiet hours and channels of the firm, the role and of each person's own"
    return [rate(f"one message decided for {RECIPIENTS} people", decided, median_cost(lambda: decide_for([event])), "≥ 5,000", note)]


def digests(server):
    """Digests of 100 news, beside `sendmail` of the same bytes over one kept connection."""
    owe((DIGESTS + 1) * NEWS)
    outlet, bare = SmtpOutlet(server), smtplib.SMTP(server["host"], server["port"])
    messages = [composed(user_id, channel) for user_id, channel in waiting([Delivery.Channel.EMAIL], DIGESTS)]
    assert len(messages) == DIGESTS
    put_back()
    comparison = measure.compare(lambda: send_digests(outlet), lambda: sendmail_all(bare, messages), after=put_back, calls=1)
    outlet.close()
    bare.quit()
    nothing_owed()
    ours, floor = DIGESTS / comparison.ours.wall, DIGESTS / comparison.floor.wall
    note = f"of {NEWS} news and {sum(len(source) for _to, source in messages) / DIGESTS / 1024:.0f} KB each; {ours * NEWS:,.0f} deliveries a second"
    return [{"id": "B4", "work": "digests, of bare sendmail", "unit": "/s", "wall_ours": ours, "wall_floor": floor, "wall_ratio": ours / floor, "note": note}]


def composed(user_id, channel):
    """(recipient, source) of a person's digest."""
    deliveries = claim_all(user_id, channel, timezone.now())
    return deliveries[0].user.email, compose(deliveries[0], registry.render_together(deliveries).message)


def send_digests(outlet):
    sent = sum(send_together(outlet) for _ in range(DIGESTS // PEOPLE_AT_ONCE))
    assert sent == DIGESTS * NEWS, f"{sent} deliveries left in digests"


def put_back():
    _users, events = people()
    Delivery.objects.filter(event__in=events).update(state=Delivery.State.PENDING, claimed_until=None)


def dispatch(server):
    """All that waits is sent, in a process of its own: for ten people, a hundred, a thousand."""
    sizes = SIZES[:2] if measure.quick else SIZES
    done = {count: dispatched(count, server) for count in sizes}
    few, many = done[sizes[0]], done[sizes[-1]]
    singly, together = mails_of(sizes[-1])
    speeds = {count: count / one["seconds"] for count, one in done.items()}
    floor, kept = few["megabytes"] + kept_pages(), f", and the {kept_pages()} MB of its file that SQLite keeps" if kept_pages() else ""
    others = ", ".join(f"{one['megabytes']:.0f} MB with {count:,}" for count, one in done.items())
    work = f"{sizes[-1]:,} waiting for {sizes[-1] // NEWS:,} people"
    note = f"{singly:,} single mails and {together:,} digests in {many['seconds']:.0f} s; floor: {sizes[0]:,} waiting"
    return [
        {"id": "B4", "work": f"{work}: deliveries", "unit": "/s", "wall_ours": speeds[sizes[-1]], "wall_floor": speeds[sizes[0]],
         "wall_ratio": speeds[sizes[-1]] / speeds[sizes[0]], "note": note},
        {"id": "B4", "work": f"{work}: memory", "unit": "MB", "ours": many["megabytes"], "floor": floor,
         "ratio": many["megabytes"] / floor, "limit": "≤ 1.05", "note": f"floor: {sizes[0]:,} waiting{kept}; {others}"},
    ]  # fmt: skip


def kept_pages():
    """Megabytes of its file that SQLite keeps in memory at most, once it has read as many (PRAGMA cache_size, given in KB below zero)."""
    if connection.vendor != "sqlite":
        return 0
    with connection.cursor() as cursor:
        return -cursor.execute("PRAGMA cache_size").fetchone()[0] // 1000


def dispatched(count, server):
    """What `tests.load.dispatching` says of `count` waiting deliveries. Every one of them has left then."""
    owe(count)
    analyse()
    done = subprocess.run([sys.executable, "-m", "tests.load.dispatching", str(server["port"])], stdout=subprocess.PIPE, text=True, check=True)
    figures = json.loads(done.stdout)
    states = dict(Delivery.objects.filter(event__in=people()[1]).values_list("state").annotate(Count("pk")))
    assert (states, figures["deliveries"]) == ({Delivery.State.SENT: count}, count), f"{states} of {count}"
    nothing_owed()
    return figures
