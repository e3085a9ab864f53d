"""The mails of coming and leaving that no event's topic sends: written as they leave, in the reader's language. No client's name stands in them."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from comptoir.clients.check_lists import all_points
from comptoir.clients.responsibilities import responsibility
from comptoir.firms.letterheads import letterhead_of
from comptoir.firms.models import Membership
from comptoir.transports.registry import Content, Mail, registry
from comptoir.ui.moments import full_moment

from .actions.joining import REMINDER, WELCOME
from .actions.leaving import BRIEF
from .models import Arrival, Departure


def declare_contents():
    registry.declare(Content(WELCOME, render_welcomes))
    registry.declare(Content(REMINDER, render_reminders))
    registry.declare(Content(BRIEF, render_briefs))


def render_welcomes(deliveries):
    """{delivery id: Mail, or why it is dropped}: what was answered, withdrawn or sent anew meanwhile leaves no more."""
    ids = {one.data["arrival"] for one in deliveries}
    arrivals = {row.pk: row for row in Arrival.objects.filter(pk__in=ids).select_related("firm__brand", "invited_by", "user")}
    return {one.pk: welcome(one, arrivals.get(one.data["arrival"])) for one in deliveries}


def welcome(delivery, arrival):
    if arrival is None or arrival.state != "pending":
        return "withdrawn"
    if arrival.times_sent != delivery.data["round"]:
        return "sent_anew"
    if not arrival.user.is_active:
        return "account_closed"
    with translation.override(arrival.language), timezone.override(ZoneInfo(arrival.firm.time_zone)):
        sender = arrival.invited_by.full_name if arrival.invited_by else arrival.firm.name
        title = _("Bienvenue chez %(firm)s") % {"firm": arrival.firm.name}
        words = {"person": arrival.full_name, "sender": sender, "until": full_moment(arrival.expires_at), "url": arrival.url}
        return mail("welcome", arrival.firm, arrival.language, title, words)


def render_reminders(deliveries):
    ids = {one.data["membership"] for one in deliveries}
    rows = {row.pk: row for row in Membership.objects.active().filter(pk__in=ids).select_related("firm__brand", "user")}
    points = {point.code: point for point in all_points()}
    return {one.pk: reminder(one, rows.get(one.data["membership"]), points.get(one.data["point"])) for one in deliveries}


def reminder(delivery, membership, point):
    """Dropped when the person left, or did it meanwhile."""
    if membership is None or point is None:
        return "withdrawn"
    if membership.user_id in point.done(membership.firm_id, [membership.user_id]):
        return "done_already"
    language = membership.user.language
    with translation.override(language):
        words = {"person": membership.user.full_name, "point": point.label, "by": delivery.data["by"], "url": settings.BASE_URL + point.url()}
        return mail("reminder", membership.firm, language, _("Il vous reste un point à régler"), words)


def render_briefs(deliveries):
    ids = {one.data["departure"] for one in deliveries}
    rows = {row.pk: row for row in Departure.objects.filter(pk__in=ids).select_related("firm__brand")}
    here = set(Membership.objects.active().filter(user__in=[one.user_id for one in deliveries]).values_list("user_id", "firm_id"))
    return {one.pk: brief(one, rows.get(one.data["departure"]), here) for one in deliveries}


def brief(delivery, departure, here):
    """What came to the reader, in numbers; dropped when it was undone, or the reader left."""
    if departure is None or departure.undone_at or (delivery.user_id, departure.firm_id) not in here:
        return "withdrawn"
    language = delivery.user.language
    with translation.override(language):
        count = {code: sum(row[2] == delivery.user_id for row in rows) for code, rows in departure.handed.items()}
        kinds = [(responsibility(code).label, number) for code, number in count.items() if number and responsibility(code)]
        url = settings.BASE_URL + reverse("departure_brief", args=[departure.pk])
        title = _("Départ de %(name)s : ce qui vous revient") % {"name": delivery.data["name"]}
        return mail("brief", departure.firm, language, title, {"person": delivery.user.full_name, "kinds": kinds, "url": url})


def mail(template, firm, language, title, words):
    context = {"language": language, "firm": firm.name, "letterhead": letterhead_of(firm), "words": {"title": title}, **words}
    text, html = (render_to_string(f"staffing/email/{template}.{kind}", context) for kind in ("txt", "html"))
    return Mail(subject=title, text=text, html=html, from_name=firm.name, language=language)
