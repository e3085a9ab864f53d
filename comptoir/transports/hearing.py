"""A mail that came back, heard: its delivery failed, its author is told, its address is left in peace."""

import logging
from enum import StrEnum

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from .actions import fail
from .addresses import ADDRESS_BOUNCED, BOUNCED, known_as_bouncing, mark_bouncing, not_tried
from .bounces import read_bounce
from .email import delivery_of_message_id
from .models import AddressState, Delivery
from .smtp_words import Verdict

logger = logging.getLogger(__name__)
# How many mails that wait are failed at once; the rest fails when its moment comes.
MOST_WAITING = 500


class Heard(StrEnum):
    """What became of a mail that was handed in. Only «not a bounce» is for another reader."""

    NOT_A_BOUNCE = ""
    # The address is marked and the delivery failed.
    NOBODY_THERE = "nobody_there"
    # This delivery failed; the address may still live.
    GIVEN_UP = "given_up"
    LATE = "late"
    REPEATED = "repeated"
    # It proves no mail of ours, or speaks of somebody else than its recipient: forged, or long gone.
    UNKNOWN = "unknown"


def hear_bounce(source):
    """Read one mail (bytes) as a bounce and do what follows from it, in one transaction; return what it was (Heard).

    Only a notice that quotes a Message-ID of ours (its digest proves it) and names that very mail's recipient changes anything, and only once.
    Records delivery.failed, which tells the author (C7), and address.bounced.
    """
    bounce = read_bounce(source)
    if bounce is None:
        return Heard.NOT_A_BOUNCE
    delivery_id = next(filter(None, map(delivery_of_message_id, bounce.message_ids)), None)
    heard = Heard.UNKNOWN if delivery_id is None else settle_bounce(delivery_id, bounce)
    if heard is Heard.UNKNOWN:
        logger.info("A bounce that proves no mail of ours was left aside")
    return heard


@transaction.atomic
def settle_bounce(delivery_id, bounce):
    delivery = Delivery.objects.select_for_update(of=["self"]).select_related("user", "event").filter(pk=delivery_id).first()
    report = delivery and bounce.about(delivery.goes_to.lower())
    if report is None:
        return Heard.UNKNOWN
    if report.verdict is Verdict.LATE:
        return Heard.LATE
    if delivery.state in (Delivery.State.FAILED, Delivery.State.DROPPED) or was_heard(delivery, bounce):
        return Heard.REPEATED
    for one in left_with(delivery):
        fail(one, report.words)
    if report.verdict is Verdict.GIVEN_UP:
        return Heard.GIVEN_UP
    mark_bouncing(delivery, reason=report.words, notice=bounce.identity)
    return Heard.NOBODY_THERE


def left_with(delivery):
    """Everything that the mail carried: a digest bears the Message-ID of its first delivery alone, and all of it was settled at one moment."""
    if not delivery.is_grouped or delivery.state != Delivery.State.SENT:
        return [delivery]
    carried = Delivery.objects.filter(user=delivery.user_id, channel=delivery.channel, content=delivery.content, is_grouped=True, sent_at=delivery.sent_at)
    return list(carried.filter(state=Delivery.State.SENT).select_related("user", "event"))


def was_heard(delivery, bounce):
    """Whether this very notice marked the address before: the mail has been sent again since, and the notice is a late copy."""
    return AddressState.objects.filter(address=delivery.goes_to.lower(), notice=bounce.identity).exclude(notice="").exists()


def stop_waiting(events):
    """Listener of the outbox: what still waits for an address that bounced fails now, not at its hour, so that its author hears of it."""
    addresses = {event.data["address"] for event in events if event.verb == BOUNCED}
    if not addresses:
        return
    free = Q(claimed_until=None) | Q(claimed_until__lte=timezone.now())
    waiting = Delivery.objects.pending().filter(free, channel=Delivery.Channel.EMAIL, address="", user__email__in=addresses)
    waiting = {one.pk: one for one in waiting.select_related("user", "event__actor").order_by("pk")[:MOST_WAITING]}
    for pk, reason in known_as_bouncing(list(waiting.values())).items():
        refuse(waiting[pk], reason)


@transaction.atomic
def refuse(delivery, reason):
    """Fail a delivery that nobody tried, since its address is known to take no mail."""
    fail(delivery, not_tried(delivery, reason))
    Delivery.objects.filter(pk=delivery.pk).update(outcome=ADDRESS_BOUNCED)
