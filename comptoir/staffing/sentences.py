"""What people read when a change of somebody's place cannot be."""

from django.utils.translation import gettext as _

from .decisions import Obstacle


def obstacle_sentence(obstacle, name=""):
    """The sentence of an Obstacle, which says what to do."""
    words = {"name": name}
    sentences = {
        Obstacle.LAST_ADMINISTRATOR: _("%(name)s est le dernier administrateur du cabinet. Nommez d’abord un autre administrateur."),
        Obstacle.ONESELF: _("Personne ne change son propre rôle ni ne se fait partir : demandez-le à un autre administrateur."),
        Obstacle.ABOVE_ONE: _("Seul un administrateur du cabinet peut donner ou retirer ces droits."),
        Obstacle.GONE: _("%(name)s ne travaille plus au cabinet."),
        Obstacle.ALREADY_PLANNED: _("Un changement est déjà prévu pour %(name)s. Annulez-le d’abord."),
        Obstacle.NO_HEIR: _("Choisissez quelqu’un d’autre, qui travaille au cabinet."),
        Obstacle.TOO_LATE: _("Ce départ ne s’annule plus : trente jours sont passés, ou la personne est déjà revenue."),
        Obstacle.IN_THE_PAST: _("Choisissez un jour à venir, dans les deux ans."),
    }
    return sentences[Obstacle(obstacle)] % words


def already_here(error):
    return _("%(name)s travaille déjà au cabinet avec cette adresse.") % {"name": error.membership.user.full_name}


def already_invited(error):
    return _("Cette adresse a déjà été invitée : renvoyez l’e-mail depuis «Arrivées et départs».")


def taken(error):
    if error.field == "number":
        return _("Cet ID est déjà celui de %(name)s.") % {"name": error.holder.full_name}
    return _("Ce trigramme est déjà celui de %(name)s. Choisissez-en un autre.") % {"name": error.holder.full_name}


def not_waiting():
    return _("Cette invitation n’attend plus de réponse.")
