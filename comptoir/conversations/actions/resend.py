"""«Renvoyer»: a message that did not arrive is sent again, to all or to one person, by the same way or by another (C7)."""

from django.db import transaction
from django.utils import timezone

from comptoir.events.recording import EVENTS, record_event
from comptoir.kernel.hub import publish
from comptoir.transports.actions import NotFailed, send_again
from comptoir.transports.models import Delivery

from ..texts import CONTENT as BY_SMS
from .mailing import CONTENT as BY_EMAIL

# How a message itself leaves.
CONTENTS = {Delivery.Channel.EMAIL: BY_EMAIL, Delivery.Channel.SMS: BY_SMS}
BY_ANOTHER_WAY = "sent_otherwise"


class AlreadySent(Exception):
    """By that way the message is already on its way to this person, or has arrived."""


@transaction.atomic
def resend_message(message, *, by):
    """Put the failed deliveries of `message` back in the queue; return how many there were."""
    failed = Delivery.objects.filter(event=message.event_id, state=Delivery.State.FAILED)
    count = 0
    for delivery in failed:
        try:
            send_again(delivery, by=by)
            count += 1
        except NotFailed:
            continue  # somebody else clicked first
    return count


@transaction.atomic
def resend_delivery(delivery, *, by, channel=""):
    """Send one failed delivery again, by `channel` (its own by default). Raises NotFailed and AlreadySent. Records delivery.repeated."""
    if channel in ("", delivery.channel):
        send_again(delivery, by=by)
        return
    is_failed = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.FAILED)
    if not is_failed.update(state=Delivery.State.DROPPED, outcome=BY_ANOTHER_WAY):
        raise NotFailed
    record_event("delivery.repeated", owe_by(delivery, channel), actor=by, channel=channel)
    publish(EVENTS)


def owe_by(delivery, channel):
    """The Delivery of the same message to the same person by another channel: a new one, or one that was dropped. Raises AlreadySent."""
    owed = {
        "content": CONTENTS[channel],
        "state": Delivery.State.PENDING,
        "outcome": "",
        "error": "",
        "attempts": 0,
        "is_grouped": False,
        "due_at": timezone.now(),
    }
    same = {"event_id": delivery.event_id, "user_id": delivery.user_id, "channel": channel}
    made, is_new = Delivery.objects.get_or_create(**same, defaults=owed | {"firm_id": delivery.firm_id})
    if not is_new and not Delivery.objects.filter(pk=made.pk, state=Delivery.State.DROPPED).update(**owed):
        raise AlreadySent
    return made
