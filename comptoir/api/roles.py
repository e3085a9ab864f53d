"""The roles, teams and licences of a firm, for who manages colleagues (F3)."""

from typing import Annotated

from django.contrib.auth import get_user_model
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from comptoir.clients.workplaces import members_of
from comptoir.firms.models import CustomRole, Licence, Team
from comptoir.firms.rights import Right
from comptoir.firms.teamwork import Heir
from comptoir.staffing.actions.changes import GiveRole
from comptoir.staffing.actions.licences import create_licence, delete_licence, rename_licence
from comptoir.staffing.actions.roles import change_role, create_role, delete_role
from comptoir.staffing.actions.teams import change_team, create_team, delete_team
from comptoir.staffing.actions.teams import members_of as people_of
from comptoir.staffing.reach import firm_run_by, firms_run_by

from .auth import Scope
from .bodies import SOME_LINE, Body, Id, PathId, read, takes
from .cursors import one_page, page_schema
from .firms import InFirm, LicenceShown, TeamShown, in_firm, licence, team
from .firms import router as of_firms
from .members import BuiltIn
from .problems import Invalid

# One address is of one router, whatever the method: the lists of teams and licences are in `firms`.
router = Router(tags=["firms"])
RoleName = Annotated[str, Field(max_length=80, pattern=SOME_LINE)]
LicenceName = Annotated[str, Field(max_length=120, pattern=SOME_LINE)]
People = Annotated[list[Id], Field(max_length=1000)]
Codes = Annotated[list[str], Field(max_length=50)]


class RoleShown(Schema):
    """A role that a firm made for itself; the built-in ones are «administrator», «accountant», «staff»."""

    id: int
    firm: int
    name: str
    rights: list[Right]


class RoleAsked(Body):
    name: RoleName
    rights: Codes = []


class RoleChange(Body):
    """What is left out stays."""

    name: RoleName | None = None
    rights: Codes | None = None


class RoleDeletion(Schema):
    """What its people get instead; neither: it is deleted only when nobody has it."""

    role: BuiltIn | None = None
    custom_role: Id | None = None


class TeamAsked(Body):
    name: RoleName
    members: People = []


class TeamChange(Body):
    """What is left out stays; `members` are all of them from then on."""

    name: RoleName | None = None
    members: People | None = None


class TeamDeletion(Schema):
    """Who takes over what is entrusted to it; neither: it is deleted only when nothing is."""

    team: Id | None = None
    user: Id | None = None


class LicenceAsked(Body):
    name: LicenceName


@router.get("roles", response=page_schema(RoleShown), auth=Scope("firms:read"), summary="Rôles du cabinet")
def list_roles(request, filters: Query[InFirm]):
    return one_page(in_firm(CustomRole.objects.visible_to(request.user), filters), filters, show=role, order=("name", "id"))


@router.post("roles", response={201: RoleShown}, auth=Scope("firms:write"), summary="Créer un rôle", openapi_extra=takes(RoleAsked))
def add_role(request):
    """For who manages colleagues; nobody gives a right that they do not have."""
    firm = firm_of(request.user)
    asked = read(request, RoleAsked)
    return Status(201, role(create_role(firm, name=clean(asked.name), rights=rights_in(asked.rights), by=request.user)))


@router.patch("roles/{role_id}", response=RoleShown, auth=Scope("firms:write"), summary="Changer un rôle", openapi_extra=takes(RoleChange))
def change_custom_role(request, role_id: PathId):
    """Whoever has it has these rights from then on."""
    row = own(CustomRole, request.user, role_id)
    asked = read(request, RoleChange)
    rights = row.ticked if asked.rights is None else rights_in(asked.rights)
    return role(change_role(row, name=row.name if asked.name is None else clean(asked.name), rights=rights, by=request.user))


