"""What became of questions: what an absence moved, and how long the firm took to answer."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from .conversation import Conversation


class Reassignment(models.Model):
    """A conversation that an absence took from somebody: to whom it went, and when it came back."""

    absence = models.ForeignKey("away.Absence", models.CASCADE, related_name="reassignments")
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="reassignments")
    from_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    to_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    to_team = models.ForeignKey("firms.Team", models.SET_NULL, null=True, blank=True, related_name="+")
    moved_at = models.DateTimeField(default=timezone.now)
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["absence", "conversation"], name="moved_once_per_absence", condition=Q(returned_at=None)),
        ]

    @property
    def to(self):
        return self.to_user or self.to_team


class Answer(models.Model):
    """A client's question that the firm answered, in minutes of the firm's working time."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="+")
    licence = models.ForeignKey("firms.Licence", models.CASCADE, related_name="+")
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="answers")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(default=timezone.now)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    worked_minutes = models.PositiveIntegerField()
    # What the firm meant to keep to at that moment.
    target_minutes = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "asked_at"], name="one_answer_per_question")]
        indexes = [models.Index(fields=["firm", "asked_at"], name="answer_of_firm")]
