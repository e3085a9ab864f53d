"""Invitations that wait: who sent them is told of what becomes of them."""

from django.utils.translation import gettext_lazy as _

from comptoir.clients.responsibilities import InAColumn

from .models import Invitation


def waiting(firm):
    return Invitation.objects.unanswered().filter(firm=firm).select_related("contact")


InAColumn("invitations", rows=waiting, field="sent_by", name=lambda row: row.contact.full_name).declare(_("Invitations en attente"), 90)
