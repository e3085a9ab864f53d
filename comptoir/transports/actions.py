"""Sending what is due, and asking for it again."""

import logging
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from comptoir.clients.models import Contact
from comptoir.events.recording import EVENTS, record_event
from comptoir.kernel.hub import publish

from .addresses import ADDRESS_BOUNCED, clear_bounce, heard_at_once, known_as_bouncing, not_tried
from .email import NotNow, Refused, compose, seconds_on_the_line
from .models import Delivery
from .registry import Later, registry

logger = logging.getLogger(__name__)
BATCH = 20
# A batch stops at half of it, and one mail takes at most five time-outs: nobody else can hold it by then. A dead worker's mails are free again after it.
CLAIM = timedelta(seconds=60)
# Waits between attempts: about a day in all, and never more than five minutes, so that mail leaves soon after the server is back.
PAUSES = [timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2), *[timedelta(minutes=5)] * 285]


class NotFailed(Exception):
    """Only a delivery that failed can be sent again."""


def send_due(outlet, limit=BATCH):
    """Send one batch of due deliveries through `outlet`; return how many were dealt with."""
    claimed_until = timezone.now() + CLAIM
    claimed = claim(limit, claimed_until, Delivery.Channel.EMAIL)
    deliveries = without_bouncing(claimed)
    rendered = render(deliveries) if deliveries else {}
    send_all(deliveries, rendered, claimed_until, lambda delivery, mail: mail_out(delivery, mail, outlet))
    return len(claimed)


def mail_out(delivery, mail, outlet):
    source = compose(delivery, mail)
    hold(delivery, seconds_on_the_line(source))
    outlet.send(delivery, source)


def send_all(deliveries, rendered, claimed_until, hand_over):
    """Send claimed deliveries one by one: `hand_over(delivery, message)` gives each to who carries it, and answers the fields to remember of it, or nothing."""
    for delivery in deliveries:
        if timezone.now() > claimed_until - CLAIM / 2:
            break  # too slow: the claim would lapse under us; the rest stays due for whoever comes next
        send(delivery, rendered[delivery.pk], hand_over)


def without_bouncing(deliveries):
    """Those whose address is not known to send mails back; the others are given up at once, so that their authors hear of it (C7)."""
    known = known_as_bouncing(deliveries) if deliveries else {}
    for delivery in deliveries:
        if delivery.pk in known:
            fail(delivery, not_tried(delivery, known[delivery.pk]), outcome=ADDRESS_BOUNCED)
    return [delivery for delivery in deliveries if delivery.pk not in known]


def render(deliveries, form="render"):
    """{delivery id: Mail or Push, Later, reason or the exception}: one that cannot be rendered keeps none of the others back."""
    try:
        return registry.render(deliveries, form)
    except Exception as error:
        if len(deliveries) == 1:
            logger.exception("Delivery %s could not be rendered", deliveries[0].pk)
            return {deliveries[0].pk: error}
        return {pk: mail for delivery in deliveries for pk, mail in render([delivery], form).items()}


@transaction.atomic
def claim(limit, until, *channels):
    """Take up to `limit` deliveries for these channels that are due for themselves and that nobody holds."""
    due = Delivery.objects.due(timezone.now(), *channels).filter(is_grouped=False)
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True)
    ids = list(due.values_list("pk", flat=True)[:limit])
    if not ids:
        return []
    Delivery.objects.filter(pk__in=ids).update(claimed_until=until)
    return list(Delivery.objects.filter(pk__in=ids).select_related("user", "contact", "event", "firm__brand").order_by("id"))


def send(delivery, message, hand_over):
    """One delivery to its end: sent, dropped, failed, or later. Its state is written at once, so a crash repeats at most this one."""
    if isinstance(message, str):
        return settle(delivery, state=Delivery.State.DROPPED, outcome=message)
    if isinstance(message, Later):
        return put_off([delivery.pk], message)
    if isinstance(message, Exception):
        return postpone(delivery, type(message).__name__)
    try:
        known = hand_over(delivery, message)
    except (Refused, ValueError) as error:  # ValueError: what was given cannot be written as a mail
        return refuse(delivery, error)
    except NotNow as error:
        return postpone(delivery, str(error))
    return settle(delivery, state=Delivery.State.SENT, sent_at=timezone.now(), error="", **(known or {}))


def hold(delivery, seconds):
    """Claim a heavy mail anew for as long as it may take; a usual one is over before the claim of its batch lapses."""
    if seconds:
        Delivery.objects.filter(pk=delivery.pk).update(claimed_until=timezone.now() + CLAIM + 2 * timedelta(seconds=seconds))


def put_off(ids, later):
    """A quiet time has begun: these leave together at its end."""
    Delivery.objects.filter(pk__in=ids).update(due_at=later.due_at, is_grouped=True, claimed_until=None)


def settle(delivery, **changes):
    Delivery.objects.filter(pk=delivery.pk).update(claimed_until=None, attempts=delivery.attempts + 1, **changes)


def postpone(delivery, error):
    if delivery.attempts >= len(PAUSES):
        return fail(delivery, error)
    logger.warning("Delivery %s will be tried again: %s", delivery.pk, error)
    return settle(delivery, due_at=timezone.now() + PAUSES[delivery.attempts], error=error[:300])


@transaction.atomic
def refuse(delivery, error):
    """The server will not have it: give up, and remember the address where the server says that nobody is there."""
    if isinstance(error, Refused) and delivery.channel == Delivery.Channel.EMAIL:
        heard_at_once(delivery, error)
    fail(delivery, str(error))


@transaction.atomic
def fail(delivery, error, outcome=""):
    """Give up on a delivery. Records delivery.failed, so that whoever wrote the message hears of it (C7)."""
    settle(delivery, state=Delivery.State.FAILED, error=error[:300], outcome=outcome)
    logger.warning("Delivery %s failed: %s", delivery.pk, error)
    source = delivery.event
    record_event(
        "delivery.failed",
        delivery,
        actor=None,
        recipient=delivery.person.full_name,
        error=error[:300],
        verb=source.verb if source else "",
        author_id=source.actor_id if source else None,
        about_id=source.target_id if source else None,
    )


@transaction.atomic
def send_again(delivery, *, by):
    """Put a failed delivery back in the queue (C7). Raises NotFailed. Records delivery.repeated."""
    again = {"repeats": F("repeats") + 1, "provider_id": "", "arrived_at": None, "due_at": timezone.now()}
    waiting = {"state": Delivery.State.PENDING, "attempts": 0, "error": "", "outcome": "", "claimed_until": None} | again
    if not Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.FAILED).update(**waiting):
        raise NotFailed
    if delivery.channel == Delivery.Channel.EMAIL:
        clear_bounce(delivery.person, by=by)
    record_event("delivery.repeated", delivery, actor=by)


def queue_mail(person, content, *, firm=None, address="", event=None, **data):
    """Owe `person` (a User, or a Contact without account) a mail that no topic sends, such as a link to choose a new password.

    It goes to `address` where that is not their own.

    With an `event` this is the one mail that the event causes: a topic that tells of it adds none.
    """
    owner = {"contact": person} if isinstance(person, Contact) else {"user": person}
    delivery = Delivery.objects.create(**owner, firm=firm, content=content, address=address, event=event, data=data)
    publish(EVENTS)
    return delivery


def queue_mails(content, owed):
    """The same for many in one statement. `owed`: the other fields of each Delivery."""
    Delivery.objects.bulk_create([Delivery(content=content, **fields) for fields in owed])
    if owed:
        publish(EVENTS)
