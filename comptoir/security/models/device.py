from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

# Thirteen months, the longest life that the CNIL recommends for a cookie; then a sign-in from that browser is told again.
REMEMBERED_FOR = timedelta(days=395)


class KnownDeviceQuerySet(models.QuerySet):
    def forgotten(self, now):
        """Not seen for so long that they are to be forgotten."""
        return self.filter(last_seen_at__lt=now - REMEMBERED_FOR)


class KnownDevice(models.Model):
    """A browser in which a person has signed in, known by the hash of a cookie. One browser may be known to several people."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="known_devices")
    digest = models.CharField(max_length=64)
    browser = models.CharField(max_length=40, blank=True)
    system = models.CharField(max_length=40, blank=True)
    first_seen_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)

    objects = KnownDeviceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="one_row_per_browser")]
        indexes = [models.Index(fields=["last_seen_at"], name="device_last_seen")]

    def __str__(self):
        return f"{self.browser} {self.system}".strip()
