"""What people read when something about colleagues is refused."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .rules import Refusal


def refusal_sentence(refusal, name):
    """`name`: of whom the change is refused."""
    if refusal == Refusal.ONESELF:
        return _("Vous ne changez pas vos propres droits : demandez à un collègue.")
    sentence = {
        Refusal.NO_RIGHT: _("%(name)s : vous n’avez plus le droit de gérer les collaborateurs."),
        Refusal.BEYOND: _("%(name)s : ce rôle donne des droits que vous n’avez pas vous-même."),
        Refusal.LAST_ADMINISTRATOR: _("%(name)s est le dernier administrateur du cabinet : nommez-en d’abord un autre."),
        Refusal.OTHER_FIRM: _("%(name)s n’est pas du cabinet de ce rôle, de cette licence ou de cette équipe."),
    }[refusal]
    return sentence % {"name": name}


def beyond_sentence():
    return _("Vous ne donnez pas un droit que vous n’avez pas vous-même.")


def own_role_sentence():
    return _("Ce rôle est le vôtre : un collègue en change les droits.")


def name_taken_sentence():
    return _("Ce nom est déjà pris dans le cabinet. Choisissez-en un autre.")


def not_allowed_sentence():
    return _("Vous n’avez plus le droit de gérer les collaborateurs.")


def role_held_sentence(count):
    words = ngettext(
        "Une personne a ce rôle : donnez-lui d’abord un autre rôle.", "%(count)s personnes ont ce rôle : donnez-leur d’abord un autre rôle.", count
    )
    return words % {"count": count}


def licence_in_use_sentence(count):
    words = ngettext(
        "Un dossier est dans cette licence : changez-le d’abord de licence.",
        "%(count)s dossiers sont dans cette licence : changez-les d’abord de licence.",
        count,
    )
    return words % {"count": count}


def heir_missing_sentence():
    return _("Choisissez qui reprend ce qui est confié à l’équipe.")


def not_a_colleague_sentence():
    return _("Choisissez des personnes de ce cabinet.")


def follow_sentence(label, count):
    """`label`: of the model whose rows go with their dossiers to another licence."""
    counted = {
        "conversations.conversation": ngettext("%(count)s conversation suit", "%(count)s conversations suivent", count),
        "requests.request": ngettext("%(count)s demande suit", "%(count)s demandes suivent", count),
        "documents.document": ngettext("%(count)s document suit", "%(count)s documents suivent", count),
    }
    other = ngettext("%(count)s autre élément suit", "%(count)s autres éléments suivent", count)
    return counted.get(label, other) % {"count": count}
