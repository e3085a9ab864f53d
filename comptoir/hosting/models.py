"""What the operator of the installation keeps of a firm: why it is suspended, and the copies that were made of what is the firm's."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class FirmExport(models.Model):
    """A copy of all that belongs to a firm, made by the worker: one archive, kept for a few days."""

    class State(models.TextChoices):
        WAITING = "waiting", _("En préparation")
        DONE = "done", _("Prêt")
        FAILED = "failed", _("Échoué")

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="exports")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    claimed_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    # Where the archive is stored, with its size in bytes and its hash.
    stored_as = models.CharField(max_length=80, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    row_count = models.PositiveIntegerField(default=0)
    file_count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["firm"], name="one_export_at_a_time", condition=Q(state="waiting"))]
        indexes = [models.Index(fields=["id"], name="export_waiting", condition=Q(state="waiting"))]
