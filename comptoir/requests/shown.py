"""What clients see of requests."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comptoir.clients.shown import Kind, Line, declare

from .models import Request
from .sentences import state_label


def seen_by(standing):
    return Request.objects.seen_by(standing).order_by("-sent_at", "-pk")


def line(request):
    return Line(request.subject, state_label(request), request.sent_at, reverse("request", args=[request.pk]))


declare(Kind("requests", _("Demandes"), "list-checks", 10, seen_by, line))
