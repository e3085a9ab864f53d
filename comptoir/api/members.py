"""Role, licences and teams of colleagues, and what somebody may do: for who manages them (F3)."""

from typing import Annotated, Literal

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from comptoir.firms.models import CustomRole, Membership
from comptoir.firms.rights import Right
from comptoir.staffing.actions.changes import GiveLicences, GiveRole, Have, JoinTeam, LeaveTeam, TakeLicences, one_after_the_other
from comptoir.staffing.actions.members import change_members
from comptoir.staffing.effective import dossiers_seen, rights_of_member, teams_of_member
from comptoir.staffing.reach import firms_run_by
from comptoir.staffing.rules import Refusal
from comptoir.staffing.wording import refusal_sentence

from .auth import Scope
from .bodies import Body, Id, PathId, read, takes
from .firms import MemberShown, member, with_everything
from .problems import Invalid, Problem
from .shapes import Named, named

router = Router(tags=["firms"])
MOST_AT_ONCE = 500
BuiltIn = Literal["administrator", "accountant", "staff"]
PROBLEMS = {
    Refusal.ONESELF: (403, "own_access"),
    Refusal.BEYOND: (403, "beyond_own_rights"),
    Refusal.LAST_ADMINISTRATOR: (409, "last_administrator"),
    Refusal.NO_RIGHT: (404, "not_found"),
}


class MemberChange(Body):
    """What is left out stays. `custom_role` stands on `role`, and null takes it away; `licences` and `teams` are all that the person has from then on."""

    role: BuiltIn | None = None
    custom_role: Id | None = None
    licences: Annotated[list[Id], Field(max_length=200)] | None = None
    teams: Annotated[list[Id], Field(max_length=200)] | None = None


class ManyMembersAsked(Body):
    """`members` are ids of people. `role` or `custom_role` go with «role», `licences` with the changes of licences, `team` with those of teams."""

    members: Annotated[list[Id], Field(min_length=1, max_length=MOST_AT_ONCE)]
    change: Literal["role", "give_licences", "take_licences", "join_team", "leave_team"]
    role: BuiltIn | None = None
    custom_role: Id | None = None
    licences: Annotated[list[Id], Field(max_length=200)] = []
    team: Id | None = None


class MemberRefused(Schema):
    """`detail` is the sentence for `reason`."""

    member: int
    reason: Refusal
    detail: str


class ManyMembersChanged(Schema):
    """`same`: who had it so already."""

    changed: list[int]
    same: list[int]
    refused: list[MemberRefused]


class RightShown(Schema):
    """`origin`: the role that gives it, or does not."""

    code: Right
    label: str
    is_held: bool
    origin: str


class SightCount(Schema):
    code: Literal["administrator", "all_dossiers", "licence", "manager"]
    label: str
    count: int


class MemberRights(Schema):
    """`dossiers`: how many are seen in all; `because`: how many for each reason, one dossier maybe for two."""

    rights: list[RightShown]
    dossiers: int
    because: list[SightCount]
    teams: list[Named]


@router.post("members/bulk", response=ManyMembersChanged, auth=Scope("members:write"), summary="Changer plusieurs collaborateurs",
             openapi_extra=takes(ManyMembersAsked))  # fmt: skip
def change_many_members(request):
    """For who manages colleagues, of that firm; others are passed over. Each is changed or refused for itself, never oneself."""
    asked = read(request, ManyMembersAsked)
    rows = managed(request.user).filter(user__in=asked.members)
    outcome = change_members(rows, CHANGES[asked.change](asked, request.user), by=request.user)
    people = dict(rows.values_list("pk", "user_id"))
    told = [{"member": row.user_id, "reason": reason, "detail": refusal_sentence(reason, row.user.full_name)} for row, reason in outcome.refused]
    return {"changed": [people[event.target_id] for event in outcome.events], "same": [row.user_id for row in outcome.same], "refused": told}


@router.patch("members/{member_id}", response=MemberShown, auth=Scope("members:write"), summary="Changer un collaborateur",
              openapi_extra=takes(MemberChange))  # fmt: skip
def change_member(request, member_id: PathId):
    """For who manages colleagues, never of themselves; nobody gives a right that they do not have, and a firm keeps an administrator."""
    row = get_object_or_404(managed(request.user).order_by("firm_id"), user=member_id)
    asked = read(request, MemberChange)
    changes = [Have(licence_ids=ids(asked.licences), team_ids=ids(asked.teams))]
    if {"role", "custom_role"} & asked.model_fields_set:
        changes.insert(0, role_asked(asked, request.user, now=row.role))
    outcome = change_members(managed(request.user).filter(pk=row.pk), one_after_the_other(*changes), by=request.user)
    for refused, reason in outcome.refused:
        raise problem_of(reason, refused)
    return member(with_everything(Membership.objects.filter(pk=row.pk)).get(), None)


@router.get("members/{member_id}/rights", response=MemberRights, auth=Scope("members:read"), summary="Droits d’un collaborateur")
def get_member_rights(request, member_id: PathId):
    """What somebody may do and see, and where each comes from: one's own, and those of the colleagues that one manages."""
    seen = managed(request.user) | Membership.objects.active().filter(user=request.user)
    row = get_object_or_404(Membership.objects.filter(pk__in=seen.values("pk")).select_related("custom_role").order_by("firm_id"), user=member_id)
    total, sights = dossiers_seen(row)
    rights = [{"code": one.code, "label": one.label, "is_held": one.is_held, "origin": one.origin} for one in rights_of_member(row)]
    because = [{"code": one.code, "label": one.label, "count": one.count} for one in sights]
    return {"rights": rights, "dossiers": total, "because": because, "teams": [named(team) for team in teams_of_member(row)]}


def managed(user):
    return Membership.objects.active().filter(firm__in=firms_run_by(user))


def ids(values):
    return None if values is None else frozenset(values)


def problem_of(reason, row):
    sentence = refusal_sentence(reason, row.user.full_name)
    if reason == Refusal.OTHER_FIRM:
        return Invalid("licences", sentence)
    status, code = PROBLEMS[reason]
    return Problem(status, code=code, detail=sentence)


def role_asked(asked, user, now=""):
    """A custom role stands on the built-in one that is asked for, or on the one there is; without one, the built-in one alone."""
    if asked.custom_role is None:
        if asked.role is None and not now:
            raise Invalid("role", _("Choisissez un rôle."))
        return GiveRole(asked.role or now)
    found = CustomRole.objects.filter(firm__in=firms_run_by(user), pk=asked.custom_role).first()
    if found is None:
        raise Invalid("custom_role", _("Choisissez un rôle du cabinet."))
    if asked.role == Membership.Role.ADMINISTRATOR:
        raise Invalid("custom_role", _("Un administrateur a tous les droits : il n’a pas d’autre rôle."))
    return GiveRole(asked.role or "", found)


def licences_asked(kind):
    def change(asked, user):
        if not asked.licences:
            raise Invalid("licences", _("Choisissez au moins une licence."))
        return kind(frozenset(asked.licences))

    return change


def team_asked(kind):
    def change(asked, user):
        if asked.team is None:
            raise Invalid("team", _("Choisissez une équipe."))
        return kind(asked.team)

    return change


CHANGES = {
    "role": role_asked,
    "give_licences": licences_asked(GiveLicences),
    "take_licences": licences_asked(TakeLicences),
    "join_team": team_asked(JoinTeam),
    "leave_team": team_asked(LeaveTeam),
}
