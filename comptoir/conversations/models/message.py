from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .channel import Channel
from .conversation import Conversation


class MessageQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What may be read of the conversations one sees: clients never see notes (C1)."""
        visible = self.filter(conversation__in=Conversation.objects.visible_to(user))
        return visible.filter(Q(is_note=False) | Q(conversation__in=Conversation.objects.worked_on_by(user)))


class Message(models.Model):
    """A message between the firm and the client, or an internal note. `signature` is kept as it was sent (P5)."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="messages")
    event = models.OneToOneField("events.Event", models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    is_note = models.BooleanField(default=False)
    from_client = models.BooleanField(default=False)
    body = models.TextField(_("message"))
    signature = models.TextField(blank=True)
    # What the mail that brought it quoted: folded, never lost.
    quoted = models.TextField(blank=True, default="", db_default="")
    # Who wrote, when it is nobody with an account.
    sender_name = models.CharField(max_length=160, blank=True, default="", db_default="")
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.PORTAL, db_default=Channel.PORTAL.value)
    # Written by the program, in nobody's name: it answers nothing and nothing answers it.
    is_automatic = models.BooleanField(default=False, db_default=False)
    sent_at = models.DateTimeField(default=timezone.now)
    # Chosen by the form or the program that sends: the same key twice is a double click, not a second message.
    key = models.UUIDField(null=True, blank=True, editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["author", "key"], name="message_sent_once", condition=~Q(key=None))]
        indexes = [models.Index(fields=["conversation", "id"], name="message_thread")]


class Attachment(models.Model):
    message = models.ForeignKey(Message, models.CASCADE, related_name="attachments")
    file = models.OneToOneField("documents.StoredFile", models.PROTECT, related_name="attachment")


class Mention(models.Model):
    """Somebody named with @ in a note."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="mentions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "user"], name="mentioned_once")]


class MessageWords(models.Model):
    """The words of a message as they are searched: folded and stemmed, with those of its files."""

    message = models.OneToOneField(Message, models.CASCADE, primary_key=True, related_name="search_words")
    words = models.TextField()
