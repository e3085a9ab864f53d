"""«Mode absence»: one's absences, per firm, what one would do before it is saved, and a colleague's for administrators (A6)."""

from datetime import datetime
from typing import Literal

from django.contrib.auth import get_user_model
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status

from comptoir.away.actions import cancel_absence, change_absence, plan_absence, start_absence
from comptoir.away.models import Absence
from comptoir.away.simulation import simulate
from comptoir.away.standing_in import administered, manned_teams, own
from comptoir.clients.standing import standing_of
from comptoir.firms.models import Firm, Membership

from .auth import Scope
from .bodies import Body, Id, Moment, PathId, read, takes
from .cursors import Page, one_page, page_schema
from .problems import Invalid
from .shapes import Named, named, person

router = Router(tags=["me"])

Moves = Literal["new", "returning", "all"]
Notices = Literal["usual", "critical", "digest"]


class AbsenceShown(Schema):
    """`set_by` is who planned it: an administrator, for a colleague who could not. `ended_at`: when it was cut short or called off."""

    id: int
    firm: int
    person: Named
    starts_at: datetime
    ends_at: datetime | None
    is_running: bool
    delegate_user: Named | None
    delegate_team: Named | None
    moves: Moves
    gives_back: bool
    notices: Notices
    tells_clients: bool
    set_by: Named | None
    ended_at: datetime | None


class AbsenceAsked(Body):
    """`starts_at` defaults to now, `ends_at` to «until I come back». `firm` is needed by who works for several.

    `moves`: what goes to the delegate, new conversations, also open ones when the client writes again, or all open ones at the start;
    `gives_back`: what moved returns at the end. `notices`: what the absent person hears. `tells_clients`: once each, in their language.
    """

    starts_at: Moment | None = None
    ends_at: Moment | None = None
    delegate_user: Id | None = None
    delegate_team: Id | None = None
    moves: Moves = "new"
    gives_back: bool = True
    notices: Notices = "usual"
    tells_clients: bool = True
    firm: Id | None = None


class AbsenceChanges(AbsenceAsked):
    """Only what is sent changes."""


class OfFirm(Schema):
    firm: Id | None = None


class AbsencesAsked(Page):
    firm: Id | None = None
    state: Literal["current", "over"] = "current"


class LineShown(Schema):
    id: int | None
    text: str
    detail: str


class SectionShown(Schema):
    """`count` of `items`, of which the first are here. `is_warning`: to be looked at before leaving."""

    code: str
    title: str
    count: int
    is_warning: bool
    items: list[LineShown]


class Simulated(Schema):
    sections: list[SectionShown]


@router.get("me/absence", response=AbsenceShown, auth=Scope("me:read"), summary="Son absence, en cours ou prévue")
def get_absence(request, filters: Query[OfFirm]):
    """The one going on, else the next. 404 while one is there and nothing is planned."""
    return shown(current(request.user, firm_of(request.user, filters.firm)))


@router.put("me/absence", response=AbsenceShown, auth=Scope("me:write"), summary="S’absenter", openapi_extra=takes(AbsenceAsked))
def put_absence(request):
    """Takes the place of the absence that is going on, else of the next."""
    asked = read(request, AbsenceAsked)
    firm = firm_of(request.user, asked.firm)
    return shown(start_absence(request.user, firm, by=request.user, **plan_of(asked, firm, request.user)))


@router.delete("me/absence", response={204: None}, auth=Scope("me:write"), summary="Revenir")
def delete_absence(request, filters: Query[OfFirm]):
    """Ends the absence going on, else calls off the next. Nothing when there is none."""
    call_off(request.user, firm_of(request.user, filters.firm), by=request.user)
    return Status(204, None)


@router.post("me/absence/simulation", response=Simulated, auth=Scope("me:write"), summary="Simuler une absence", openapi_extra=takes(AbsenceAsked))
def simulate_absence(request):
    """«Si je m’absente du … au …»: what would move, what would stay, what is due, who is away too. Writes nothing."""
    asked = read(request, AbsenceAsked)
    return simulated(request.user, firm_of(request.user, asked.firm), asked, reader=request.user)


@router.get("me/absences", response=page_schema(AbsenceShown), auth=Scope("me:read"), summary="Ses absences")
def list_absences(request, filters: Query[AbsencesAsked]):
    """Those going on and planned, the nearest first; those that are over, the latest first."""
    rows = with_people(own(request.user))
    rows, order = of_state(rows.filter(firm=filters.firm) if filters.firm else rows, filters.state)
    return one_page(rows, filters, show=shown, order=order)


