"""What invitations hear of their mails."""

from comptoir.transports.models import Delivery

from .actions.bouncing import mark_undeliverable
from .actions.rounds import INVITES


def hear_failures(events):
    """An invitation that came back is undeliverable. A reminder that came back is not: the person has the invitation itself."""
    failed = [event.target_id for event in events if event.verb == "delivery.failed"]
    if not failed:
        return
    deliveries = Delivery.objects.filter(pk__in=failed, content=INVITES, state=Delivery.State.FAILED)
    failures = {row.data["invitation"]: (row.data["round"], row.error) for row in deliveries.order_by("pk")}
    if failures:
        mark_undeliverable(failures)