@router.delete("roles/{role_id}", response={204: None}, auth=Scope("firms:write"), summary="Supprimer un rôle")
def remove_role(request, role_id: PathId, asked: Query[RoleDeletion]):
    """409 while somebody has it, unless its people get another."""
    row = own(CustomRole, request.user, role_id)
    other = CustomRole.objects.filter(firm=row.firm_id, pk=asked.custom_role).exclude(pk=row.pk).first() if asked.custom_role else None
    if asked.custom_role and other is None:
        raise Invalid("custom_role", _("Choisissez un rôle du cabinet."))
    delete_role(row, instead=GiveRole(asked.role or "", other) if asked.role or other else None, by=request.user)
    return Status(204, None)


@of_firms.post("teams", response={201: TeamShown}, auth=Scope("firms:write"), summary="Créer une équipe", openapi_extra=takes(TeamAsked))
def add_team(request):
    firm = firm_of(request.user)
    asked = read(request, TeamAsked)
    return Status(201, team(create_team(firm, name=clean(asked.name), member_ids=asked.members, by=request.user)))


@router.patch("teams/{team_id}", response=TeamShown, auth=Scope("firms:write"), summary="Changer une équipe", openapi_extra=takes(TeamChange))
def change_one_team(request, team_id: PathId):
    row = own(Team, request.user, team_id)
    asked = read(request, TeamChange)
    people = people_of(row) if asked.members is None else asked.members
    return team(change_team(row, name=row.name if asked.name is None else clean(asked.name), member_ids=people, by=request.user))


@router.delete("teams/{team_id}", response={204: None}, auth=Scope("firms:write"), summary="Supprimer une équipe")
def remove_team(request, team_id: PathId, asked: Query[TeamDeletion]):
    """409 while something is entrusted to it, unless a team or somebody of the firm takes over."""
    row = own(Team, request.user, team_id)
    delete_team(row, heir=heir_of(row, asked), by=request.user)
    return Status(204, None)


@of_firms.post("licences", response={201: LicenceShown}, auth=Scope("firms:write"), summary="Créer une licence", openapi_extra=takes(LicenceAsked))
def add_licence(request):
    firm = firm_of(request.user)
    return Status(201, licence(create_licence(firm, name=clean(read(request, LicenceAsked).name), by=request.user)))


@router.patch("licences/{licence_id}", response=LicenceShown, auth=Scope("firms:write"), summary="Renommer une licence", openapi_extra=takes(LicenceAsked))
def change_licence_name(request, licence_id: PathId):
    row = own(Licence, request.user, licence_id)
    return licence(rename_licence(row, name=clean(read(request, LicenceAsked).name), by=request.user))


@router.delete("licences/{licence_id}", response={204: None}, auth=Scope("firms:write"), summary="Supprimer une licence")
def remove_licence(request, licence_id: PathId):
    """409 while a dossier is in it."""
    delete_licence(own(Licence, request.user, licence_id), by=request.user)
    return Status(204, None)


def firm_of(user):
    """Where somebody who manages colleagues makes new things; others find nothing."""
    firm = firm_run_by(user)
    if firm is None:
        raise Http404
    return firm


def own(model, user, pk):
    """One of the firms whose colleagues this person manages."""
    return get_object_or_404(model.objects.filter(firm__in=firms_run_by(user)), pk=pk)


def clean(name):
    return " ".join(name.split())


def rights_in(values):
    unknown = set(values) - set(Right)
    if unknown:
        raise Invalid("rights", _("Droit inconnu : %(name)s.") % {"name": min(unknown)})
    return {Right(value) for value in values}


def heir_of(row, asked):
    if asked.team and asked.user:
        raise Invalid("team", _("Une personne ou une équipe, pas les deux."))
    if asked.team:
        found = Team.objects.filter(firm=row.firm_id, pk=asked.team).exclude(pk=row.pk).first()
    elif asked.user:
        found = members_of([row.firm_id]).filter(pk=asked.user).first()
    else:
        return None
    if found is None:
        raise Invalid("team" if asked.team else "user", _("Cette personne ou cette équipe n’est pas du cabinet."))
    return Heir(user=found) if isinstance(found, get_user_model()) else Heir(team=found)


def role(row):
    return {"id": row.pk, "firm": row.firm_id, "name": row.name, "rights": row.ticked}
