"""What clients see of requests."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from comptoir.clients.shown import End, Kind, Line, declare, declare_end

from .awaiting import sent_to
from .models import Request
from .sentences import state_label


def seen_by(standing):
    return Request.objects.seen_by(standing).order_by("-sent_at", "-pk")


def line(request):
    return Line(request.subject, state_label(request), request.sent_at, reverse("request", args=[request.pk]))


declare(Kind("requests", _("Demandes"), "list-checks", 10, seen_by, line))


def still_waiting(place, standing):
    return sent_to(standing).filter(firm=place.firm_id).count()


def waiting_words(count):
    words = ngettext("%(count)s demande qui lui a été envoyée attend encore.", "%(count)s demandes qui lui ont été envoyées attendent encore.", count)
    return words % {"count": count}


declare_end(End("requests", "list-checks", 10, still_waiting, waiting_words))