@router.post("me/absences", response={201: AbsenceShown}, auth=Scope("me:write"), summary="Prévoir une absence", openapi_extra=takes(AbsenceAsked))
def plan_one(request):
    """Beside those that are planned already. 409 where it overlaps one of them."""
    asked = read(request, AbsenceAsked)
    firm = firm_of(request.user, asked.firm)
    return Status(201, shown(plan_absence(request.user, firm, by=request.user, **plan_of(asked, firm, request.user))))


@router.get("me/absences/{absence_id}", response=AbsenceShown, auth=Scope("me:read"), summary="Une de ses absences")
def get_one(request, absence_id: PathId):
    return shown(get_object_or_404(with_people(own(request.user)), pk=absence_id))


@router.patch("me/absences/{absence_id}", response=AbsenceShown, auth=Scope("me:write"), summary="Modifier une absence", openapi_extra=takes(AbsenceChanges))
def change_one(request, absence_id: PathId):
    """What has begun can no longer be put off; what is over can no longer be changed."""
    absence = get_object_or_404(with_people(own(request.user)), pk=absence_id)
    return shown(changed(absence, read(request, AbsenceChanges), request.user))


@router.delete("me/absences/{absence_id}", response={204: None}, auth=Scope("me:write"), summary="Annuler une absence")
def cancel_one(request, absence_id: PathId):
    """Calls off what has not begun, ends what has. Doing it twice does it once."""
    cancel_absence(get_object_or_404(with_people(own(request.user)), pk=absence_id), by=request.user)
    return Status(204, None)


@router.get("members/{member_id}/absence", response=AbsenceShown, auth=Scope("members:read"), summary="L’absence d’un collaborateur", tags=["firms"])
def get_member_absence(request, member_id: PathId):
    """For administrators of the firm. 404 while the colleague is there and nothing is planned."""
    member = member_or_404(request.user, member_id)
    return shown(current(member.user, member.firm))


@router.put("members/{member_id}/absence", response=AbsenceShown, auth=Scope("members:write"), summary="Absenter un collaborateur",
            tags=["firms"], openapi_extra=takes(AbsenceAsked))  # fmt: skip
def put_member_absence(request, member_id: PathId):
    """For administrators of the firm (sick leave). Takes the place of the absence going on, else of the next; the colleague sees who set it."""
    member, asked = member_or_404(request.user, member_id), read(request, AbsenceAsked)
    plan = plan_of(asked, member.firm, member.user)
    if "notices" not in asked.model_fields_set:
        plan.pop("notices")  # the absent person's to choose
    return shown(start_absence(member.user, member.firm, by=request.user, **plan))


@router.delete("members/{member_id}/absence", response={204: None}, auth=Scope("members:write"), summary="Faire revenir un collaborateur", tags=["firms"])
def delete_member_absence(request, member_id: PathId):
    """Ends the absence going on, else calls off the next."""
    member = member_or_404(request.user, member_id)
    call_off(member.user, member.firm, by=request.user)
    return Status(204, None)


@router.post("members/{member_id}/absence/simulation", response=Simulated, auth=Scope("members:write"), summary="Simuler l’absence d’un collaborateur",
             tags=["firms"], openapi_extra=takes(AbsenceAsked))  # fmt: skip
def simulate_member_absence(request, member_id: PathId):
    """For administrators of the firm. Writes nothing."""
    member = member_or_404(request.user, member_id)
    return simulated(member.user, member.firm, read(request, AbsenceAsked), reader=request.user)


@router.get("members/{member_id}/absences", response=page_schema(AbsenceShown), auth=Scope("members:read"), summary="Les absences d’un collaborateur",
            tags=["firms"])  # fmt: skip
def list_member_absences(request, member_id: PathId, filters: Query[AbsencesAsked]):
    """For administrators of the firm."""
    member = member_or_404(request.user, member_id)
    rows, order = of_state(with_people(administered(request.user).filter(user=member.user_id, firm=member.firm_id)), filters.state)
    return one_page(rows, filters, show=shown, order=order)


def firm_of(user, firm_id):
    """The firm one is absent from. 404 for who works for none."""
    firms = list(Firm.objects.visible_to(user).order_by("pk"))
    chosen = [firm for firm in firms if firm_id in (None, firm.pk)]
    if not firms:
        raise Http404
    if len(chosen) != 1:
        raise Invalid("firm", _("Choisissez l’un de vos cabinets."))
    return chosen[0]


def member_or_404(user, member_id):
    """A colleague in a firm that one administers."""
    firms = standing_of(user).administered_firm_ids
    members = Membership.objects.active().filter(firm__in=firms, user=member_id).select_related("user", "firm").order_by("pk")
    member = members.first()
    if member is None:
        raise Http404
    return member


