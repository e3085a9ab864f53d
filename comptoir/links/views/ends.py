"""What is said of a link that leads nowhere any more, and what to do then."""

from django.utils.translation import gettext as _

from comptoir.ui.moments import full_moment

from ..decisions import State, masked


def end_of(link, state):
    """{"title", "advice"} of a link in this State; None for one whose object is gone."""
    words = {"firm": link.firm.name, "email": masked(link.email), "moment": full_moment(link.expires_at)}
    title, advice = expired_for_good() if state is State.EXPIRED and not link.can_be_renewed else ENDS[state]()
    return {"title": title, "advice": advice % words}


def end_of_held(link):
    """The same of one whose person has an account that waits for something, opened by somebody who is signed in as another."""
    words = {"firm": link.firm.name, "email": masked(link.email)}
    return {
        "title": _("Connectez-vous avec votre compte"),
        "advice": _("Ce lien est pour %(email)s, dont l’espace chez %(firm)s s’ouvre par la connexion.") % words,
    }


def expired():
    return _("Ce lien a expiré"), _("Il était valable jusqu’au %(moment)s. Demandez-en un nouveau : il sera envoyé à %(email)s, et nulle part ailleurs.")


def expired_for_good():
    return _("Ce lien a expiré"), _(
        "Il était valable jusqu’au %(moment)s, et il était parti à une adresse qui a changé depuis. Demandez-en un nouveau à %(firm)s."
    )


def replaced():
    return _("Un lien plus récent vous a été envoyé"), _("Ouvrez le dernier e-mail que %(firm)s a envoyé à %(email)s : celui-ci ne sert plus.")


def used():
    return _("Ce lien a déjà servi"), _(
        "Ce pour quoi il était fait est fait : vous n’avez rien d’autre à faire. S’il manque quelque chose, répondez à %(firm)s."
    )


def revoked():
    return _("Ce lien a été retiré"), _("%(firm)s l’a retiré. Si vous attendiez encore quelque chose, demandez-lui un nouveau lien.")


def gone():
    return _("Il n’y a plus rien derrière ce lien"), _("Ce qu’il ouvrait n’est plus là. Si vous attendiez encore quelque chose, demandez à %(firm)s.")


ENDS = {State.EXPIRED: expired, State.REPLACED: replaced, State.USED: used, State.REVOKED: revoked, None: gone}
