"""The hand-over brief as a mail: to who stands in at the start, to who comes back at the end (X12). No topic tells of it: it is owed to them.

It holds subjects and due dates, never anybody's words (docs/decisions/0008); what its reader may see is asked as it leaves.
"""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from comptoir.accounts.middleware import zone
from comptoir.away.actions.working import SETTLED, STARTED
from comptoir.away.models import Absence
from comptoir.away.registry import sections_of
from comptoir.away.standing_in import stand_ins
from comptoir.clients.standing import standing_of
from comptoir.firms.letterheads import letterhead_of
from comptoir.transports.actions import queue_mail
from comptoir.transports.registry import Content, Mail, registry
from comptoir.ui.moments import full_moment

START, RETURN = "absence_start", "absence_return"
# What a mail shows of a section; the rest is a number and the page.
SHOWN = 10


def declare_contents():
    registry.declare(Content(START, render_starts))
    registry.declare(Content(RETURN, render_returns))


def owe_briefs(events):
    """Listener of the outbox: an absence began or is over."""
    events = {event.data["absence"]: event for event in events if event.verb in (STARTED, SETTLED)}
    for absence in Absence.objects.with_delegates().in_bulk(list(events)).values() if events else ():
        event = events[absence.pk]
        kind, people = (START, stand_ins(absence)) if event.verb == STARTED else (RETURN, [absence.user])
        for person in people:
            queue_mail(person, kind, firm=absence.firm, event=event, absence=absence.pk)


def render_starts(deliveries):
    return rendered(deliveries, start_mail)


def render_returns(deliveries):
    return rendered(deliveries, return_mail)


def rendered(deliveries, write):
    """{delivery id: Mail, or why it is dropped}, each in its reader's language and zone."""
    absences = Absence.objects.with_delegates().in_bulk([one.data["absence"] for one in deliveries])
    return {one.pk: dropped(one) or written(one, absences[one.data["absence"]], write) for one in deliveries}


def dropped(delivery):
    if not delivery.user.is_active:
        return "account_closed"
    return "" if delivery.firm_id in standing_of(delivery.user).firm_ids else "no_longer_allowed"


def written(delivery, absence, write):
    person = delivery.user
    with translation.override(person.language), timezone.override(zone(person.time_zone)):
        return write(delivery, absence)


def start_mail(delivery, absence):
    """For who stands in now; nothing once the absence is over or somebody else stands in."""
    if not absence.covers(timezone.now()):
        return "no_longer_true"
    if not stand_ins(absence).filter(pk=delivery.user_id).exists():
        return "no_longer_allowed"
    name = absence.user.full_name
    return mail_of(
        delivery,
        sections_of("at_start", absence, delivery.user),
        title=_("%(name)s vous passe le relais") % {"name": name},
        intro=until_sentence(absence),
        path=reverse("absence_brief", args=[absence.pk]),
        why=_("Vous recevez ce message parce que vous prenez le relais de %(name)s.") % {"name": name},
    )


def until_sentence(absence):
    words = {"name": absence.user.full_name, "moment": full_moment(absence.ends_at)}
    if absence.ends_at:
        return _("%(name)s est en absence jusqu’au %(moment)s. Ses nouvelles conversations vous parviennent.") % words
    return _("%(name)s est en absence, sans date de retour. Ses nouvelles conversations vous parviennent.") % words


def return_mail(delivery, absence):
    """For who is back; nothing where nothing happened, nor once they have read the page."""
    sections = sections_of("at_return", absence, delivery.user)
    if absence.seen_at:
        return "read_meanwhile"
    if not sections:
        return "no_longer_true"
    return mail_of(
        delivery,
        sections,
        title=_("Pendant votre absence"),
        intro=_("Absence du %(start)s au %(end)s.") % {"start": full_moment(absence.starts_at), "end": full_moment(absence.last_moment)},
        path=reverse("absence_return", args=[absence.pk]),
        why=_("Vous recevez ce message à la fin de votre absence."),
    )


def mail_of(delivery, sections, *, title, intro, path, why):
    context = {
        "language": delivery.user.language,
        "firm": delivery.firm.name,
        "letterhead": letterhead_of(delivery.firm),
        "words": {"title": title},
        "intro": intro,
        "sections": [(one, one.items[:SHOWN], one.count - len(one.items[:SHOWN])) for one in sections],
        "url": settings.BASE_URL + path,
        "why": why,
        "setting_url": settings.BASE_URL + reverse("settings_page", args=["away"]),
    }
    return Mail(
        subject=title,
        text=render_to_string("conversations/email/brief.txt", context),
        html=render_to_string("conversations/email/brief.html", context),
        from_name=delivery.firm.name,
    )
