"""Another place in the firm, at once or from a day on; what waits in dossiers that are seen no more goes to who follows them."""

from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone

from comptoir.clients.standing import forget_standing
from comptoir.events.recording import record_event
from comptoir.firms.administrators import hold_firm
from comptoir.firms.models import CustomRole, Membership

from ..decisions import Obstacle
from ..foretold import heirs_of_move, place_of, reach_of
from ..models import Move
from .places import (
    CannotChange,
    as_it_is,
    give_dossiers,
    give_licences,
    give_teams,
    keep_an_administrator,
    planned_once,
    refuse_above,
    refuse_day,
    today_at,
    works_here,
)


@dataclass(frozen=True)
class Place:
    """What is wanted. `dossier_ids` are managed in addition; `managed` (Move.Managed) says what becomes of the others."""

    role: str
    custom_role: CustomRole | None = None
    licence_ids: tuple = ()
    team_ids: tuple = ()
    managed: str = Move.Managed.KEEP.value
    dossier_ids: tuple = ()
    heir_id: int | None = None


@transaction.atomic
def plan_move(membership, place, *, by, on=None):
    """Give a colleague another place now, or from the day `on`. Returns the Move. Raises CannotChange. Records member.move_planned or member.moved."""
    firm = hold_firm(membership.firm_id)
    membership, on = as_it_is(membership), on or today_at(firm)
    refuse_day(on, firm)
    refuse_move(membership, place, by)
    with planned_once():
        move = Move.objects.create(firm=firm, membership=membership, on=on, created_by=by, **values_of(place))
    if on <= today_at(firm):
        apply_move(move)
    else:
        record_event("member.move_planned", membership, actor=by, name=membership.user.full_name, on=on.isoformat())
    return move


def values_of(place):
    fields = asdict(place) | {"custom_role": place.custom_role}
    return fields | {name: list(fields[name]) for name in ("licence_ids", "team_ids", "dossier_ids")}


def refuse_move(membership, place, by):
    """Raises CannotChange."""
    if not Membership.objects.active().filter(pk=membership.pk).exists():
        raise CannotChange(Obstacle.GONE)
    changes_role = (membership.role, membership.custom_role_id) != (place.role, place.custom_role and place.custom_role.pk)
    if changes_role:
        if membership.user_id == by.pk:
            raise CannotChange(Obstacle.ONESELF)
        refuse_above(by, membership.firm_id, membership.role, membership.custom_role)
        refuse_above(by, membership.firm_id, place.role, place.custom_role)
    if membership.is_administrator and place.role != Membership.Role.ADMINISTRATOR:
        keep_an_administrator(membership)
    if place.heir_id and (place.heir_id == membership.user_id or not works_here(membership.firm_id, [place.heir_id])):
        raise CannotChange(Obstacle.NO_HEIR)


@transaction.atomic
def apply_move(move):
    """The day has come. Set-based: a constant number of queries, whatever passes on. Raises CannotChange. Records member.moved."""
    firm = hold_firm(move.firm_id)
    if not Move.objects.waiting().filter(pk=move.pk).update(applied_at=timezone.now()):
        return
    membership = Membership.objects.select_related("user", "custom_role").get(pk=move.membership_id)
    place = place_of(move)
    by = move.created_by
    if membership.left_at is not None:
        raise CannotChange(Obstacle.GONE)
    if membership.is_administrator and place.role != Membership.Role.ADMINISTRATOR:
        keep_an_administrator(membership)
    shares = [(kind, kind.shares(membership.user, firm, heirs)) for kind, heirs in heirs_of_move(membership, place, reach_of(membership, place))]
    membership.role, membership.custom_role = place.role, place.custom_role
    membership.save(update_fields=["role", "custom_role"])
    give_licences(membership, place.licence_ids)
    give_teams(membership, place.team_ids)
    count = {kind.code: len(kind.hand_over(membership.user, firm, given, by=by)) for kind, given in shares if given}
    give_dossiers(membership, place.dossier_ids)
    forget_standing(membership.user)
    record_event("member.moved", membership, actor=by, name=membership.user.full_name, role=place.role, handed=count)
    move.refresh_from_db()


@transaction.atomic
def cancel_move(move, *, by):
    """Nothing will change on that day. Returns whether it was news. Records member.move_cancelled."""
    cancelled = Move.objects.waiting().filter(pk=move.pk).update(cancelled_at=timezone.now())
    if cancelled:
        record_event("member.move_cancelled", move.membership, actor=by, name=move.membership.user.full_name)
    return bool(cancelled)
