"""What Hélène and Jules have beside their dossiers: the classic applications, those in consultation, and an application of the firm's own."""

from django.utils import timezone

from comptoir.applications.actions import add_application, give, locate_application
from comptoir.applications.models import Application
from comptoir.clients.models import ClientUser

CLASSIC = ("production-compta", "production-fiscalite", "production-paie")
CONSULTATION = tuple(f"{code}-consultation" for code in CLASSIC)
# Where the firm has those of the common catalogue.
ADDRESSES = {
    "production-compta": "https://compta.lormeau.example/connexion",
    "production-fiscalite": "https://fiscalite.lormeau.example/connexion",
    "production-paie": "https://paie.lormeau.example/connexion",
    "production-compta-consultation": "https://compta.lormeau.example/consultation",
    "production-fiscalite-consultation": "https://fiscalite.lormeau.example/consultation",
    "production-paie-consultation": "https://paie.lormeau.example/consultation",
    "notes-de-frais": "https://frais.lormeau.example/",
}


def show_applications(firm, people):
    common = {one.code: one for one in Application.objects.filter(firm=None)}
    for code, address in ADDRESSES.items():
        locate_application(common[code], firm, address, by=people["alix"])
    words = {"name": "Tableau de bord", "address": "https://tableau.lormeau.example/", "icon": "star"}
    own = add_application(firm, by=people["alix"], **words)
    portal = ("documents", "messagerie")
    give(places_of(firm, people["helene"]), [common[code].pk for code in (*CLASSIC, *portal, "notes-de-frais")] + [own.pk], by=people["marie"])
    give(places_of(firm, people["jules"]), [common[code].pk for code in (*CONSULTATION, *portal)], by=people["marie"])


def places_of(firm, user):
    return [ClientUser.objects.select_related("user").get_or_create(firm=firm, user=user, defaults={"validated_at": timezone.now()})[0]]
