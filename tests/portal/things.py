"""Things that a firm and its clients share, as rows; and the portal as somebody reads it."""

import re
from datetime import timedelta
from html import unescape

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from comptoir.clients.models import ClientAccess
from comptoir.documents.actions import store_file
from comptoir.documents.models import Document, Share
from comptoir.invitations.models import Invitation
from comptoir.requests.models import Recipient, Request


def request_of(cast, dossier, *users, subject="Relevés de novembre", due_in=None, **fields):
    """A request to these client users, due in so many days of the firm."""
    where = {"firm": dossier.firm, "licence": dossier.licence, "client": dossier.client, "dossier": dossier}
    due_on = None if due_in is None else timezone.localdate() + timedelta(days=due_in)
    row = Request.objects.create(**where, subject=subject, body="Pouvez-vous les joindre ?", due_on=due_on, sent_by=cast.paul, **fields)
    Recipient.objects.bulk_create([Recipient(request=row, contact=cast.contact_of(user, dossier.client)) for user in users])
    return row


def document_of(cast, dossier, *users, title="Bilan 2025.pdf", **fields):
    """A document shared in that dossier, by name with these client users."""
    where = {"firm": dossier.firm, "licence": dossier.licence, "client": dossier.client, "dossier": dossier}
    file = store_file(SimpleUploadedFile("bilan.txt", b"Bilan"), firm=dossier.firm, by=cast.paul)
    row = Document.objects.create(**where, title=title, file=file, shared_by=cast.paul, **fields)
    Share.objects.bulk_create([Share(document=row, contact=cast.contact_of(user, dossier.client)) for user in users])
    return row


def invitation_of(cast, user, client, **fields):
    """An invitation to that client, whose portal is on."""
    cast.put_on_portal(client)
    words = {"email": user.email, "invited_by": cast.marie, "sent_by": cast.marie, "expires_at": timezone.now() + timedelta(days=2)} | fields
    return Invitation.objects.create(firm=client.firm, client=client, contact=cast.contact_of(user, client), **words)


def more_clients(cast, user, count, *, firm_licence=None, level="full"):
    """So many more clients of the firm whom `user` represents: [(client, dossier), …]."""
    made = [cast.make_client(f"Société {number:02}", firm_licence or cast.lille, managers=[cast.marie]) for number in range(count)]
    ClientAccess.objects.bulk_create([ClientAccess(firm=client.firm, client=client, user=user, level=level) for client, _dossier in made])
    return made


def plain(html):
    """The words of HTML, without its signs."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).replace("\u202f", " ").replace("\xa0", " ").split())


def words_of(response):
    return plain(response.content.decode())


def card(response, title_id):
    """The words of one card, by the id of its heading."""
    html = response.content.decode()
    start = html.index(f'aria-labelledby="{title_id}"')
    return plain(f"<section {html[start : html.index('</section>', start)]}")
