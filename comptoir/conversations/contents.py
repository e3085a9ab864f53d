"""The weekly mail about dossiers for whose questions nobody is there."""

from collections import Counter

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.clients.models import Dossier
from comptoir.firms.letterheads import letterhead_of
from comptoir.firms.models import Membership
from comptoir.preferences.catalogue import get_setting
from comptoir.preferences.resolver import values_of
from comptoir.transports.registry import Content, Mail, registry

from .actions.review import CONTENT, NOTICE
from .coverage import uncovered
from .decisions import Gap


def declare_contents():
    registry.declare(Content(CONTENT, render_coverage))


def render_coverage(deliveries):
    """{delivery id: Mail, or why it is dropped}. The figures are those of the moment; each firm is looked at once."""
    administrators = Membership.objects.active().filter(role=Membership.Role.ADMINISTRATOR)
    pairs = set(administrators.filter(firm__in={one.firm_id for one in deliveries}).values_list("firm_id", "user_id"))
    found = {firm_id: uncovered(Dossier.objects.filter(firm=firm_id)) for firm_id in {firm_id for firm_id, _user in pairs}}
    return {one.pk: reason_to_drop(one, pairs, found) or mail_of(one, found[one.firm_id]) for one in deliveries}


def reason_to_drop(delivery, pairs, found):
    if not delivery.user.is_active:
        return "account_closed"
    if (delivery.firm_id, delivery.user_id) not in pairs:
        return "no_longer_allowed"
    if not values_of(delivery.user)[NOTICE]:
        return "no_longer_wanted"
    return "" if found[delivery.firm_id] else "no_longer_true"


def mail_of(delivery, found):
    with translation.override(delivery.user.language):
        context = {
            "language": delivery.user.language,
            "firm": delivery.firm.name,
            "letterhead": letterhead_of(delivery.firm),
            "words": {"title": title(len(found))},
            "lines": lines(Counter(one.gap for one in found.values())),
            "url": settings.BASE_URL + reverse("coverage"),
            "setting": get_setting(NOTICE).label,
            "setting_url": settings.BASE_URL + reverse("settings_page", args=["notifications"]) + f"#{NOTICE}",
        }
        return Mail(
            subject=context["words"]["title"],
            text=render_to_string("conversations/email/coverage.txt", context),
            html=render_to_string("conversations/email/coverage.html", context),
            from_name=delivery.firm.name,
        )


def title(count):
    return ngettext("Un dossier sans personne", "%(count)s dossiers sans personne", count) % {"count": count}


def lines(counts):
    """One sentence for each reason that there is."""
    sentences = {Gap.NOBODY: _("Personne ne participe : %(count)s"), Gap.AWAY: _("Tous absents : %(count)s"), Gap.LEFT: _("Partis du cabinet : %(count)s")}
    return [sentence % {"count": counts[gap]} for gap, sentence in sentences.items() if counts[gap]]
