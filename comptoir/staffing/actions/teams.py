"""The firm's teams: who is in them, and what becomes of their work when they go."""

from django.db import transaction

from comptoir.events.recording import record_event
from comptoir.firms.models import Firm, Membership, Team
from comptoir.firms.teamwork import all_duties

from .roles import saved
from .standing import hold_firms, rights_now

CREATED, CHANGED, DELETED = "team.created", "team.changed", "team.deleted"


class HeirMissing(Exception):
    """Something is entrusted to the team: somebody has to take it over."""


class NotAColleague(Exception):
    """A team's members work for the firm."""


@transaction.atomic
def create_team(firm, *, name, member_ids=(), by):
    """A team of these people. Raises NotAllowed, NameTaken, NotAColleague. Records team.created."""
    hold_firms([firm.pk])
    rights_now(by, firm.pk)
    team = saved(Team(firm=firm, name=name))
    team.members.set(colleagues(firm.pk, member_ids))
    record_event(CREATED, team, actor=by, name=name, members=sorted(set(member_ids)))
    return team


@transaction.atomic
def change_team(team, *, name, member_ids, by):
    """Rename it, and have these people in it. Raises NotAllowed, NameTaken, NotAColleague. Records team.changed, unless it was so."""
    hold_firms([team.firm_id])
    rights_now(by, team.firm_id)
    before_name, before = Team.objects.values_list("name", flat=True).get(pk=team.pk), members_of(team)
    wanted = sorted(set(member_ids))
    if (before_name, before) == (name, wanted):
        return team
    team.name = name
    saved(team)
    team.members.set(colleagues(team.firm_id, set(wanted) - set(before)) + [pk for pk in wanted if pk in before])
    record_event(CHANGED, team, actor=by, name=name, before_name=before_name, before=before, after=wanted)
    return team


@transaction.atomic
def delete_team(team, *, heir=None, by):
    """Delete it; what is entrusted to it goes to `heir` (firms.teamwork.Heir). Raises NotAllowed, HeirMissing. Records team.deleted."""
    hold_firms([team.firm_id])
    rights_now(by, team.firm_id)
    if heir is None and (is_fallback(team) or any(duty.count(team) for duty in all_duties())):
        raise HeirMissing
    if heir:
        for duty in all_duties():
            duty.hand_over(team, heir, by)
        Firm.objects.filter(fallback_team=team).update(fallback_team=heir.team, fallback_user=heir.user)
    record_event(DELETED, team, actor=by, name=team.name, members=members_of(team), heir=heir.name if heir else "")
    team.delete()


def is_fallback(team):
    return Firm.objects.filter(fallback_team=team).exists()


def entrusted_to(team):
    """What the team has, in sentences with their numbers; what it has none of is left out."""
    counted = [(duty, duty.count(team)) for duty in all_duties()]
    return [duty.sentence(count) for duty, count in counted if count]


def members_of(team):
    return sorted(team.members.values_list("pk", flat=True))


def colleagues(firm_id, user_ids):
    """The ids, once it is sure that these people work for the firm."""
    wanted = set(user_ids)
    if Membership.objects.active().filter(firm=firm_id, user__in=wanted).count() != len(wanted):
        raise NotAColleague
    return sorted(wanted)
