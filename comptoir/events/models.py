"""What happened. One table is the audit trail, the activity feed and the outbox."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class EventQuerySet(models.QuerySet):
    def pending(self):
        return self.filter(drained_at=None)

    def due(self, now):
        return self.pending().filter(next_attempt_at__lte=now).order_by("id")

    def about(self, target):
        return self.filter(target_type=target._meta.label_lower, target_id=target.pk)


class Event(models.Model):
    """Something that happened, written in the transaction that made it happen, with the words that were true then."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, null=True, related_name="events")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    verb = models.CharField(max_length=60)
    target_type = models.CharField(max_length=60)
    target_id = models.PositiveBigIntegerField()
    data = models.JSONField(default=dict)
    occurred_at = models.DateTimeField(default=timezone.now)
    # From where it was done: the door (page, api, nothing for a job) and the network address.
    door = models.CharField(max_length=10, blank=True, default="")
    address = models.CharField(max_length=45, blank=True, default="")
    # The outbox: an event is drained once every listener has heard it.
    drained_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="event_pending", condition=Q(drained_at=None)),
            models.Index(fields=["target_type", "target_id"], name="event_target"),
            models.Index(fields=["firm", "-id"], name="event_firm"),
        ]

    def __str__(self):
        return f"{self.verb} #{self.pk}"
