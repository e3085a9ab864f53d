"""What the outbox causes here: notifications and deliveries of what happened, and other moments for what waits when somebody's settings change."""

from comptoir.kernel.hub import publish
from comptoir.kernel.rows import insert_ignoring
from comptoir.transports.models import Delivery

from .deciding import decide_for
from .models import Notification
from .registry import Channel
from .retiming import retime

# Which channels leave the building, and by what.
LEAVING = {Channel.EMAIL: Delivery.Channel.EMAIL, Channel.WEB: Delivery.Channel.WEB, Channel.MOBILE: Delivery.Channel.MOBILE}


def notify(events):
    """Write what is owed to whom. Unique per event, person and channel, so hearing twice tells once."""
    decisions = decide_for(events)
    write_notifications(decisions)
    write_deliveries(decisions)
    retime(events)
    publish(*sorted({f"user:{user_id}" for _event, user_id in decisions}))


def write_notifications(decisions):
    names = ("firm", "event", "user", "topic", "reasons", "channels", "in_app", "created_at", "read_at")
    rows = [
        (event.firm_id, event.pk, user_id, decision.topic, decision.reasons, decision.channels, Channel.IN_APP in decision.channels, event.occurred_at, None)
        for (event, user_id), decision in decisions.items()
    ]
    insert_ignoring(Notification, names, rows)


def write_deliveries(decisions):
    names = ("firm", "event", "user", "channel", "content", "data", "is_grouped", "state", "outcome", "error", "attempts", "created_at", "due_at")
    rows = [
        (
            event.firm_id, event.pk, user_id, LEAVING[channel], "notification", {"timing": moment.reason}, is_together(event, moment),
            Delivery.State.PENDING, "", "", 0, event.occurred_at, moment.due_at,
        )
        for (event, user_id), decision in decisions.items()
        for channel, moment in decision.moments.items()
    ]  # fmt: skip
    insert_ignoring(Delivery, names, rows)


def is_together(event, moment):
    """Whether it leaves with everything else that is due then: by the person's rhythm, or since it is one of many that somebody did at once."""
    return moment.is_grouped or event.data.get("is_one_of_many", False)
