"""What helps to write: drafts that survive, answers kept for the next time."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comptoir.clients.standing import standing_of
from comptoir.firms.models import Membership

from .conversation import Conversation

STILL_WRITING = timedelta(seconds=60)


class SavedDraftQuerySet(models.QuerySet):
    def at(self, user, *, conversation=None, dossier=None, kind="message"):
        """What `user` typed at one place."""
        return self.filter(user=user, conversation=conversation, dossier=dossier, kind=kind)

    def being_written(self, conversation, now):
        """The answers that colleagues are writing in `conversation`: touched within the last minute. Never a client’s."""
        at_work = Q(user__memberships__firm=conversation.firm_id, user__memberships__left_at=None, user__is_active=True)
        fresh = self.filter(at_work, conversation=conversation, kind=SavedDraft.Kind.MESSAGE, updated_at__gt=now - STILL_WRITING)
        return fresh.select_related("user").order_by("updated_at")


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

    objects = SavedDraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "conversation", "kind"], name="one_draft_per_conversation", condition=~Q(conversation=None)),
            models.UniqueConstraint(fields=["user", "dossier"], name="one_draft_per_dossier", condition=Q(conversation=None) & ~Q(dossier=None)),
            models.UniqueConstraint(fields=["user"], name="one_draft_about_nothing_yet", condition=Q(conversation=None, dossier=None)),
        ]


def firms_writing_for_all(user):
    """The ids of the firms in whose name `user` keeps answers: administrators and chartered accountants."""
    return {firm_id for firm_id, role in standing_of(user).roles if role in (Membership.Role.ADMINISTRATOR, Membership.Role.ACCOUNTANT)}


class CannedAnswerQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the firms one works for, and one's own."""
        return self.filter(Q(owner=None) | Q(owner_id=user.pk), firm__in=standing_of(user).firm_ids)

    def editable_by(self, user):
        """One's own, and those of the firms whose administrator or chartered accountant one is."""
        standing = standing_of(user)
        return self.filter(Q(owner_id=user.pk, firm__in=standing.firm_ids) | Q(owner=None, firm__in=firms_writing_for_all(user)))


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
