"""The welcome e-mail: written as it leaves, in the name of who sent it, and not at all once the person may not come in."""

from email.utils import formataddr
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from comptoir.clients.models import ClientUser
from comptoir.firms.letterheads import letterhead_of
from comptoir.kernel.emails import shown_address
from comptoir.links.models import Link
from comptoir.transports.registry import Content, Mail, registry
from comptoir.ui.moments import full_moment

from .actions.welcoming import CONTENT


def declare_contents():
    registry.declare(Content(CONTENT, render_welcomes))


def render_welcomes(deliveries):
    """{delivery id: Mail, or why it is dropped}. Two queries for any number."""
    places = ClientUser.objects.select_related("user", "firm__brand").in_bulk({one.data["client_user"] for one in deliveries})
    links = Link.objects.alive().select_related("firm", "client", "made_by").in_bulk({one.data["link"] for one in deliveries})
    return {one.pk: rendered(places.get(one.data["client_user"]), links.get(one.data["link"])) for one in deliveries}


def rendered(place, link):
    if place is None or place.deleted_at is not None:
        return "withdrawn"
    if place.suspended_at is not None or place.validated_at is None:
        return "no_longer_allowed"
    if link is None or not link.is_open(timezone.now()):
        return "sent_anew"
    return mail_of(place, link) if link.email == place.user.email else "other_address"


def mail_of(place, link):
    user, firm, sender = place.user, place.firm, link.made_by
    with translation.override(user.language), timezone.override(ZoneInfo(firm.time_zone)):
        words = {"sender": sender.full_name if sender else firm.name, "firm": firm.name}
        context = words | {
            "language": translation.get_language(),
            "letterhead": letterhead_of(firm),
            "words": {"title": _("Bienvenue sur le portail de %(firm)s") % words},
            "person": user.full_name,
            "client": link.client.name,
            "email": shown_address(user.email),
            "has_password": user.has_usable_password(),
            "until": full_moment(link.expires_at),
            "url": link.url,
        }
        return Mail(
            subject=context["words"]["title"],
            text=render_to_string("provisioning/email/welcome.txt", context),
            html=render_to_string("provisioning/email/welcome.html", context),
            from_name=_("%(author)s (%(firm)s)") % {"author": sender.full_name, "firm": firm.name} if sender else firm.name,
            reply_to=formataddr((sender.full_name, sender.email)) if sender else "",
            language=context["language"],
        )
