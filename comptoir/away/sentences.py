"""What the actions refuse, in words."""

from django.utils.translation import gettext as _

from .actions import AbsenceOver, AlreadyAway, AlreadyStarted, CannotStandIn, EndsBeforeStart
from .decisions import DelegateProblem
from .simulation import span_of

REFUSALS = (AbsenceOver, AlreadyAway, AlreadyStarted, CannotStandIn, EndsBeforeStart)


def refusal_sentence(error):
    """Why an absence could not be planned or changed, and what to do."""
    if isinstance(error, AlreadyAway):
        return _("Une autre absence couvre ces dates : %(span)s. Modifiez-la, ou changez celles-ci.") % {"span": span_of(error.other)}
    if isinstance(error, CannotStandIn):
        oneself = error.problem == DelegateProblem.ONESELF
        return (
            _("Choisissez quelqu’un d’autre que la personne absente.")
            if oneself
            else _("Cette personne n’est plus du cabinet, ou plus personne de cette équipe.")
        )
    return {
        AlreadyStarted: _("Cette absence a déjà commencé : elle ne peut plus être remise à plus tard."),
        AbsenceOver: _("Cette absence est terminée : il n’y a plus rien à y changer."),
        EndsBeforeStart: _("Le retour doit venir après le départ."),
    }[type(error)]
