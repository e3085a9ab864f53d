"""Requests half done: open, late, answered with a file, cancelled; to Hélène, to Jules alone, to somebody without an account."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.utils import timezone

from comptoir.clients.models import ClientContact, Contact, Dossier
from comptoir.events.models import Event
from comptoir.requests.actions import cancel_request, complete_request, send_request
from comptoir.requests.models import Request

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n"


def show_requests(firm, people):
    roux = Dossier.objects.get(firm=firm, name="Boulangerie Roux")
    helene, jules = (contact_of(roux.client, people[name]) for name in ("helene", "jules"))
    marie, paul = people["marie"], people["paul"]
    today = timezone.localdate()

    statement = ask(
        roux, [helene], paul, "Relevé de novembre", "Il nous manque le relevé du compte courant de novembre, en PDF.", due_on=today + timedelta(days=6)
    )
    days_ago(statement, 2)
    days_ago(ask(roux, [helene, jules], marie, "Inventaire au 31 octobre", "Merci de compter les stocks de farine et de beurre.", asks_file=False), 5)
    late = ask(roux, [helene], marie, "Attestation d’assurance", "Celle du fournil, pour l’année en cours.", due_on=today + timedelta(days=2))
    Request.objects.filter(pk=late.pk).update(due_on=today - timedelta(days=4), recalled=2)
    days_ago(late, 16)
    days_ago(ask(roux, [jules], paul, "Notes de frais d’octobre", "Les trajets au marché de gros, avec les tickets."), 3)

    bank = ask(roux, [helene], marie, "RIB du nouveau compte", "Pour les prélèvements de la TVA.")
    file = SimpleUploadedFile("RIB-Boulangerie-Roux.pdf", PDF, content_type="application/pdf")
    days_ago(complete_request(bank, helene, "Le voici. L’ancien compte sera clos en janvier.", file, by=people["helene"]), 9)
    days_ago(cancel_request(ask(roux, [helene], paul, "Contrat de location du four", "Le contrat signé, s’il vous plaît."), by=paul), 12)
    ask_somebody_without_account(firm, marie)


def contact_of(client, user):
    """The contact that this client user is; made where the client list had none."""
    found = client.contacts.filter(user=user).first()
    if found is None:
        names = {"first_name": user.first_name, "last_name": user.last_name, "email": user.email}
        found = Contact.objects.create(firm=client.firm, user=user, **names)
        ClientContact.objects.create(client=client, contact=found)
    return found


def ask_somebody_without_account(firm, by):
    """The first client, other than Roux, whose contact can be written to and has no account."""
    contact = Contact.objects.filter(firm=firm, user=None, clients__dossiers__isnull=False).exclude(email="").exclude(clients__name="Boulangerie Roux")
    found = contact.order_by("name_key", "pk").first()
    if found:
        dossier = Dossier.objects.filter(client__in=found.clients.all()).select_related("firm", "client__firm").order_by("pk").first()
        words = "Celle que le greffe vous a remise, de moins de trois mois."
        days_ago(ask(dossier, [found], by, "Extrait Kbis", words, due_on=timezone.localdate() + timedelta(days=10)), 1)


def ask(dossier, contacts, by, subject, body, *, asks_file=True, due_on=None):
    return send_request(dossier, contacts, subject=subject, body=body, asks_file=asks_file, due_on=due_on, by=by)


def days_ago(request, days):
    """Move a request and its story into the past; what is told of it follows. Its link stays young, so that it still opens."""
    shift = timedelta(days=days)
    past = {name: F(name) - shift for name in ("sent_at", "completed_at", "cancelled_at")}
    Request.objects.filter(pk=request.pk).update(**past)
    Event.objects.about(request).update(occurred_at=F("occurred_at") - shift)
