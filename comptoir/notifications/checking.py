"""Whether what waits may leave now: asked again at the moment of sending, for a whole batch in a constant number of queries (N5, N7)."""

from dataclasses import dataclass, field

from django.utils import timezone

from comptoir.transports.registry import Later

from .languages import language_of
from .leaves import back_at
from .models import notifications_of
from .registry import Channel, get_topic
from .rights import still_allowed
from .timing import after_quiet, is_quiet
from .wishes import wishes_of


@dataclass(frozen=True)
class Checked:
    """`leaving`: [(delivery, notification), …] of what may leave now; `staying`: {delivery id: why not, or Later}; `wishes`: those of {user id}."""

    leaving: list
    staying: dict
    wishes: dict = field(default_factory=dict)

    def language_of(self, person, notifications):
        """In which language one message to `person` about these notifications speaks."""
        return language_of(person, self.wishes[person.pk], notifications)


def check(deliveries):
    """Which of `deliveries` may leave at this moment."""
    notifications = notifications_of(deliveries)
    allowed = still_allowed(notifications.values())
    topics = {get_topic(code) for one in notifications.values() for code, _reason in one.reasons}
    wishes, now = wishes_of({one.user_id for one in deliveries}, topics), timezone.now()
    checked = Checked([], {}, wishes)
    for delivery in deliveries:
        notification = notifications.get((delivery.event_id, delivery.user_id))
        reason = "withdrawn" if notification is None else reason_to_stay(delivery, notification, allowed, wishes.get(delivery.user_id), now)
        if reason:
            checked.staying[delivery.pk] = reason
        else:
            checked.leaving.append((delivery, notification))
    return checked


def reason_to_stay(delivery, notification, allowed, wishes, now):
    """Why this one does not leave now: a short code for good, Later for a while, "" if it does."""
    critical = get_topic(notification.topic).critical
    if wishes is None:
        return "account_closed"
    if notification.read_at and not critical:
        return "read_meanwhile"
    if notification.pk not in allowed:
        return "no_longer_allowed"
    decision = wishes.decide([(get_topic(code), reason) for code, reason in notification.reasons], notification.created_at)
    if decision is None or delivery.channel not in decision.channels:
        return "no_longer_wanted"
    return "" if critical else reason_to_wait(delivery, notification, wishes, now)


def reason_to_wait(delivery, notification, wishes, now):
    """Quiet time and absences are looked at again: they may have begun since. What the person does not hear while away waits for the return, as a mail."""
    is_mail = delivery.channel == Channel.EMAIL
    back = back_at(wishes.leaves, notification.firm_id, now)
    if back > now:
        return Later(after_quiet(back, wishes.quiet, wishes.zone)) if is_mail else "away"
    if is_quiet(now, wishes.quiet, wishes.zone):
        return Later(after_quiet(now, wishes.quiet, wishes.zone))
    return ""
