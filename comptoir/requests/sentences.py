"""What is said of requests in several places. Pages and the API say the same."""

from django.utils.translation import gettext as _

from comptoir.ui.moments import full_moment

from .decisions import State, Way


def state_label(request):
    """«à faire», «en retard», «faite», «annulée»."""
    if request.is_overdue:
        return _("en retard")
    return {State.OPEN: _("à faire"), State.COMPLETED: _("faite"), State.CANCELLED: _("annulée")}[request.state]


def way_label(way):
    """How a request reaches somebody, beside their name."""
    return {
        Way.PORTAL: _("portail"),
        Way.SIGN_IN: _("portail, connexion demandée"),
        Way.SECOND_FACTOR: _("a un compte, second facteur demandé"),
        Way.LINK: _("lien unique"),
        Way.CODE: _("lien unique et code par e-mail"),
        Way.ACCOUNT_MISSING: _("sans compte, à inviter"),
        Way.NO_ADDRESS: _("sans adresse"),
    }[way]


def outcome_sentence(request):
    """What became of a request, for who reads its page; "" while it is open."""
    if request.is_open:
        return ""
    if request.state == State.CANCELLED:
        return _("Demande annulée, %(moment)s.") % {"moment": full_moment(request.cancelled_at)}
    words = {"name": request.completed_by.full_name if request.completed_by else "", "moment": full_moment(request.completed_at)}
    return (_("%(name)s a répondu, %(moment)s.") if request.completed_by else _("Réponse reçue, %(moment)s.")) % words


def done_sentence(request):
    """Who answered or cancelled, and when, for whoever comes too late."""
    if request.state == State.CANCELLED:
        return _("Cette demande a été annulée, %(moment)s.") % {"moment": full_moment(request.cancelled_at)}
    words = {"name": request.completed_by.full_name if request.completed_by else "", "moment": full_moment(request.completed_at)}
    if not request.completed_by:
        return _("Cette demande a déjà reçu une réponse, %(moment)s.") % words
    return _("%(name)s a déjà répondu à cette demande, %(moment)s.") % words


def too_soon_sentence(moment):
    return _("Un rappel est déjà parti ; le prochain est possible à partir de %(moment)s.") % {"moment": full_moment(moment)}


def unknown_contact_sentence():
    return _("Choisissez au moins une personne de ce client, qui a un compte ou une adresse e-mail.")


def answer_missing_sentence():
    return _("Joignez un fichier ou écrivez quelques mots.")


def not_reachable_sentence():
    return _("Cette personne n’a pas d’adresse e-mail.")
