"""What people read about client users: states, changes of many, why somebody was left out, and their history."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from .actions import AddressIsTheirs, AddressTaken, NotTheFirms
from .holdings import Kind, LeftOut
from .states import State

STATES = {
    State.ACTIVE: _l("actif"),
    State.VALIDATION: _l("à valider"),
    State.PAYMENT: _l("moyen de paiement attendu"),
    State.SUSPENDED: _l("suspendu"),
    State.DELETED: _l("supprimé"),
}
KINDS = {
    Kind.LEVEL: _l("Changer le niveau d’accès"),
    Kind.TYPE: _l("Changer le type"),
    Kind.APPLICATIONS: _l("Donner exactement ces applications"),
    Kind.ADD_COMPANIES: _l("Ajouter une entreprise"),
    Kind.REMOVE_COMPANIES: _l("Retirer une entreprise"),
    Kind.ADD_DOSSIERS: _l("Ajouter des dossiers"),
    Kind.REMOVE_DOSSIERS: _l("Retirer des dossiers"),
    Kind.VALIDATE: _l("Valider"),
    Kind.SUSPEND: _l("Suspendre"),
    Kind.RESUME: _l("Rouvrir"),
    Kind.WELCOME: _l("Envoyer l’e-mail de bienvenue"),
}
HISTORY = {
    "client_user.created": _l("Créé"),
    "client_user.validated": _l("Validé"),
    "client_user.invalidated": _l("Validation annulée"),
    "client_user.suspended": _l("Suspendu"),
    "client_user.resumed": _l("Rouvert"),
    "client_user.deleted": _l("Supprimé"),
    "client_user.restored": _l("Rouvert après suppression"),
    "client_user.welcomed": _l("E-mail de bienvenue envoyé"),
    "client_user.details_changed": _l("Coordonnées modifiées"),
    "client_user.applications_changed": _l("Applications modifiées"),
    "client_user.terms_agreed": _l("Facturation modifiée"),
    "access.opened": _l("Accès ouvert à %(client_name)s"),
    "access.closed": _l("Accès fermé à %(client_name)s"),
    "access.level_changed": _l("Niveau d’accès à %(client_name)s modifié"),
    "access.type_changed": _l("Type modifié pour %(client_name)s"),
    "access.reach_changed": _l("Dossiers de %(client_name)s modifiés"),
}


def told(event):
    """What an event of somebody's history says, or "" for one that says nothing here."""
    sentence = HISTORY.get(event.verb)
    return str(sentence) % {"client_name": event.data.get("client_name", "")} if sentence else ""


def left_out(numbers):
    """[sentence, …] of {LeftOut: how many}, in the order in which they matter."""
    return [why(reason, numbers[reason]) for reason in LeftOut if numbers.get(reason)]


def why(reason, count):
    return WHY[LeftOut(reason)](count) % {"count": count}


WHY = {
    LeftOut.OWN: lambda n: _("Vous-même : un collègue change votre accès."),
    LeftOut.DELETED: lambda n: ngettext("%(count)s utilisateur supprimé.", "%(count)s utilisateurs supprimés.", n),
    LeftOut.LAST_ADMINISTRATOR: lambda n: ngettext(
        "%(count)s dernier administrateur de son entreprise : désignez-en d’abord un autre.",
        "%(count)s derniers administrateurs de leur entreprise : désignez-en d’abord d’autres.",
        n,
    ),
    LeftOut.NOTHING_LEFT: lambda n: ngettext(
        "%(count)s utilisateur ne verrait plus aucun dossier : retirez plutôt l’entreprise.",
        "%(count)s utilisateurs ne verraient plus aucun dossier : retirez plutôt l’entreprise.",
        n,
    ),
    LeftOut.WAITING: lambda n: ngettext("%(count)s utilisateur à valider ou suspendu.", "%(count)s utilisateurs à valider ou suspendus.", n),
    LeftOut.CHANGED_SINCE: lambda n: ngettext("%(count)s utilisateur changé depuis.", "%(count)s utilisateurs changés depuis.", n),
    LeftOut.NOT_ON_OFFER: lambda n: ngettext(
        "%(count)s utilisateur dont les applications d’avant ne sont plus proposées.",
        "%(count)s utilisateurs dont les applications d’avant ne sont plus proposées.",
        n,
    ),
    LeftOut.SAME: lambda n: ngettext("%(count)s utilisateur pour qui rien ne change.", "%(count)s utilisateurs pour qui rien ne change.", n),
}


def nothing_chosen():
    return _("Choisissez au moins un dossier : sans dossier, cette personne ne verrait rien. Pour tout retirer, fermez l’accès.")


def refusal(error):
    """(field, sentence) of what `change_details` refused."""
    return next(answer for kind, answer in REFUSALS.items() if isinstance(error, kind))


REFUSALS = {
    AddressIsTheirs: ("email", _l("Cette personne s’est déjà connectée : elle seule change son adresse, depuis son profil.")),
    AddressTaken: ("email", _l("Cette adresse sert déjà d’identifiant à quelqu’un.")),
    NotTheFirms: (None, _l("Cette personne est aussi connue d’un autre cabinet : elle seule change ses coordonnées, depuis son profil.")),
}
