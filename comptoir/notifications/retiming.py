"""Another rhythm, another quiet time, another zone: what already waits leaves at the moment that now holds."""

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone

from comptoir.preferences.actions import CHANGED
from comptoir.transports.models import Delivery

from .decisions import NEVER
from .models import notifications_of
from .registry import Channel, get_topic
from .wishes import wishes_of

AT_ONCE = 1000
ZONE = "dates.time_zone"


def retime(events):
    """Give what waits for the people whose times `events` changed its new moment. What is no longer wanted is dropped when it comes due."""
    for event in events:
        if event.verb == CHANGED and concerns_times(event.data["key"]):
            waiting = Delivery.objects.pending().filter(content="notification", claimed_until=None, user__in=people_of(event))
            in_batches(waiting.filter(due_at__gt=timezone.now()).select_related("event").order_by("pk"))


def concerns_times(key):
    return key == ZONE or key.startswith(("frequency.", "digest.", "quiet."))


def people_of(event):
    """Whose times an event changed, as a query: the person, or everybody in the firm and its clients."""
    who = Q(pk=event.target_id) if event.data["scope"] == "user" else Q(memberships__firm=event.firm_id) | Q(client_accesses__firm=event.firm_id)
    return get_user_model().objects.filter(who).values("pk")


def in_batches(waiting):
    last = 0
    while batch := list(waiting.filter(pk__gt=last)[:AT_ONCE]):
        last = batch[-1].pk
        Delivery.objects.bulk_update(list(moved(batch)), ["due_at", "is_grouped", "data"])


def moved(deliveries):
    """Those of `deliveries` whose moment is another one now, with that moment."""
    notifications = notifications_of(deliveries)
    topics = {code: get_topic(code) for one in notifications.values() for code, _reason in one.reasons}
    wishes = wishes_of({one.user_id for one in deliveries}, topics.values())
    for delivery in deliveries:
        notification = notifications.get((delivery.event_id, delivery.user_id))
        if notification is None or delivery.user_id not in wishes:
            continue
        moment = earliest(delivery, notification, wishes[delivery.user_id], topics)
        if moment and (moment.due_at, moment.is_grouped) != (delivery.due_at, delivery.is_grouped):
            delivery.due_at, delivery.is_grouped, delivery.data = moment.due_at, moment.is_grouped, {"timing": moment.reason}
            yield delivery


def earliest(delivery, notification, wishes, topics):
    moments = [wishes.moment(topics[code], Channel(delivery.channel), delivery.event.occurred_at) for code, _reason in notification.reasons]
    return min((one for one in moments if one is not NEVER), key=lambda moment: moment.due_at, default=None)
