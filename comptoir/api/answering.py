"""How fast a firm answers its clients, week by week, and how its teams share their questions out (X4)."""

from datetime import date
from typing import Literal

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router, Schema

from comptoir.clients.standing import standing_of
from comptoir.conversations.actions.team_mode import set_team_mode
from comptoir.conversations.answering import policy_of
from comptoir.conversations.coverage import firms_reviewed_by
from comptoir.conversations.picture import Filters, picture_of
from comptoir.firms.models import Firm, Team

from .auth import Scope
from .bodies import Body, Id, PathId, read, takes
from .firms import TeamShown, team

router = Router(tags=["firms"])


class WeekShown(Schema):
    """The questions put in one week, by the firm's calendar. `waiting` and `overdue`: not answered yet, within and beyond their time.

    `share_in_time`: in percent of those that were due. `median_minutes`, `ninetieth_minutes`: of working time to the answer. null where there is none.
    """

    starts_on: date
    asked: int
    in_time: int
    late: int
    waiting: int
    overdue: int
    share_in_time: int | None
    median_minutes: int | None
    ninetieth_minutes: int | None


class AnsweringShown(Schema):
    """`target_minutes`: of working time, what the firm (or the licence asked for) means to keep to. `weeks`: the last twelve, oldest first."""

    firm: int
    target_minutes: int
    weeks: list[WeekShown]


class AnsweringFilters(Schema):
    licence: Id | None = None
    team: Id | None = None
    person: Id | None = None


class ModeAsked(Body):
    """`queue`: questions wait in the team's queue; `round_robin`: each goes to the next of those who are there."""

    mode: Literal["queue", "round_robin"]


@router.get("firms/{firm_id}/answering", response=AnsweringShown, auth=Scope("firms:read"), summary="Délais de réponse, par semaine")
def get_answering(request, firm_id: PathId, filters: Query[AnsweringFilters]):
    """For administrators and chartered accountants, the latter for the dossiers they work on; others get 404."""
    if firm_id not in firms_reviewed_by(request.user):
        raise Http404
    firm = Firm.objects.get(pk=firm_id)
    weeks = picture_of(request.user, firm, timezone.now(), narrowed(firm, filters))
    return {"firm": firm.pk, "target_minutes": policy_of(firm, filters.licence or 0).target_minutes, "weeks": [week(one) for one in weeks]}


def narrowed(firm, filters):
    members = Team.members.through.objects.filter(team_id=filters.team, team__firm=firm).values_list("user_id", flat=True) if filters.team else ()
    return Filters(filters.licence, filters.team, filters.person, tuple(members))


def week(one):
    names = ("starts_on", "asked", "in_time", "late", "waiting", "overdue", "share_in_time")
    return {name: getattr(one, name) for name in names} | {"median_minutes": one.median, "ninetieth_minutes": one.ninetieth}


@router.put(
    "teams/{team_id}/mode", response=TeamShown, auth=Scope("firms:write"), summary="Répartition des questions d’une équipe", openapi_extra=takes(ModeAsked)
)
def put_team_mode(request, team_id: PathId):
    """For administrators of the team's firm; others get 404."""
    row = get_object_or_404(Team, pk=team_id, firm__in=standing_of(request.user).administered_firm_ids)
    set_team_mode(row, read(request, ModeAsked).mode, by=request.user)
    return team(row)
