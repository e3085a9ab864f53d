"""Reading the bell."""

from django.utils import timezone

from comptoir.kernel.hub import publish

from .models import Notification
from .rights import still_allowed


def mark_read(user, *, about=None, notifications=None):
    """Mark as read what `user` was told: everything, one queryset of it, or what is about one thing. Return how many there were."""
    rows = Notification.objects.visible_to(user).unread() if notifications is None else notifications.visible_to(user).unread()
    if about is not None:
        rows = rows.filter(event__target_type=about._meta.label_lower, event__target_id=about.pk)
    count = rows.update(read_at=timezone.now())
    if count:
        publish(f"user:{user.pk}")
    return count


def withdraw_forbidden(notifications):
    """Those of `notifications` that their person may still be told; the others leave the bell and its number for good (N5)."""
    notifications = list(notifications)
    allowed = still_allowed(notifications)
    forbidden = [one.pk for one in notifications if one.pk not in allowed]
    if forbidden:
        Notification.objects.filter(pk__in=forbidden).update(in_app=False)
    return [one for one in notifications if one.pk in allowed]
