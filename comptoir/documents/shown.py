"""What clients see of documents."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comptoir.clients.shown import Kind, Line, declare

from .models import Document


def seen_by(standing):
    return Document.objects.seen_by(standing).select_related("file").order_by("-shared_at", "-pk")


def line(document):
    return Line(document.title, document.file.name, document.shared_at, reverse("document", args=[document.pk]))


declare(Kind("documents", _("Documents"), "file-text", 20, seen_by, line))
