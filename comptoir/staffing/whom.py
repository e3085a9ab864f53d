"""Whom a page is about, found through the person; who can take over; what is open on somebody's check-list."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from comptoir.clients.check_lists import all_points
from comptoir.clients.standing import standing_of
from comptoir.firms.models import Firm, Membership
from comptoir.firms.rights import Right
from comptoir.transports.models import Delivery

from .actions.joining import WELCOME
from .foretold import somebody
from .models import Arrival


def managing_firms(user):
    """The firms whose people `user` manages."""
    return Firm.objects.filter(pk__in=standing_of(user).firms_where(Right.MEMBERS)).order_by("name", "pk")


def manages(user, membership):
    return standing_of(user).may(Right.MEMBERS, membership.firm_id)


def managed_memberships(user):
    """The places, also those of who left, in the firms whose people `user` manages."""
    rows = Membership.objects.filter(firm__in=standing_of(user).firms_where(Right.MEMBERS))
    return rows.select_related("user", "firm", "custom_role")


def heirs_for(membership):
    """[(id as text, name)] of who can take over: the one proposed first, then who shares a licence or a team, then the others by name."""
    here = Membership.objects.active().filter(firm=membership.firm_id).exclude(pk=membership.pk).select_related("user").prefetch_related("user__teams")
    near = set(here.filter(licence_accesses__licence__in=membership.licence_accesses.values("licence")).values_list("pk", flat=True))
    mine = set(membership.user.teams.values_list("pk", flat=True))
    first = somebody(membership)
    people = sorted(here, key=lambda one: (one.user_id != first, not is_near(one, near, mine), one.user.full_name))
    return [(str(one.user_id), one.user.full_name) for one in people]


def is_near(one, near, teams):
    return one.pk in near or any(team.pk in teams for team in one.user.teams.all())


@dataclass(frozen=True)
class Line:
    """One point of a check-list. `theirs`: it is up to the person, who can be reminded of it; `url`: where they do it."""

    code: str
    label: str
    is_done: bool
    theirs: bool = False
    url: str = ""


def check_lists(arrivals):
    """{arrival's id: [Line]}; of arrivals of one firm, in a constant number of queries."""
    arrivals = list(arrivals)
    if not arrivals:
        return {}
    firm_id, users = arrivals[0].firm_id, [one.user_id for one in arrivals if one.membership_id]
    done = {point.code: point.done(firm_id, users) if users else set() for point in all_points()}
    sent = mails_sent(firm_id, arrivals)
    return {one.pk: lines_of(one, done, sent) for one in arrivals}


def lines_of(arrival, done, sent):
    """Nothing of the account is said before its owner accepts."""
    is_here = arrival.membership_id is not None
    first = [
        Line("mail", _("E-mail de bienvenue envoyé"), is_here or arrival.pk in sent),
        Line("account", _("Compte créé et invitation acceptée"), is_here),
    ]
    others = [Line(one.code, one.label, is_here and arrival.user_id in done[one.code], one.is_theirs, one.url()) for one in all_points()]
    return first + others


def mails_sent(firm_id, arrivals):
    rows = Delivery.objects.filter(firm=firm_id, content=WELCOME, state=Delivery.State.SENT, user__in=[one.user_id for one in arrivals])
    return {data["arrival"] for data in rows.values_list("data", flat=True)}


def check_list_of(membership):
    """(arrival, [Line]) of the last time that this person came; (None, []) for who was here before check-lists."""
    arrival = Arrival.objects.filter(membership=membership, accepted_at__isnull=False).order_by("-pk").first()
    return (arrival, check_lists([arrival])[arrival.pk]) if arrival else (None, [])
