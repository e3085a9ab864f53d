"""Documents as a firm and its clients share them: for everybody, for one person, withdrawn, dropped by the client, taken by somebody."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F

from comptoir.clients.models import ClientContact, Contact, Dossier
from comptoir.documents.actions import note_download, share_document, withdraw_document
from comptoir.documents.models import Document
from comptoir.events.models import Event
from comptoir.events.outbox import drain
from comptoir.notifications.models import Notification
from comptoir.transports.models import Delivery

PAGE = """BT /F1 20 Tf 60 760 Td ({title}) Tj 0 -34 Td /F1 12 Tf ({line}) Tj ET"""
OBJECTS = (
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    "<< /Length {length} >>\nstream\n{page}\nendstream",
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
)


def show_documents(firm, people):
    """In the Roux file one of each kind, and two for other clients."""
    marie, paul, helene, jules = (people[name] for name in ("marie", "paul", "helene", "jules"))
    roux = Dossier.objects.select_related("firm", "client__firm").get(firm=firm, name="Boulangerie Roux")
    for_jules = [contact_of(jules, roux.client)]
    accounts = shared(roux, "Comptes annuels 2025.pdf", "Total du bilan : 184 200 euros", by=marie, days=21)
    shared(roux, "Bulletins d’octobre.pdf", "Sept bulletins, à remettre aux salariés", by=paul, days=12)
    payslip = shared(roux, "Bulletin de paie de Jules — octobre.pdf", "Net à payer : 1 842 euros", by=paul, days=12, contacts=for_jules)
    draft = shared(roux, "Projet de bail du fournil.pdf", "Version de travail, remplacée depuis", by=paul, days=8)
    withdraw_document(draft, by=paul)
    shared(roux, "Relevé bancaire de novembre.pdf", "Solde au 30 novembre : 6 310 euros", by=helene, days=2)
    for document, person in ((accounts, helene), (accounts, paul), (payslip, jules)):
        note_download(document, by=person)
    others = Dossier.objects.filter(firm=firm).exclude(pk=roux.pk).select_related("firm").order_by("name_key")[:2]
    for dossier, title in zip(others, ("Bilan 2025.pdf", "Attestation de régularité fiscale.pdf"), strict=True):
        shared(dossier, title, dossier.name, by=marie, days=5)
    settle()


def contact_of(user, client):
    """The contact of the client that this client user is."""
    names = {"first_name": user.first_name, "last_name": user.last_name}
    contact, _is_new = Contact.objects.update_or_create(firm=client.firm, email=user.email, defaults={"user": user}, create_defaults=names | {"user": user})
    ClientContact.objects.get_or_create(client=client, contact=contact)
    return contact


def settle():
    """What was told of them was told then; its mails have left."""
    while drain():
        pass
    for event in Event.objects.filter(verb="document.shared"):
        Notification.objects.filter(event=event).update(created_at=event.occurred_at)
        Delivery.objects.filter(event=event).update(state=Delivery.State.SENT, sent_at=event.occurred_at)


def shared(dossier, name, line, *, by, days, contacts=()):
    """A small PDF, shared so many days ago."""
    (document,) = share_document(dossier, [SimpleUploadedFile(name, small_pdf(name.removesuffix(".pdf"), line))], contacts=contacts, by=by)
    ago = timedelta(days=days)
    Document.objects.filter(pk=document.pk).update(shared_at=F("shared_at") - ago)
    Event.objects.about(document).update(occurred_at=F("occurred_at") - ago)
    return document


def small_pdf(title, line):
    """A page with two lines, as a PDF of its own making."""
    page = PAGE.format(title=escaped(title), line=escaped(line))
    body, places = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, words in enumerate(OBJECTS, start=1):
        places.append(len(body))
        filled = words.format(length=len(encoded(page)), page=page) if "{page}" in words else words
        body += encoded(f"{number} 0 obj\n{filled}\nendobj\n")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(OBJECTS) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + encoded(end)


def escaped(words):
    return words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def encoded(words):
    return words.encode("cp1252", "replace")
