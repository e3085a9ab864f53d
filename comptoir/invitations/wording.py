"""What is said to whoever invites, of each refusal, and to whoever is invited, of each end."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.links.decisions import masked
from comptoir.ui.moments import full_moment

from .decisions import Page, Reason

REFUSALS = {
    Reason.UNKNOWN_CLIENT: _l("Choisissez un de vos clients."),
    Reason.NOT_OF_CLIENT: _l("Cette personne n’est pas une personne-ressource de ce client."),
    Reason.REPEATED: _l("Cette personne figure deux fois dans la liste."),
    Reason.FIRM_PORTAL_OFF: _l("Le portail client du cabinet n’est pas activé."),
    Reason.CLIENT_PORTAL_OFF: _l("Activez d’abord le portail de ce client."),
    Reason.NO_ADDRESS: _l("Cette personne n’a pas d’adresse e-mail. Ajoutez-la à sa fiche."),
    Reason.ONESELF: _l("C’est votre propre adresse : vous êtes déjà de la maison."),
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


def end_of(page, invitation):
    """{"title", "advice"} of the page of an invitation that cannot be accepted here and now: what became of it, and what to do."""
    title, advice = ENDS[page]()
    sender = invitation.sent_by.full_name if invitation.sent_by else invitation.firm.name
    words = {"firm": invitation.firm.name, "sender": sender, "email": masked(invitation.email), "moment": full_moment(invitation.expires_at)}
    return {"title": title, "advice": advice % words}


# Not lazy: they are chosen from while a page is written.
ENDS = {
    Page.COLLEAGUE: lambda: (
        _("Vous travaillez dans ce cabinet"),
        _("Un collaborateur de %(firm)s voit ses clients depuis le cabinet : une invitation n’y ajoute rien."),
    ),
    Page.ACCEPTED: lambda: (_("Invitation déjà acceptée"), _("Il n’y a plus rien à faire : connectez-vous au portail de %(firm)s.")),
    Page.REVOKED: lambda: (
        _("Cette invitation a été révoquée"),
        _("%(firm)s l’a retirée. Si vous l’attendiez encore, demandez-en une nouvelle à %(sender)s."),
    ),
    Page.UNDELIVERABLE: lambda: (
        _("Cette invitation n’est plus valable"),
        _("%(firm)s l’a reçue en retour : l’adresse ne prenait pas ses e-mails. Demandez-en une nouvelle à %(sender)s."),
    ),
    Page.EXPIRED: lambda: (
        _("Cette invitation a expiré"),
        _("Elle était valable jusqu’au %(moment)s. Demandez-en une nouvelle : elle sera envoyée à %(email)s, et nulle part ailleurs."),
    ),
    Page.REPLACED: lambda: (
        _("Une invitation plus récente vous a été envoyée"),
        _("Ouvrez le dernier e-mail que %(firm)s a envoyé à %(email)s : celui-ci ne sert plus."),
    ),
    Page.GONE: lambda: (
        _("Ce portail n’est pas ouvert pour le moment"),
        _("%(firm)s ne propose plus cet accès. Si vous l’attendiez encore, demandez à %(sender)s."),
    ),
}
# Where writing to the sender is what is left to do.
WRITES = frozenset({Page.REVOKED, Page.UNDELIVERABLE, Page.GONE, Page.COLLEAGUE})
