"""Colleagues who come, change places and leave: for those who manage the firm's people (F3). A member's id is the person's."""

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Literal

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from comptoir.clients.models import Dossier
from comptoir.clients.responsibilities import all_responsibilities
from comptoir.staffing.actions import (
    Departing,
    cancel_departure,
    cancel_move,
    invite_member,
    plan_departure,
    plan_move,
    send_again,
    undo_departure,
    withdraw_arrival,
)
from comptoir.staffing.actions.leaving import refuse_departure
from comptoir.staffing.actions.moving import refuse_move
from comptoir.staffing.foretold import portions_of_departure, portions_of_move, reach_of
from comptoir.staffing.models import Arrival, Departure, Move
from comptoir.staffing.place_forms import CUSTOM, JoinForm, MoveForm
from comptoir.staffing.whom import check_lists, heirs_for, managed_memberships, managing_firms

from .auth import Scope
from .bodies import ANY_TEXT, Body, Id, PathId, read, takes
from .cursors import Page, one_page, page_schema
from .firms import router as of_members
from .problems import Invalid, Problem
from .shapes import Named, person
from .validations import Day

router = Router(tags=["firms"])
Words = Annotated[str, Field(max_length=254, pattern=ANY_TEXT)]
Ids = Annotated[list[Id], Field(max_length=500)]


class MemberAsked(Body):
    """`role` is administrator, accountant or staff; `custom_role` one of the firm's own instead. `restores`: who was here before gets their place as it was."""

    firm: Id | None = None
    first_name: Words
    last_name: Words
    email: Words
    language: Literal["fr", "en", "nl"] = "fr"
    job_title: Words = ""
    number: Words = ""
    trigram: Words = ""
    role: Literal["administrator", "accountant", "staff"] = "staff"
    custom_role: Id | None = None
    licences: Ids = []
    teams: Ids = []
    dossiers: Ids = []
    restores: bool = False


class CheckShown(Schema):
    code: str
    label: str
    is_done: bool


class ArrivalShown(Schema):
    """`member` is the person's id once they are here. Before, nothing is said of the account that the address may have."""

    id: int
    firm: int
    name: str
    email: str
    state: Literal["pending", "expired", "accepted", "refused", "withdrawn"]
    sent_at: datetime
    expires_at: datetime
    member: int | None
    check_list: list[CheckShown]


class ArrivalFilters(Page):
    firm: Id | None = None


class MoveAsked(Body):
    """The whole place as it will be. `managed`: what becomes of the dossiers managed today; `dossiers` are managed in addition."""

    role: Literal["administrator", "accountant", "staff"]
    custom_role: Id | None = None
    licences: Ids = []
    teams: Ids = []
    managed: Literal["keep", "left", "all"] = "keep"
    dossiers: Ids = []
    successor: Id | None = None
    on: Day | None = None
    dry_run: bool = False


class PortionShown(Schema):
    """`to`: how many things each of these people gets."""

    kind: str
    label: str
    count: int
    to: dict[str, int]


class MoveShown(Schema):
    """What it does or did: dossiers seen no more, newly, managed no more. `id` is null after a dry run."""

    id: int | None
    on: date | None
    is_applied: bool
    seen_no_more: int
    newly_seen: int
    managed_no_more: int
    handed_over: list[PortionShown]


class MovePlanned(Schema):
    id: int
    on: date
    role: str
    is_applied: bool
    is_cancelled: bool


class DepartureAsked(Body):
    """`successor` takes over where no other manager is found; `successors`: {kind: person's id} where somebody is chosen for it."""

    successor: Id
    successors: dict[str, Id] = {}
    on: Day | None = None
    dry_run: bool = False


class DepartureShown(Schema):
    """`returned` and `stayed` count, after an undoing, what came back and what somebody had changed."""

    id: int | None
    leaves_on: date | None
    carried_out_at: datetime | None
    undoable_until: datetime | None
    created_by: Named | None = None
    handed_over: list[PortionShown] = []
    returned: int = 0
    stayed: int = 0


