"""What is said to whoever comes too late, too early, or in somebody's place. Pages and the API say the same."""

from django.utils.translation import gettext as _

from comptoir.ui.moments import full_moment

from .decisions import Act, State


def settled_sentence(validation):
    """Who decided what, and when."""
    state = validation.state
    who = validation.withdrawn_by if state == State.WITHDRAWN else validation.decided_by
    when = validation.withdrawn_at if state == State.WITHDRAWN else validation.decided_at
    sentences = {
        State.ACCEPTED: _("Cette demande a déjà été acceptée par %(name)s, %(moment)s."),
        State.REFUSED: _("Cette demande a déjà été refusée par %(name)s, %(moment)s."),
        State.WITHDRAWN: _("Cette demande a été retirée par %(name)s, %(moment)s."),
    }
    return sentences[state] % {"name": who.full_name if who else _("un compte effacé"), "moment": full_moment(when)}


def not_theirs_sentence(refusal):
    if refusal.act == Act.DECIDE:
        addressee = refusal.validation.addressed_to
        if addressee is None:
            return _("Personne ne peut plus décider de cette demande : le compte de son destinataire a été effacé.")
        return _("Seule la personne à qui la demande est adressée peut en décider : %(name)s, tant qu’elle est expert-comptable du cabinet.") % {
            "name": addressee.full_name
        }
    if refusal.act == Act.REMIND:
        return _("Seule la personne qui a fait la demande peut relancer.")
    return _("Seuls la personne qui a fait la demande et un administrateur du cabinet peuvent la retirer.")


def too_soon_sentence(moment):
    return _("Une relance est déjà partie ; la prochaine est possible à partir de %(moment)s.") % {"moment": full_moment(moment)}


def gone_sentence():
    return _("Cette personne ne peut plus décider. Adressez la demande à quelqu’un d’autre.")


def cannot_validate_sentence():
    return _("Choisissez un expert-comptable qui travaille sur ce dossier.")
