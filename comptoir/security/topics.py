from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from comptoir.accounts.middleware import zone
from comptoir.kernel.agents import device_words
from comptoir.notifications.registry import CATEGORY_LABELS, Audience, Channel, Told, Topic, Words, declare
from comptoir.ui.moments import full_moment

CATEGORY_LABELS["security"] = _l("Sécurité du compte")


def owner(events):
    """The person whose account it is, also when they did it themselves: it may not have been them.

    Recovery codes that came with a factor are told by the factor.
    """
    return (Told(event, event.target_id, "own_account") for event in events if not event.data.get("with_factor"))


def words(event):
    say = DETAILS.get(event.verb, was_it_you)
    return Words(SENTENCES[event.verb](event.data), say(event), reverse("settings_page", args=["security"]))


def was_it_you(event):
    return _("Si ce n’était pas vous, choisissez tout de suite un nouveau mot de passe.")


def where_and_when(event):
    """From which address and when, in the time zone of the account's owner: a mail is written by a worker, which has none."""
    with timezone.override(zone(event.data["zone"])):
        words = {"address": event.address or _("inconnue"), "moment": full_moment(event.occurred_at)}
    return (
        _("Adresse %(address)s, %(moment)s. Si ce n’était pas vous, choisissez tout de suite un nouveau mot de passe : il ferme toutes les autres sessions.")
        % words
    )


def token_may(event):
    return _("Si ce n’était pas vous, révoquez ce jeton dans vos réglages et choisissez tout de suite un nouveau mot de passe.")


def added(data):
    if data["type"] == "totp":
        return _("Une application d’authentification protège maintenant votre compte")
    return _("La clé d’accès «%(name)s» ouvre maintenant votre compte") % {"name": data["name"]}


def removed(data):
    if data["type"] == "totp":
        return _("L’application d’authentification a été retirée de votre compte")
    return _("La clé d’accès «%(name)s» a été retirée de votre compte") % {"name": data["name"]}


def code_used(data):
    left = {"count": data["left"]}
    return ngettext("Un code de secours a servi, il en reste %(count)s", "Un code de secours a servi, il en reste %(count)s", data["left"]) % left


# verb → the sentence, from the words that the event kept.
SENTENCES = {
    "password.changed": lambda data: _("Votre mot de passe a été changé"),
    "password.reset": lambda data: _("Votre mot de passe a été réinitialisé"),
    "device.signed_in": lambda data: _("Connexion depuis un nouvel appareil : %(device)s") % {"device": device_words(data["browser"], data["system"])},
    "token.created": lambda data: _("Le jeton d’API «%(name)s» a été créé") % {"name": data["name"]},
    "token.revoked": lambda data: _("Le jeton d’API «%(name)s» a été révoqué") % {"name": data["name"]},
    "factor.added": added,
    "factor.removed": removed,
    "factor.reset": lambda data: _("%(name)s a réinitialisé votre double authentification") % {"name": data["by"]},
    "recovery_codes.generated": lambda data: _("De nouveaux codes de secours remplacent les anciens"),
    "recovery_code.used": code_used,
    "email_change.asked": lambda data: _("On demande à changer l’adresse e-mail de votre compte"),
    "email.changed": lambda data: _("Votre adresse e-mail est maintenant %(new)s") % {"new": data["new"]},
    "email_change.stopped": lambda data: _("Le changement d’adresse e-mail est arrêté, votre adresse est %(old)s") % {"old": data["old"]},
}
# What to do next, where it is not «choose a new password».
DETAILS = {
    "factor.reset": lambda event: _(
        "Votre mot de passe suffit maintenant pour entrer : ajoutez un second facteur. Si vous n’avez rien demandé, prévenez votre cabinet."
    ),
    "device.signed_in": where_and_when,
    "token.created": token_may,
    "email_change.asked": lambda event: _(
        "Si ce n’était pas vous, arrêtez-le par le lien reçu à votre adresse actuelle, puis choisissez un nouveau mot de passe."
    ),
    "email.changed": lambda event: _("Si ce n’était pas vous, remettez l’ancienne par le lien reçu à cette adresse, puis choisissez un nouveau mot de passe."),
}


declare(
    Topic(
        code="security.account",
        category="security",
        label=_l("Activité sensible sur votre compte"),
        audience=Audience.BOTH,
        default=frozenset({Channel.IN_APP, Channel.EMAIL}),
        verbs=frozenset(SENTENCES),
        recipients=owner,
        still_allowed=set,
        words=words,
        reasons={"own_account": _l("il s’agit de votre compte")},
        critical=True,
    )
)
