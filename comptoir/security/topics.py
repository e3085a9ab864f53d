from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.notifications.registry import CATEGORY_LABELS, Audience, Channel, Told, Topic, Words, declare

CATEGORY_LABELS["security"] = _l("Sécurité du compte")


def owner(events):
    """The person whose account it is, also when they did it themselves: it may not have been them."""
    return (Told(event, event.target_id, "own_account") for event in events)


def words(event):
    sentences = {
        "password.changed": _("Votre mot de passe a été changé"),
        "password.reset": _("Votre mot de passe a été réinitialisé"),
    }
    return Words(
        sentences[event.verb], _("Si ce n’était pas vous, choisissez tout de suite un nouveau mot de passe."), reverse("settings_page", args=["security"])
    )


declare(
    Topic(
        code="security.account",
        category="security",
        label=_l("Activité sensible sur votre compte"),
        audience=Audience.BOTH,
        default=frozenset({Channel.IN_APP, Channel.EMAIL}),
        verbs=frozenset({"password.changed", "password.reset"}),
        recipients=owner,
        still_allowed=set,
        words=words,
        reasons={"own_account": _l("il s’agit de votre compte")},
        critical=True,
    )
)
