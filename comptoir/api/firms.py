"""The firm and who works there: for its members."""

from datetime import datetime
from typing import Literal

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router, Schema

from comptoir.away.models import Absence
from comptoir.firms.models import Firm, Licence, LicenceAccess, Team
from comptoir.staffing.listing import CUSTOM, MemberFilters, members_listed, role_label

from .auth import Scope
from .bodies import Id, PathId, Search
from .cursors import Page, one_page, page_schema, rows_of, shown
from .shapes import Named, named

router = Router(tags=["firms"])


class FirmShown(Schema):
    id: int
    name: str
    slug: str
    time_zone: str
    country: str


class LicenceShown(Schema):
    id: int
    firm: int
    name: str


class TeamShown(Schema):
    """`mode`: whether questions wait in the team's queue, or go to its members in turn."""

    id: int
    firm: int
    name: str
    members: list[int]
    mode: Literal["queue", "round_robin"]


class MemberShown(Schema):
    """`id` is the person's, as everywhere else a person is named; `licences` are those given to them (administrators need none)."""

    id: int
    firm: int
    name: str
    first_name: str
    last_name: str
    email: str
    phone: str
    job_title: str
    role: str
    role_label: str
    custom_role: Named | None
    licences: list[int]
    teams: list[int]
    is_away: bool
    away_until: datetime | None


class InFirm(Page):
    firm: Id | None = None


class MembersWanted(InFirm):
    q: Search | None = None
    role: Literal["administrator", "accountant", "staff"] | None = None
    custom_role: Id | None = None
    licence: Id | None = None
    team: Id | None = None


@router.get("firms", response=page_schema(FirmShown), auth=Scope("firms:read"), summary="Ses cabinets")
def list_firms(request, page: Query[Page]):
    return one_page(Firm.objects.visible_to(request.user), page, show=firm, order=("name", "id"))


@router.get("firms/{firm_id}", response=FirmShown, auth=Scope("firms:read"), summary="Un cabinet")
def get_firm(request, firm_id: PathId):
    return firm(get_object_or_404(Firm.objects.visible_to(request.user), pk=firm_id))


@router.get("licences", response=page_schema(LicenceShown), auth=Scope("firms:read"), summary="Licences")
def list_licences(request, filters: Query[InFirm]):
    return one_page(in_firm(Licence.objects.visible_to(request.user), filters), filters, show=licence, order=("name", "id"))


@router.get("teams", response=page_schema(TeamShown), auth=Scope("firms:read"), summary="Équipes")
def list_teams(request, filters: Query[InFirm]):
    rows = Team.objects.visible_to(request.user).prefetch_related("members")
    return one_page(in_firm(rows, filters), filters, show=team, order=("name", "id"))


@router.get("members", response=page_schema(MemberShown), auth=Scope("firms:read"), summary="Collaborateurs")
def list_members(request, filters: Query[MembersWanted]):
    role = f"{CUSTOM}{filters.custom_role}" if filters.custom_role else filters.role or ""
    wanted = MemberFilters(filters.q or "", role, str(filters.licence or ""), str(filters.team or ""))
    found = rows_of(in_firm(with_everything(members_listed(request.user, wanted)), filters), filters, ("-id",))
    away = absences_of(found[0])
    return shown(found, lambda row: member(row, away.get((row.firm_id, row.user_id))))


def with_everything(rows):
    """What `member` shows of each, in a few queries."""
    given = Prefetch("licence_accesses", LicenceAccess.objects.order_by("licence_id"))
    return rows.select_related("user", "custom_role").prefetch_related(given, Prefetch("user__teams", to_attr="teams_of_all_firms"))


def in_firm(rows, filters):
    return rows.filter(firm=filters.firm) if filters.firm else rows


def absences_of(memberships):
    running = Absence.objects.covering(timezone.now()).filter(user__in=[row.user_id for row in memberships])
    return {(absence.firm_id, absence.user_id): absence for absence in running}


def firm(row):
    return {"id": row.pk, "name": row.name, "slug": row.slug, "time_zone": row.time_zone, "country": row.country}


def licence(row):
    return {"id": row.pk, "firm": row.firm_id, "name": row.name}


def team(row):
    return licence(row) | {"members": sorted(user.pk for user in row.members.all()), "mode": row.mode}


def member(row, absence):
    fields = ("first_name", "last_name", "email", "phone", "job_title")
    return {name: getattr(row.user, name) for name in fields} | {
        "id": row.user_id,
        "firm": row.firm_id,
        "name": row.user.full_name,
        "role": row.role,
        "role_label": role_label(row),
        "custom_role": named(row.custom_role),
        "licences": [access.licence_id for access in row.licence_accesses.all()],
        "teams": sorted(team.pk for team in row.user.teams_of_all_firms if team.firm_id == row.firm_id),
        "is_away": absence is not None,
        "away_until": absence and absence.ends_at,
    }
