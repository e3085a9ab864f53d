"""Who was told what, and why; and what people chose."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class NotificationQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(user_id=user.pk)

    def in_bell(self):
        return self.filter(in_app=True)

    def unread(self):
        return self.filter(read_at=None)


class Notification(models.Model):
    """One person told of one event, with the decision that led to it. `in_app` says whether the bell shows it."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, null=True, db_index=False, related_name="+")
    event = models.ForeignKey("events.Event", models.CASCADE, related_name="notifications")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, db_index=False, related_name="notifications")
    topic = models.CharField(max_length=40)
    # [[topic, reason], …] and {channel: origin}: what the decision was made of, read by «Pourquoi ai-je reçu ceci ?».
    reasons = models.JSONField(default=list)
    channels = models.JSONField(default=dict)
    in_app = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "user"], name="one_notification_per_event")]
        indexes = [
            models.Index(fields=["user", "-id"], name="bell_of_user", condition=Q(in_app=True)),
            models.Index(fields=["user", "-id"], name="unread_of_user", condition=Q(read_at=None, in_app=True)),
        ]


def notifications_of(deliveries):
    """{(event id, user id): Notification} of what these deliveries carry, with event and actor, in one query."""
    rows = Notification.objects.filter(event__in={d.event_id for d in deliveries}, user__in={d.user_id for d in deliveries})
    return {(row.event_id, row.user_id): row for row in rows.select_related("event", "event__actor")}
