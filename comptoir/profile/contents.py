"""The mails of a change of address: each is written when it leaves, and not at all once it would lead nowhere."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from comptoir.kernel.emails import shown_address
from comptoir.transports.registry import Content, Mail, registry

from .models import EmailChange


def declare_contents():
    registry.declare(Content("email_change_confirm", lambda deliveries: of_changes(deliveries, confirm)))
    registry.declare(Content("email_change_notice", lambda deliveries: of_changes(deliveries, notice)))
    registry.declare(Content("email_changed_notice", lambda deliveries: of_changes(deliveries, changed)))
    registry.declare(Content("email_change_taken", lambda deliveries: {delivery.pk: written(delivery, taken) for delivery in deliveries}))


def of_changes(deliveries, words):
    changes = EmailChange.objects.in_bulk([delivery.data["change"] for delivery in deliveries])
    return {delivery.pk: written(delivery, words, changes.get(delivery.data["change"])) for delivery in deliveries}


def written(delivery, words, *change):
    """The mail in the person's language, or why none leaves."""
    if not delivery.user.is_active:
        return "account_closed"
    if change == (None,):
        return "withdrawn"
    with translation.override(delivery.user.language):
        said = words(*change)
        if said is None:
            return "withdrawn"
        context = {"words": said, "language": delivery.user.language, "firm": "Comptoir"}
        return Mail(
            subject=said["title"],
            text=render_to_string("profile/email/mail.txt", context),
            html=render_to_string("profile/email/mail.html", context),
            from_name="Comptoir",
        )


def confirm(change):
    """To the new address."""
    if not change.is_pending(timezone.now()):
        return None
    return {
        "title": _("Confirmez votre nouvelle adresse e-mail"),
        "lead": _("Quelqu’un, sans doute vous, veut que cette adresse devienne celle de son compte Comptoir. Le lien est valable vingt-quatre heures."),
        "button": _("Confirmer cette adresse"),
        "url": settings.BASE_URL + reverse("email_change_confirmation", args=[change.confirm_token]),
        "why": _("Si ce n’était pas vous, ne faites rien : rien ne change."),
    }


def notice(change):
    """To the present address: what is asked, and how to stop it."""
    if not change.is_stoppable(timezone.now()):
        return None
    return {
        "title": _("On demande à changer votre adresse e-mail"),
        "lead": _("Votre compte Comptoir aurait l’adresse %(new)s dès qu’elle sera confirmée. Si c’est vous, il n’y a rien à faire ici. Sinon, arrêtez tout :")
        % {"new": shown_address(change.new)},
        "button": _("Arrêter ce changement"),
        "url": stop_url(change),
        "why": _("Ce lien vaut sept jours, aussi après la confirmation. Il ferme toutes les sessions de votre compte."),
    }


def changed(change):
    """To the address that was left."""
    if not change.is_stoppable(timezone.now()):
        return None
    return {
        "title": _("Votre adresse e-mail a changé"),
        "lead": _("Votre compte Comptoir a maintenant l’adresse %(new)s. Si ce n’était pas vous, remettez celle d’avant :")
        % {"new": shown_address(change.new)},
        "button": _("Remettre mon adresse"),
        "url": stop_url(change),
        "why": _("Ce lien vaut sept jours à partir de la demande. Il ferme toutes les sessions de votre compte."),
    }


def taken():
    """To somebody whose address another person typed as their own."""
    return {
        "title": _("Votre adresse e-mail a déjà un compte"),
        "lead": _("Quelqu’un, peut-être vous, a voulu donner votre adresse à un autre compte Comptoir. Elle est déjà celle du vôtre : rien n’a changé."),
        "button": _("Se connecter"),
        "url": settings.BASE_URL + reverse("account_login"),
        "why": _("Si ce n’était pas vous, ne faites rien."),
    }


def stop_url(change):
    return settings.BASE_URL + reverse("email_change_stop", args=[change.stop_token])
