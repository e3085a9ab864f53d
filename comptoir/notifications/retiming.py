"""Another rhythm, another quiet time, another zone, another absence: what already waits leaves at the moment that now holds."""

from dataclasses import replace

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone

from comptoir.away.actions.planning import CALLED_OFF, ENDED, PLANNED
from comptoir.away.actions.planning import CHANGED as ABSENCE_CHANGED
from comptoir.preferences.actions import CHANGED
from comptoir.transports.models import Delivery

from .decisions import NEVER, SILENCED
from .models import notifications_of
from .registry import Channel, get_topic
from .wishes import wishes_of

AT_ONCE = 1000
ZONE = "dates.time_zone"
ABSENCES = frozenset({PLANNED, ABSENCE_CHANGED, CALLED_OFF, ENDED})


def retime(events):
    """Give what waits for the people whose times `events` changed its new moment. What is no longer wanted is dropped when it comes due."""
    for event in events:
        if concerns_times(event):
            waiting = Delivery.objects.pending().filter(content="notification", claimed_until=None, user__in=people_of(event))
            in_batches(waiting.filter(due_at__gt=timezone.now()).select_related("event").order_by("pk"))


def concerns_times(event):
    key = event.data["key"] if event.verb == CHANGED else ""
    return event.verb in ABSENCES or key == ZONE or key.startswith(("frequency.", "digest.", "quiet."))


def people_of(event):
    """Whose times an event changed, as a query: the person, or everybody in the firm and its clients."""
    is_of_one = event.verb in ABSENCES or event.data["scope"] == "user"
    who = Q(pk=event.target_id) if is_of_one else Q(memberships__firm=event.firm_id) | Q(client_accesses__firm=event.firm_id)
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
        moment = together_still(delivery, earliest(delivery, notification, wishes[delivery.user_id], topics))
        if moment and (moment.due_at, moment.is_grouped) != (delivery.due_at, delivery.is_grouped):
            delivery.due_at, delivery.is_grouped, delivery.data = moment.due_at, moment.is_grouped, {"timing": moment.reason}
            yield delivery


def earliest(delivery, notification, wishes, topics):
    event = delivery.event
    moments = [wishes.moment(topics[code], Channel(delivery.channel), event.occurred_at, event.firm_id) for code, _reason in notification.reasons]
    return min((one for one in moments if one not in (NEVER, SILENCED)), key=lambda moment: moment.due_at, default=None)


def together_still(delivery, moment):
    """What waited together and may leave at once leaves together: who comes back early finds one mail, not fifty."""
    is_late = moment is not None and delivery.is_grouped and moment.due_at <= timezone.now()
    return replace(moment, is_grouped=True) if is_late else moment
