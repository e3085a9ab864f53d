"""The mail by which a firm asks somebody for a second factor."""

from django.contrib.auth import get_user_model
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from comptoir.firms.addresses import firm_url
from comptoir.firms.letterheads import letterhead_of
from comptoir.transports.registry import Content, Mail, registry

from .actions.asking import CONTENT
from .factors import unprotected


def declare_contents():
    registry.declare(Content(CONTENT, render_askings))


def render_askings(deliveries):
    """{delivery id: Mail, or why it is dropped}: who has protected the account meanwhile is not asked any more."""
    without = unprotected({one.user_id for one in deliveries})
    askers = get_user_model().objects.in_bulk({one.data["by"] for one in deliveries if one.data.get("by")})
    return {one.pk: mail_of(one, askers.get(one.data.get("by"))) if one.user_id in without else "protected_meanwhile" for one in deliveries}


def mail_of(delivery, asker):
    firm = delivery.firm
    with translation.override(delivery.user.language):
        title = _("%(firm)s vous demande de protéger votre compte par un second facteur") % {"firm": firm.name}
        context = {
            "language": delivery.user.language,
            "firm": firm.name,
            "letterhead": letterhead_of(firm),
            "words": {"title": title},
            "person": delivery.user.full_name,
            "asker": asker.full_name if asker else firm.name,
            "url": firm_url(firm, reverse("settings_page", args=["security"])),
        }
        return Mail(
            subject=title,
            text=render_to_string("oversight/email/second_factor.txt", context),
            html=render_to_string("oversight/email/second_factor.html", context),
            from_name=firm.name,
            language=context["language"],
        )
