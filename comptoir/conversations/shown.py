"""What clients see of conversations."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from comptoir.clients.shown import End, Kind, Line, declare, declare_end

from .models import Conversation


def seen_by(standing):
    return Conversation.objects.seen_by(standing).order_by("-last_message_at", "-pk")


def line(conversation):
    return Line(conversation.subject, conversation.last_excerpt, conversation.last_message_at, reverse("conversation", args=[conversation.pk]))


declare(Kind("conversations", _("Conversations"), "message-square", 30, seen_by, line))


def still_open(place, standing):
    return Conversation.objects.seen_by(standing).open().filter(firm=place.firm_id).count()


def open_words(count):
    words = ngettext(
        "%(count)s conversation en cours reste ouverte, sans cette personne.", "%(count)s conversations en cours restent ouvertes, sans cette personne.", count
    )
    return words % {"count": count}


declare_end(End("conversations", "message-square", 30, still_open, open_words))
