"""B1: the home of a client with 200 documents, 40 requests and 60 conversations."""

from datetime import timedelta

from django.utils import timezone

from comptoir.accounts.models import User
from comptoir.clients.models import Contact, Dossier
from comptoir.documents.models import Document, StoredFile
from comptoir.requests.models import Recipient, Request

from .bench_pages import page
from .browser import Browser
from .dataset import make_conversation_rows, office

DOCUMENTS, REQUESTS, CONVERSATIONS = 200, 40, 60
MOST_QUERIES = 14


def run():
    user = client_user()
    return page(Browser(user), Browser(user, floor=True), "B1", "a client's home", f"/p/{office().firm.slug}/", MOST_QUERIES)


def client_user():
    """The person of the third client, with everything that a firm and a client share."""
    here, now = office(), timezone.now()
    user = User.objects.filter(client_accesses__firm=here.firm).order_by("pk")[1]
    contact = Contact.objects.filter(user=user).first()
    dossier = Dossier.objects.select_related("client").get(client__accesses__user=user)
    place = {"firm": here.firm, "licence": here.licence, "client": dossier.client, "dossier": dossier}
    files = StoredFile.objects.bulk_create(
        [
            StoredFile(firm=here.firm, name=f"bilan {n}.pdf", media_type="application/pdf", size=90_000, sha256="0" * 64, stored_as=f"portal/{n}")
            for n in range(DOCUMENTS)
        ]
    )
    Document.objects.bulk_create(
        [Document(**place, title=file.name, file=file, shared_by=here.members[1], shared_at=now - timedelta(hours=n)) for n, file in enumerate(files)]
    )
    requests = Request.objects.bulk_create(
        [Request(**place, subject=f"Relevés {n}", body="Bonjour", due_on=now.date() + timedelta(days=n - 9), sent_by=here.members[1]) for n in range(REQUESTS)]
    )
    Recipient.objects.bulk_create([Recipient(request=request, contact=contact) for request in requests])
    make_conversation_rows([dossier] * CONVERSATIONS, here.members[1], "Question", assignees=here.members)
    return user