def with_people(absences):
    return absences.select_related("user", "firm", "delegate_user", "delegate_team", "created_by")


def of_state(rows, state):
    """The rows of that state and their order."""
    now = timezone.now()
    if state == "over":
        return rows.over(now), ("-starts_at", "-id")
    return rows.current_or_planned(now), ("starts_at", "id")


def next_of(user, firm):
    """What is going on, else what comes next; None for somebody who is there and plans nothing."""
    rows = with_people(Absence.objects.current_or_planned(timezone.now()).filter(user=user, firm=firm))
    return rows.order_by("starts_at", "pk").first()


def current(user, firm):
    absence = next_of(user, firm)
    if absence is None:
        raise Http404
    return absence


def call_off(user, firm, *, by):
    absence = next_of(user, firm)
    if absence:
        cancel_absence(absence, by=by)


def plan_of(asked, firm, user):
    """What the actions take. Raises Invalid with the field that cannot be."""
    check_dates(asked.starts_at, asked.ends_at)
    choices = {name: getattr(asked, name) for name in ("starts_at", "ends_at", "moves", "gives_back", "notices", "tells_clients")}
    return choices | {"delegate_user": delegate_user(asked, firm, user), "delegate_team": delegate_team(asked, firm)}


def changed(absence, asked, by):
    """The absence with what was sent."""
    sent = asked.model_fields_set
    if "firm" in sent:
        raise Invalid("firm", _("Une absence ne change pas de cabinet."))
    starts_at = asked.starts_at if "starts_at" in sent else absence.starts_at
    if "starts_at" in sent and starts_at is None:
        raise Invalid("starts_at", _("Un moment est attendu, avec son fuseau : 2026-12-24T18:00:00+01:00."))
    if {"starts_at", "ends_at"} & sent:
        check_dates(starts_at, asked.ends_at if "ends_at" in sent else absence.ends_at)
    changes = {name: getattr(asked, name) for name in sent - {"delegate_user", "delegate_team"}}
    if {"delegate_user", "delegate_team"} & sent:
        changes |= {"delegate_user": delegate_user(asked, absence.firm, absence.user), "delegate_team": delegate_team(asked, absence.firm)}
    return change_absence(absence, by=by, **changes)


def simulated(user, firm, asked, *, reader):
    plan = plan_of(asked, firm, user)
    absence = Absence(firm=firm, user=user, **plan | {"starts_at": plan["starts_at"] or timezone.now()})
    return {"sections": [section(one) for one in simulate(absence, reader)]}


def section(one):
    items = [{"id": item.id, "text": item.text, "detail": item.detail} for item in one.items]
    return {"code": one.code, "title": str(one.title), "count": one.count, "is_warning": one.is_warning, "items": items}


def check_dates(starts_at, ends_at):
    now = timezone.now()
    if ends_at and ends_at <= (starts_at or now):
        raise Invalid("ends_at", _("La fin doit venir après le début."))
    if ends_at and ends_at <= now:
        raise Invalid("ends_at", _("Cette date est déjà passée."))


def delegate_user(asked, firm, user):
    if asked.delegate_user is None:
        return None
    if asked.delegate_team is not None:
        raise Invalid("delegate_team", _("Une personne ou une équipe, pas les deux."))
    if asked.delegate_user == user.pk:
        raise Invalid("delegate_user", _("Choisissez quelqu’un d’autre que vous."))
    colleagues = Membership.objects.active().filter(firm=firm)
    return found(
        get_user_model().objects.filter(pk=asked.delegate_user, memberships__in=colleagues), "delegate_user", _("Cette personne n’est pas du cabinet.")
    )


def delegate_team(asked, firm):
    if asked.delegate_team is None:
        return None
    return found(manned_teams(firm.pk).filter(pk=asked.delegate_team), "delegate_team", _("Cette équipe n’est pas du cabinet, ou personne n’y travaille."))


def found(rows, field, sentence):
    row = rows.first()
    if row is None:
        raise Invalid(field, sentence)
    return row


def shown(absence):
    return {
        "id": absence.pk,
        "firm": absence.firm_id,
        "person": person(absence.user),
        "starts_at": absence.starts_at,
        "ends_at": absence.ends_at,
        "is_running": absence.covers(timezone.now()),
        "delegate_user": person(absence.delegate_user),
        "delegate_team": named(absence.delegate_team),
        "moves": absence.moves,
        "gives_back": absence.gives_back,
        "notices": absence.notices,
        "tells_clients": absence.tells_clients,
        "set_by": person(absence.created_by),
        "ended_at": absence.ended_at,
    }
