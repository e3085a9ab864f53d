"""What a token may be allowed to do: reading or writing each family of resources."""

from django.utils.translation import gettext_lazy as _

FAMILIES = {
    "me": _("Votre compte : profil, absence, réglages, sessions et jetons"),
    "notifications": _("Notifications"),
    "firms": _("Cabinets, membres, équipes et licences"),
    "members": _("Sécurité des comptes du cabinet"),
    "clients": _("Clients, dossiers et interlocuteurs"),
    "client_users": _("Utilisateurs client"),
    "conversations": _("Conversations et messages"),
    "documents": _("Documents partagés"),
    "validations": _("Demandes de validation"),
    "invitations": _("Invitations au portail client"),
    "requests": _("Demandes aux clients"),
    "billing": _("Abonnement, moyens de paiement et offres tarifaires"),
    "imports": _("Importations"),
    "operator": _("Cabinets de l’installation, pour son exploitant"),
    "events": _("Journal des événements"),
}
DEEDS = {"read": _("Lire"), "write": _("Modifier")}
SCOPES = tuple(f"{family}:{deed}" for family in FAMILIES for deed in DEEDS)


def shown(scopes):
    """[(family, deeds), …] in words, in the order of the catalogue: what a token may do, as people read it."""
    held = set(scopes)
    return [(label, [deed for code, deed in DEEDS.items() if f"{family}:{code}" in held]) for family, label in FAMILIES.items() if held & of_family(family)]


def of_family(family):
    return {f"{family}:{deed}" for deed in DEEDS}
