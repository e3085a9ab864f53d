"""What is said to whoever invites, of each refusal."""

from django.utils.translation import gettext_lazy as _l

from .decisions import Reason

REFUSALS = {
    Reason.UNKNOWN_CLIENT: _l("Choisissez un de vos clients."),
    Reason.NOT_OF_CLIENT: _l("Cette personne n’est pas une personne-ressource de ce client."),
    Reason.REPEATED: _l("Cette personne figure deux fois dans la liste."),
    Reason.FIRM_PORTAL_OFF: _l("Le portail client du cabinet n’est pas activé."),
    Reason.CLIENT_PORTAL_OFF: _l("Activez d’abord le portail de ce client."),
    Reason.NO_ADDRESS: _l("Cette personne n’a pas d’adresse e-mail. Ajoutez-la à sa fiche."),
    Reason.ONESELF: _l("C’est votre propre adresse : vous êtes déjà de la maison."),
    Reason.MEMBER: _l("Cette adresse est celle d’un collaborateur du cabinet."),
    Reason.HAS_ACCESS: _l("Cette personne a déjà accès au portail de ce client."),
    Reason.PENDING: _l("Une invitation attend déjà sa réponse."),
    Reason.BOUNCING: _l("Cette adresse ne reçoit plus nos e-mails. Corrigez-la sur sa fiche."),
    Reason.ACCEPTED: _l("Cette invitation est déjà acceptée."),
    Reason.REVOKED: _l("Cette invitation est révoquée. Invitez de nouveau la personne."),
    Reason.TOO_SOON: _l("Cette invitation vient d’être envoyée."),
}


def refusal_sentence(reason):
    return str(REFUSALS[Reason(reason)])


# Of those whom an invitation to many leaves out.
LEFT_OUT = {
    Reason.CLIENT_PORTAL_OFF: _l("Le portail de leur client n’est pas activé"),
    Reason.FIRM_PORTAL_OFF: _l("Le portail client du cabinet n’est pas activé"),
    Reason.NO_ADDRESS: _l("Sans adresse e-mail"),
    Reason.HAS_ACCESS: _l("Ont déjà un accès"),
    Reason.PENDING: _l("Ont déjà une invitation en attente"),
    Reason.BOUNCING: _l("Leur adresse ne reçoit plus nos e-mails"),
    Reason.MEMBER: _l("Travaillent au cabinet"),
    Reason.ONESELF: _l("Vous-même"),
    "closed": _l("Leur accès a été fermé : rouvrez-le un à un"),
}


def left_out_sentence(reason):
    return str(LEFT_OUT.get(reason) or REFUSALS[reason])
