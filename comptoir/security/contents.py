"""Mails about one's own account that no event stands behind."""

from datetime import datetime

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from comptoir.firms.letterheads import letterhead_of
from comptoir.transports.registry import Content, Mail, registry

from .mailed_codes import VALID_FOR, code_of, shown


def declare_contents():
    registry.declare(Content("password_reset", render_password_resets))
    registry.declare(Content("sign_in_code", render_codes))


def render_password_resets(deliveries):
    return {delivery.pk: password_reset(delivery) for delivery in deliveries}


def password_reset(delivery):
    """The link to choose a new password, in the person's language; dropped when the account was closed meanwhile."""
    if not delivery.user.is_active:
        return "account_closed"
    firm = delivery.firm.name if delivery.firm else "Comptoir"
    with translation.override(delivery.user.language):
        context = {
            "url": delivery.data["url"],
            "language": delivery.user.language,
            "firm": firm,
            "letterhead": letterhead_of(delivery.firm),
            "words": {"title": _("Choisir un nouveau mot de passe")},
        }
        return Mail(
            subject=context["words"]["title"],
            text=render_to_string("security/password_reset.txt", context),
            html=render_to_string("security/password_reset.html", context),
            from_name=firm,
        )


def render_codes(deliveries):
    return {delivery.pk: sign_in_code(delivery) for delivery in deliveries}


def sign_in_code(delivery):
    """The code, made anew from its nonce, in the person's language; dropped when the account was closed, or when it would arrive too late to serve."""
    if not delivery.user.is_active:
        return "account_closed"
    if timezone.now() - datetime.fromisoformat(delivery.data["asked_at"]) >= VALID_FOR:
        return "code_expired"
    with translation.override(delivery.user.language):
        code, firm = shown(code_of(delivery.data["nonce"])), delivery.firm.name
        words = {"title": _("%(code)s est votre code de connexion") % {"code": code}}
        context = {"code": code, "firm": firm, "letterhead": letterhead_of(delivery.firm), "language": delivery.user.language, "words": words}
        return Mail(
            subject=words["title"],
            text=render_to_string("security/email/sign_in_code.txt", context),
            html=render_to_string("security/email/sign_in_code.html", context),
            from_name=firm,
        )
