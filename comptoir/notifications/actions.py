"""Reading the bell."""

from django.utils import timezone

from comptoir.kernel.hub import publish

from .models import Notification


def mark_read(user, *, about=None, notifications=None):
    """Mark as read what `user` was told: everything, one queryset of it, or what is about one thing. Return how many there were."""
    rows = Notification.objects.visible_to(user).unread() if notifications is None else notifications.visible_to(user).unread()
    if about is not None:
        rows = rows.filter(event__target_type=about._meta.label_lower, event__target_id=about.pk)
    count = rows.update(read_at=timezone.now())
    if count:
        publish(f"user:{user.pk}")
    return count
