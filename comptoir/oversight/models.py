"""What somebody looked at and let be, for a while."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class IgnoredQuerySet(models.QuerySet):
    def in_force(self, now):
        return self.filter(until__gt=now)


class Ignored(models.Model):
    """A finding of the access review that is shown again after `until`: who said so, when, and why."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="+")
    # The code of the Check, and the row that it found.
    check_code = models.SlugField(max_length=60)
    target_id = models.PositiveBigIntegerField()
    why = models.CharField(max_length=200, blank=True)
    ignored_at = models.DateTimeField(default=timezone.now)
    ignored_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    until = models.DateTimeField()

    objects = IgnoredQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["firm", "check_code", "target_id"], name="finding_ignored_once")]
