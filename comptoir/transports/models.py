"""What leaves the building: one row and one state per delivery."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DeliveryQuerySet(models.QuerySet):
    def due(self, now):
        """Waiting, their moment has come, and no worker holds them (a claim lapses by itself when its worker dies)."""
        free = Q(claimed_until=None) | Q(claimed_until__lte=now)
        return self.filter(free, state=Delivery.State.PENDING, due_at__lte=now).order_by("due_at", "id")


class Delivery(models.Model):
    """Something owed to one person on one channel. `content` names who renders it, at the moment of sending."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")

    class State(models.TextChoices):
        PENDING = "pending", _("En cours d’envoi")
        SENT = "sent", _("Remis")
        DROPPED = "dropped", _("Devenu inutile")
        FAILED = "failed", _("Non remis")

    firm = models.ForeignKey("firms.Firm", models.CASCADE, null=True, db_index=False, related_name="+")
    event = models.ForeignKey("events.Event", models.CASCADE, null=True, related_name="deliveries")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.EMAIL)
    content = models.CharField(max_length=40)
    data = models.JSONField(default=dict)
    # Where it goes when that is not the person's own address: one that is to be confirmed, or one that was left.
    address = models.EmailField(max_length=254, blank=True, default="", db_default="")
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    # Why it was dropped or failed: a short code for the program, the server's words for people.
    outcome = models.CharField(max_length=30, blank=True)
    error = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    claimed_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "user", "channel"], name="one_delivery_per_channel", condition=~Q(event=None)),
        ]
        indexes = [models.Index(fields=["due_at", "id"], name="delivery_pending", condition=Q(state="pending"))]

    @property
    def goes_to(self):
        """The address that this leaves for, as of now."""
        return self.address or self.user.email


class MailboxMessage(models.Model):
    """A mail as it would have left, kept for the demo's mailbox page when no SMTP server is named."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, null=True, related_name="+")
    recipient = models.EmailField()
    subject = models.CharField(max_length=300)
    source = models.BinaryField()
    received_at = models.DateTimeField(default=timezone.now)


class Heartbeat(models.Model):
    """The sign of life of a worker, read by /readyz."""

    name = models.CharField(max_length=100, primary_key=True)
    beat_at = models.DateTimeField()