# With the list: one address is one place of one router.
@of_members.post("members", response={201: ArrivalShown}, auth=Scope("members:write"), summary="Ajouter un collaborateur", openapi_extra=takes(MemberAsked))
def add_member(request):
    """The welcome mail leaves at once; the place is given when the person accepts."""
    asked = read(request, MemberAsked)
    firm = firm_of(request.user, asked.firm)
    words = asked.model_dump(include={"first_name", "last_name", "email", "language", "job_title", "number", "trigram", "restores"})
    form = checked(JoinForm(words | place_words(asked), firm=firm))
    arrival = invite_member(firm, replace(form.asked, dossier_ids=dossiers_of(firm, asked.dossiers)), by=request.user)
    return Status(201, arrival_shown(arrival))


@router.get("arrivals", response=page_schema(ArrivalShown), auth=Scope("members:read"), summary="Arrivées")
def list_arrivals(request, filters: Query[ArrivalFilters]):
    """The latest first, each with its check-list."""
    rows = Arrival.objects.visible_to(request.user)
    return one_page(rows.filter(firm=filters.firm) if filters.firm else rows, filters, show=arrival_shown)


@router.post("arrivals/{arrival_id}/resending", response=ArrivalShown, auth=Scope("members:write"), summary="Renvoyer l’e-mail de bienvenue")
def resend_arrival(request, arrival_id: PathId):
    """The link before serves no more."""
    return arrival_shown(send_again(get_object_or_404(Arrival.objects.visible_to(request.user), pk=arrival_id), by=request.user))


@router.delete("arrivals/{arrival_id}", response={204: None}, auth=Scope("members:write"), summary="Retirer une invitation à rejoindre le cabinet")
def delete_arrival(request, arrival_id: PathId):
    withdraw_arrival(get_object_or_404(Arrival.objects.visible_to(request.user), pk=arrival_id), by=request.user)
    return Status(204, None)


@router.get("members/{member_id}/moves", response=page_schema(MovePlanned), auth=Scope("members:read"), summary="Changements de place d’un collaborateur")
def list_moves(request, member_id: PathId, page: Query[Page]):
    """Planned, done and cancelled, the latest first."""
    member = member_or_404(request.user, member_id)
    return one_page(Move.objects.filter(membership=member), page, show=move_line)


@router.post("members/{member_id}/moves", response={200: MoveShown, 201: MoveShown}, auth=Scope("members:write"), summary="Changer la place d’un collaborateur",
             openapi_extra=takes(MoveAsked))  # fmt: skip
def add_move(request, member_id: PathId):
    """At once, or on the day `on`. With `dry_run` nothing is written, and what would change is answered."""
    member, asked = member_or_404(request.user, member_id), read(request, MoveAsked)
    heirs = heirs_for(member)
    words = place_words(asked) | {"managed": asked.managed, "heir": str(asked.successor or (heirs[0][0] if heirs else ""))}
    form = checked(MoveForm(words, membership=member, heirs=heirs))
    place = replace(form.place, dossier_ids=dossiers_of(member.firm, asked.dossiers))
    effects = effects_of_move(member, place)
    if asked.dry_run:
        refuse_move(member, place, request.user)
        return Status(200, effects | {"id": None, "on": asked.on, "is_applied": False})
    move = plan_move(member, place, by=request.user, on=asked.on)
    return Status(201, effects | {"id": move.pk, "on": move.on, "is_applied": move.applied_at is not None})


@router.delete("members/{member_id}/moves/{move_id}", response={204: None}, auth=Scope("members:write"), summary="Annuler un changement de place prévu")
def delete_move(request, member_id: PathId, move_id: PathId):
    """Doing it twice does it once; what is done stays."""
    member = member_or_404(request.user, member_id)
    cancel_move(get_object_or_404(Move.objects.filter(membership=member).select_related("membership__user"), pk=move_id), by=request.user)
    return Status(204, None)


@router.get("members/{member_id}/departure", response=DepartureShown, auth=Scope("members:read"), summary="Le départ d’un collaborateur")
def get_departure(request, member_id: PathId):
    """The one that is planned, or by which the person is gone; 404 without one."""
    return departure_shown(departure_of(member_or_404(request.user, member_id)))


@router.post("members/{member_id}/departure", response={200: DepartureShown, 201: DepartureShown}, auth=Scope("members:write"),
             summary="Départ d’un collaborateur", openapi_extra=takes(DepartureAsked))  # fmt: skip
