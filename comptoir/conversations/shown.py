"""What clients see of conversations."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comptoir.clients.shown import Kind, Line, declare

from .models import Conversation


def seen_by(standing):
    return Conversation.objects.seen_by(standing).order_by("-last_message_at", "-pk")


def line(conversation):
    return Line(conversation.subject, conversation.last_excerpt, conversation.last_message_at, reverse("conversation", args=[conversation.pk]))


declare(Kind("conversations", _("Conversations"), "message-square", 30, seen_by, line))
