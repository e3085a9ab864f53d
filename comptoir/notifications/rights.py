"""Whether people may still be told: asked again whenever something is shown or leaves (N5)."""

from collections import defaultdict

from .registry import get_topic


def still_allowed(notifications):
    """Ids of the notifications whose person may still be told, by the topic that speaks."""
    by_topic = defaultdict(dict)
    for notification in notifications:
        by_topic[notification.topic][notification.event, notification.user_id] = notification.pk
    allowed = {code: get_topic(code).still_allowed(set(pairs)) for code, pairs in by_topic.items()}
    return {pk for code, pairs in by_topic.items() for pair, pk in pairs.items() if pair in allowed[code]}
