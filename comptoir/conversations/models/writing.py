"""What helps to write: drafts that survive, answers kept for the next time."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comptoir.clients.standing import standing_of

from .conversation import Conversation


class SavedDraft(models.Model):
    """What somebody typed and has not sent: in a conversation, or (without one) as a new question about a dossier, or about none yet."""

    class Kind(models.TextChoices):
        MESSAGE = "message", _("message")
        NOTE = "note", _("note interne")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    conversation = models.ForeignKey(Conversation, models.CASCADE, null=True, related_name="drafts")
    dossier = models.ForeignKey("clients.Dossier", models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.MESSAGE)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "conversation", "kind"], name="one_draft_per_conversation", condition=~Q(conversation=None)),
            models.UniqueConstraint(fields=["user", "dossier"], name="one_draft_per_dossier", condition=Q(conversation=None) & ~Q(dossier=None)),
            models.UniqueConstraint(fields=["user"], name="one_draft_about_nothing_yet", condition=Q(conversation=None, dossier=None)),
        ]


class CannedAnswerQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the firms one works for, and one's own."""
        return self.filter(Q(owner=None) | Q(owner_id=user.pk), firm__in=standing_of(user).firm_ids)


class CannedAnswer(models.Model):
    """«Réponse type»: of the whole firm, or (`owner`) of one person."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="canned_answers")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+")
    title = models.CharField(_("titre"), max_length=120)
    body = models.TextField(_("texte"), max_length=20_000)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = CannedAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["title", "id"]
        constraints = [
            models.UniqueConstraint(fields=["firm", "title"], name="one_firm_answer_per_title", condition=Q(owner=None)),
            models.UniqueConstraint(fields=["firm", "owner", "title"], name="one_own_answer_per_title", condition=~Q(owner=None)),
        ]

    def __str__(self):
        return self.title
