"""Somebody leaves the firm: what they answer for goes to others in the transaction that ends their place; undone, it comes back."""

from dataclasses import astuple, dataclass, field

from django.db import transaction
from django.utils import timezone

from comptoir.accounts.models import ApiToken
from comptoir.clients.models import ClientAccess
from comptoir.clients.responsibilities import Handed, responsibility
from comptoir.clients.standing import forget_standing
from comptoir.events.recording import record_event
from comptoir.firms.administrators import hold_firm
from comptoir.firms.models import Membership
from comptoir.transports.actions import queue_mails

from ..decisions import Obstacle
from ..foretold import heirs_of_departure, somebody
from ..models import Departure, Move
from .places import CannotChange, as_it_is, keep_an_administrator, planned_once, refuse_above, refuse_day, today_at, works_here

BRIEF = "departure_brief"


@dataclass(frozen=True)
class Departing:
    """Who takes over: `heir_id` where nobody else is found, `chosen` {kind: person's id} where somebody was chosen for it."""

    heir_id: int
    chosen: dict = field(default_factory=dict)


@transaction.atomic
def plan_departure(membership, departing, *, by, on=None):
    """Let a colleague leave now, or on the day `on`. Returns the Departure. Raises CannotChange. Records member.departure_planned or member.left."""
    firm = hold_firm(membership.firm_id)
    membership, on = as_it_is(membership), on or today_at(firm)
    refuse_day(on, firm)
    refuse_departure(membership, departing, by)
    words = {"heir_id": departing.heir_id, "chosen": departing.chosen}
    with planned_once():
        departure = Departure.objects.create(firm=firm, membership=membership, leaves_on=on, created_by=by, **words)
    if on <= today_at(firm):
        carry_out(departure)
    else:
        record_event("member.departure_planned", membership, actor=by, name=membership.user.full_name, on=on.isoformat())
    return departure


def refuse_departure(membership, departing, by):
    """Raises CannotChange."""
    if not Membership.objects.active().filter(pk=membership.pk).exists():
        raise CannotChange(Obstacle.GONE)
    if membership.user_id == by.pk:
        raise CannotChange(Obstacle.ONESELF)
    refuse_above(by, membership.firm_id, membership.role, membership.custom_role)
    keep_an_administrator(membership)
    heirs = {departing.heir_id, *departing.chosen.values()}
    if membership.user_id in heirs or heirs - works_here(membership.firm_id, heirs):
        raise CannotChange(Obstacle.NO_HEIR)


@transaction.atomic
def carry_out(departure):
    """The day has come: everything is handed over, and the place ends. Set-based. Clients are told nothing by this.

    Raises CannotChange where the person is the last administrator by now, or nobody is left to take over. Records member.left.
    """
    firm, by, now = hold_firm(departure.firm_id), departure.created_by, timezone.now()
    if not Departure.objects.waiting().filter(pk=departure.pk).update(carried_out_at=now):
        return
    membership = Membership.objects.select_for_update(of=["self"]).select_related("user", "firm").get(pk=departure.membership_id)
    if membership.left_at is not None:
        raise CannotChange(Obstacle.GONE)
    keep_an_administrator(membership)
    shares = shares_of(departure, membership)
    departure.place = {"number": membership.number, "trigram": membership.trigram}
    # The letters and the number are free for others.
    Membership.objects.filter(pk=membership.pk).update(left_at=now, number="", trigram="")
    forget_standing(membership.user)
    departure.handed = {kind.code: [list(astuple(one)) for one in kind.hand_over(membership.user, firm, given, by=by)] for kind, given in shares if given}
    departure.save(update_fields=["handed", "place"])
    Move.objects.waiting().filter(membership=membership).update(cancelled_at=now)
    sign_out(membership.user)
    record_event("member.left", membership, actor=by, name=membership.user.full_name, handed={code: len(rows) for code, rows in departure.handed.items()})
    tell_heirs(departure, membership)
    departure.refresh_from_db()


def shares_of(departure, membership):
    """[(kind, shares)]; whoever was chosen and has left meanwhile is chosen no more."""
    here = works_here(departure.firm_id, [departure.heir_id, *departure.chosen.values()]) - {membership.user_id}
    heir_id = departure.heir_id if departure.heir_id in here else somebody(membership)
    if heir_id is None:
        raise CannotChange(Obstacle.NO_HEIR)
    chosen = {code: user_id for code, user_id in departure.chosen.items() if user_id in here}
    return [(kind, kind.shares(membership.user, membership.firm, heirs)) for kind, heirs in heirs_of_departure(membership, heir_id, chosen)]


def sign_out(user):
    """Sessions end and tokens are revoked of who works nowhere else and is nobody's client; devices stay theirs."""
    if Membership.objects.active().filter(user=user).exists() or ClientAccess.objects.open().filter(user=user).exists():
        return
    user.sessions.all().delete()
    ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=timezone.now())


def tell_heirs(departure, membership):
    """One mail to each, with numbers and the way to the brief."""
    heirs = sorted({row[2] for rows in departure.handed.values() for row in rows if row[2]})
    data = {"departure": departure.pk, "name": membership.user.full_name}
    queue_mails(BRIEF, [{"user_id": pk, "firm_id": departure.firm_id, "data": data} for pk in heirs])


@transaction.atomic
def cancel_departure(departure, *, by):
    """The person stays. Returns whether it was news. Records member.departure_cancelled."""
    cancelled = Departure.objects.waiting().filter(pk=departure.pk).update(cancelled_at=timezone.now())
    if cancelled:
        record_event("member.departure_cancelled", departure.membership, actor=by, name=departure.membership.user.full_name)
    return bool(cancelled)


@transaction.atomic
def undo_departure(departure, *, by):
    """«Annuler le départ», within thirty days: the place is there again, and what nobody changed since comes back. Returns what `returning` says.

    Raises CannotChange. Records member.returned.
    """
    firm, now = hold_firm(departure.firm_id), timezone.now()
    held = Departure.objects.select_for_update(of=["self"]).select_related("membership__user", "membership__custom_role").get(pk=departure.pk)
    membership = held.membership
    if not held.is_undoable(now):
        raise CannotChange(Obstacle.TOO_LATE)
    refuse_above(by, firm.pk, membership.role, membership.custom_role)
    rows = returning(held)
    Membership.objects.filter(pk=membership.pk).update(left_at=None, **still_free(membership, held.place))
    forget_standing(membership.user)
    for code, found in rows.items():
        responsibility(code).take_back(membership.user, firm, [one for one, returns in found if returns], by=by)
    Departure.objects.filter(pk=held.pk).update(undone_at=now, undone_by=by)
    count = {code: sum(returns for _one, returns in found) for code, found in rows.items()}
    record_event("member.returned", membership, actor=by, name=membership.user.full_name, returned=count)
    return rows


def returning(departure):
    """{kind: [(Handed, whether it comes back)]}: what nobody changed since, row by row."""
    membership, rows = departure.membership, {}
    for code, kept in departure.handed.items():
        kind, handed = responsibility(code), [Handed(*one) for one in kept]
        stands = kind.unchanged(membership.user, membership.firm, handed) if kind else set()
        if kind:
            rows[code] = [(one, one.id in stands) for one in handed]
    return rows


def still_free(membership, place):
    """The number and the letters that were the person's, as far as no colleague has them now."""
    others = Membership.objects.filter(firm=membership.firm_id).exclude(pk=membership.pk)
    return {name: value for name, value in place.items() if value and not others.filter(**{name: value}).exists()}
