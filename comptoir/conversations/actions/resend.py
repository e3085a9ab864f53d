"""«Renvoyer»: a message whose mail failed is sent again (C7)."""

from django.db import transaction

from comptoir.transports.actions import NotFailed, send_again
from comptoir.transports.models import Delivery


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
