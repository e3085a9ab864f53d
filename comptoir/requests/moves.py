"""Requests follow their dossier, and nobody of the client that it leaves: their links are dead, and no reminder makes new ones."""

from django.db.models import Exists, OuterRef
from django.utils import timezone

from comptoir.clients.models import ClientContact
from comptoir.clients.moves import copies_client, declare
from comptoir.links.models import Link

from .models import Recipient, Request


def leave_behind(move):
    """Whom an open request was sent to and who is nobody of the new client is no recipient any more. What is answered keeps its story."""
    inside = Request.objects.filter(dossier=move.dossier)
    links = Link.objects.alive().filter(target_type=Request._meta.label_lower, target_id__in=inside.values("pk"))
    links.update(revoked_at=timezone.now(), revoked_by=move.by)
    theirs = ClientContact.objects.filter(client=move.after, contact=OuterRef("contact"))
    Recipient.objects.filter(~Exists(theirs), request__in=inside.open()).delete()


declare(copies_client("requests.Request", moved=leave_behind))
