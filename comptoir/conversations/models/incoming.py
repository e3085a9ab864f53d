"""What came in from outside the portal, and what became of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comptoir.clients.standing import standing_of

from .channel import Channel
from .conversation import Conversation
from .message import Message


class IncomingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Administrators see all that is of their firm, colleagues what concerns the conversations they work on."""
        standing = standing_of(user)
        theirs = Q(conversation__in=Conversation.objects.worked_on_by(user))
        return self.filter(Q(firm_id__in=standing.administered_firm_ids, conversation=None) | theirs, firm_id__in=standing.firm_ids)

    def to_review(self):
        return self.filter(verdict=Incoming.Verdict.QUARANTINED)


class Incoming(models.Model):
    """A mail or a short message that came in. `fingerprint` makes the same one, handed in again, nothing new."""

    class Verdict(models.TextChoices):
        POSTED = "posted", _("Publié dans la conversation")
        AUTOMATIC = "automatic", _("Réponse automatique")
        QUARANTINED = "quarantined", _("À vérifier")
        REFUSED = "refused", _("Refusé")
        ACCEPTED = "accepted", _("Accepté")
        DISCARDED = "discarded", _("Écarté")

    firm = models.ForeignKey("firms.Firm", models.CASCADE, null=True, related_name="+")
    conversation = models.ForeignKey(Conversation, models.CASCADE, null=True, related_name="incoming")
    # Whose it is, by the signed address or the number; and the message that it became.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    message = models.OneToOneField(Message, models.SET_NULL, null=True, related_name="incoming")
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.EMAIL)
    fingerprint = models.CharField(max_length=64, unique=True, editable=False)
    # Of the mail that it was: what the firm answers by mail names it, so that mail programs keep both together.
    mail_id = models.CharField(max_length=250, blank=True, default="", db_default="", editable=False)
    sender_address = models.CharField(max_length=254, blank=True)
    sender_name = models.CharField(max_length=160, blank=True)
    subject = models.CharField(max_length=250, blank=True)
    body = models.TextField(blank=True)
    quoted = models.TextField(blank=True)
    verdict = models.CharField(max_length=12, choices=Verdict)
    # Why, as a short code.
    reason = models.CharField(max_length=40, blank=True)
    received_at = models.DateTimeField(default=timezone.now)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = IncomingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["firm", "-id"], name="incoming_to_review", condition=Q(verdict="quarantined")),
            models.Index(fields=["conversation", "id"], name="incoming_of_conversation"),
        ]


class IncomingFile(models.Model):
    """A file that came with something that nobody has accepted yet."""

    incoming = models.ForeignKey(Incoming, models.CASCADE, related_name="files")
    file = models.OneToOneField("documents.StoredFile", models.PROTECT, related_name="+")
