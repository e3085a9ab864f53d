"""Requests to clients that are open: their sender is told of the answer."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comptoir.clients.responsibilities import InAColumn

from .models import Request

InAColumn("requests", rows=lambda firm: Request.objects.open().filter(firm=firm), field="sent_by", dossier="dossier_id").declare(
    _("Demandes en cours"), 30, url=lambda id: reverse("request", args=[id])
)
