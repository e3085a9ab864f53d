"""«Utilisateurs client» in every state: active, to be validated, owing a payment method, suspended, deleted; one with chosen dossiers of two companies."""

from datetime import timedelta

from django.utils import timezone

from comptoir.applications.offer import catalogue_of
from comptoir.billing.actions import agree
from comptoir.billing.models import Plan
from comptoir.clients.actions import delete_place, suspend
from comptoir.clients.actions.access import place_of
from comptoir.clients.models import Client, ClientAccess, ClientUser
from comptoir.provisioning.actions import provision
from comptoir.provisioning.asked import Asked

# (first name, last name, address, company, type, who is billed, whether it opens at once)
CREATED = [
    ("Nadia", "Castelain", "nadia@plomberie-castelain.example", "Plomberie Castelain", "administrator", "firm", True),
    ("Théo", "Castelain", "theo@plomberie-castelain.example", "Plomberie Castelain", "standard", "firm", False),
    ("Inès", "Moreau", "ines@fleurs-wazemmes.example", "Fleurs de Wazemmes", "administrator", "client", True),
    ("Louis", "Caron", "louis@fleurs-wazemmes.example", "Fleurs de Wazemmes", "standard", "firm", True),
    ("Sophie", "Lemaire", "sophie@boulangerie-roux.example", "Boulangerie Roux", "standard", "firm", True),
]
SUSPENDED, DELETED = "louis@fleurs-wazemmes.example", "sophie@boulangerie-roux.example"
SIGNED_IN = {"helene.roux@boulangerie-roux.example": 1, "jules.roux@boulangerie-roux.example": 9, "nadia@plomberie-castelain.example": 3}


def show_client_users(firm, people):
    alix = people["alix"]
    for access in ClientAccess.objects.filter(firm=firm).select_related("user"):
        place_of(firm.pk, access.user, by=alix)
    plan = Plan.objects.on_offer(firm.pk).first() or Plan.objects.create(code="essentiel", name="Essentiel")
    clients = {client.name: client for client in Client.objects.filter(firm=firm, name__in={company for *_rest, company, _type, _mode, _now in CREATED})}
    provision([asked_for(row, clients, plan, whole_family(firm)) for row in CREATED], by=alix, firm=firm)
    places = {place.user.email: place for place in ClientUser.objects.filter(firm=firm).select_related("user")}
    agree([places["helene.roux@boulangerie-roux.example"], places["jules.roux@boulangerie-roux.example"]], client=clients["Boulangerie Roux"],
          mode="firm", plan=plan, by=alix)  # fmt: skip
    suspend(places[SUSPENDED], by=people["paul"])
    delete_place(places[DELETED], by=people["marie"])
    for email, days in SIGNED_IN.items():
        user = places[email].user
        user.last_login = timezone.now() - timedelta(days=days, hours=2)
        user.save(update_fields=["last_login"])


def asked_for(row, clients, plan, application_ids):
    first_name, last_name, email, company, type_, mode, is_now = row
    client = clients[company]
    return Asked(
        last_name=last_name, first_name=first_name, email=email, type=type_, client_id=client.pk, mode=mode, plan_id=plan.pk,
        reach={client.pk: None}, application_ids=application_ids, activates_now=is_now,
    )  # fmt: skip


def whole_family(firm):
    """The applications of one family, where the firm has any."""
    catalogue = catalogue_of(firm.pk)
    return catalogue.families[0].application_ids if catalogue.families else frozenset()
