"""What became of a request on its way to each of its people: how they are reached, their link, their mail, their bell."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from comptoir.events.models import Event
from comptoir.links.uses import Told, links_of
from comptoir.notifications.models import Notification
from comptoir.transports.models import Delivery
from comptoir.ui.moments import full_moment

from .actions.telling import recipients_of
from .proposals import Candidate
from .sentences import way_label


@dataclass(frozen=True)
class Reached:
    """One recipient. `mail` is the latest mail to them, `links` theirs to this request, the newest first."""

    candidate: Candidate
    links: list[Told]
    mail: Delivery | None
    mail_sentence: str
    bell_sentence: str

    @property
    def contact(self):
        return self.candidate.contact

    @property
    def way(self):
        return way_label(self.candidate.way)

    @property
    def has_failed(self):
        return self.mail is not None and self.mail.state == Delivery.State.FAILED

    @property
    def may_revoke(self):
        return bool(self.links) and self.links[0].is_open


def reached(request):
    """[Reached, …] of the request's people, by name; a constant number of queries."""
    people, links = recipients_of(request), defaultdict(list)
    for told in links_of(request):
        links[told.link.contact_id].append(told)
    events = list(Event.objects.about(request).values_list("pk", flat=True))
    mails, bells = mails_of(people, events), bells_of(people, events)
    return [
        Reached(
            one,
            links[one.contact.pk],
            mail := mails.get(one.contact.pk),
            mail_sentence(mail) if mail else "",
            bell_sentence(bells.get(one.contact.user_id), is_told=one.has_access),
        )
        for one in people
    ]


def mails_of(people, events):
    """{contact id: the latest mail to them or to their account}."""
    by_user = {one.contact.user_id: one.contact.pk for one in people if one.contact.user_id}
    theirs = Q(contact__in=[one.contact.pk for one in people]) | Q(user__in=list(by_user))
    rows = Delivery.objects.filter(theirs, event__in=events, channel=Delivery.Channel.EMAIL).order_by("pk")
    return {row.contact_id or by_user[row.user_id]: row for row in rows}


def bells_of(people, events):
    """{user id: [when each of their notifications was read, or None]}."""
    found = defaultdict(list)
    rows = Notification.objects.filter(event__in=events, user__in=[one.contact.user_id for one in people if one.has_access], in_app=True)
    for user_id, read_at in rows.values_list("user_id", "read_at"):
        found[user_id].append(read_at)
    return found


def mail_sentence(delivery):
    if delivery.state == Delivery.State.FAILED:
        return _("E-mail non remis : %(error)s") % {"error": delivery.error}
    if delivery.state == Delivery.State.SENT:
        return _("E-mail remis %(moment)s") % {"moment": full_moment(delivery.sent_at)}
    return _("E-mail devenu inutile") if delivery.state == Delivery.State.DROPPED else _("E-mail en cours d’envoi")


def bell_sentence(read, *, is_told):
    if not is_told or not read:
        return ""
    return _("vu dans la cloche") if all(read) else _("dans sa cloche, pas encore lu")
