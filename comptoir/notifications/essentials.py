"""What is told whatever is known of the person's address: the security of their account."""

from .models import Notification
from .registry import all_topics


def critical_ones(deliveries):
    """The ids of the deliveries that tell of a critical topic, in one query."""
    codes = [topic.code for topic in all_topics() if topic.critical]
    told = Notification.objects.filter(event__in={one.event_id for one in deliveries}, user__in={one.user_id for one in deliveries}, topic__in=codes)
    pairs = set(told.values_list("event_id", "user_id"))
    return {one.pk for one in deliveries if (one.event_id, one.user_id) in pairs}
