"""Mails about one's own account that no event stands behind."""

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from comptoir.transports.registry import Content, Mail, registry


def declare_contents():
    registry.declare(Content("password_reset", render_password_resets))


def render_password_resets(deliveries):
    return {delivery.pk: password_reset(delivery) for delivery in deliveries}


def password_reset(delivery):
    """The link to choose a new password, in the person's language; dropped when the account was closed meanwhile."""
    if not delivery.user.is_active:
        return "account_closed"
    with translation.override(delivery.user.language):
        context = {
            "url": delivery.data["url"],
            "language": delivery.user.language,
            "firm": "Comptoir",
            "words": {"title": _("Choisir un nouveau mot de passe")},
        }
        return Mail(
            subject=context["words"]["title"],
            text=render_to_string("security/password_reset.txt", context),
            html=render_to_string("security/password_reset.html", context),
            from_name="Comptoir",
        )