def add_departure(request, member_id: PathId):
    """At once, or on the day `on`; everything that the person answers for is handed over. With `dry_run` nothing is written."""
    member, asked = member_or_404(request.user, member_id), read(request, DepartureAsked)
    unknown = set(asked.successors) - {kind.code for kind in all_responsibilities()}
    if unknown:
        raise Invalid("successors", _("Ce genre de responsabilité n’existe pas."))
    departing = Departing(asked.successor, asked.successors)
    effects = [portion_shown(one) for one in portions_of_departure(member, departing.heir_id, departing.chosen)]
    if asked.dry_run:
        refuse_departure(member, departing, request.user)
        return Status(200, {"id": None, "leaves_on": asked.on, "carried_out_at": None, "undoable_until": None, "handed_over": effects})
    departure = plan_departure(member, departing, by=request.user, on=asked.on)
    return Status(201, departure_shown(departure) | {"handed_over": effects})


@router.delete("members/{member_id}/departure", response=DepartureShown, auth=Scope("members:write"), summary="Annuler un départ")
def delete_departure(request, member_id: PathId):
    """Planned, it is called off. Carried out within the last thirty days, the person is back, with what nobody changed since."""
    departure = departure_of(member_or_404(request.user, member_id))
    if departure.carried_out_at is None:
        cancel_departure(departure, by=request.user)
        return departure_shown(departure)
    rows = [returns for found in undo_departure(departure, by=request.user).values() for _one, returns in found]
    return departure_shown(departure) | {"returned": sum(rows), "stayed": len(rows) - sum(rows)}


def firm_of(user, firm_id):
    firms = managing_firms(user)
    firm = firms.filter(pk=firm_id).first() if firm_id else firms.first()
    if firm is None:
        raise Http404
    return firm


def member_or_404(user, member_id):
    member = managed_memberships(user).filter(user=member_id).order_by("left_at", "pk").first()
    if member is None:
        raise Http404
    return member


def departure_of(member):
    rows = Departure.objects.filter(membership=member).select_related("membership__user", "created_by")
    departure = rows.waiting().first() or rows.standing().first()
    if departure is None:
        raise Http404
    return departure


def place_words(asked):
    role = f"{CUSTOM}{asked.custom_role}" if asked.custom_role else asked.role
    return {"role": role, "licences": [str(pk) for pk in asked.licences], "teams": [str(pk) for pk in asked.teams], "dossiers": ""}


def checked(form):
    """The same form as the page's, so that the same is refused in the same words."""
    if not form.is_valid():
        names = {"heir": "successor"}
        raise Problem(422, errors=[(names.get(name, name), " ".join(errors)) for name, errors in form.errors.items()])
    return form


def dossiers_of(firm, ids):
    found = set(Dossier.objects.filter(firm=firm, pk__in=ids).values_list("pk", flat=True))
    if set(ids) - found:
        raise Invalid("dossiers", _("L’un de ces dossiers n’est pas du cabinet."))
    return tuple(dict.fromkeys(ids))


def arrival_shown(row):
    lines = check_lists([row])[row.pk]
    plain = {name: getattr(row, name) for name in ("email", "state", "sent_at", "expires_at")}
    checks = [{"code": line.code, "label": str(line.label), "is_done": line.is_done} for line in lines]
    return plain | {"id": row.pk, "firm": row.firm_id, "name": row.full_name, "member": row.user_id if row.membership_id else None, "check_list": checks}


def move_line(row):
    return {"id": row.pk, "on": row.on, "role": row.role, "is_applied": row.applied_at is not None, "is_cancelled": row.cancelled_at is not None}


def effects_of_move(member, place):
    reach = reach_of(member, place)
    counts = {"seen_no_more": len(reach.lost), "newly_seen": len(reach.gained), "managed_no_more": len(reach.given_up)}
    return counts | {"handed_over": [portion_shown(one) for one in portions_of_move(member, place, reach)]}


def portion_shown(one):
    to = {str(pk): number for pk, number in one.by_heir.items() if pk}
    return {"kind": one.kind.code, "label": str(one.kind.label), "count": one.count, "to": to}


def departure_shown(row):
    moments = {name: getattr(row, name) for name in ("leaves_on", "carried_out_at", "undoable_until")}
    return moments | {"id": row.pk, "created_by": person(row.created_by)}
