"""What clients see of requests."""

from django.utils.translation import gettext_lazy as _

from comptoir.clients.shown import Kind, Line, declare

from .models import Request


def seen_by(standing):
    return Request.objects.seen_by(standing).order_by("-sent_at", "-pk")


def line(request):
    return Line(request.subject, "", request.sent_at, f"/requests/{request.pk}/")


declare(Kind("requests", _("Demandes"), "list-checks", 10, seen_by, line))
