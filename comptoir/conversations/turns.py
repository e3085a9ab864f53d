"""Taking the turn in a team that shares its questions out."""

from django.contrib.auth import get_user_model
from django.db import transaction

from comptoir.firms.models import Membership, Team

from .rota import next_in_turn


@transaction.atomic
def take_turn(team, present_ids):
    """Whose turn it is among `present_ids`, noted so that the next question goes to the next one: a User. None leaves the question in the team's queue:
    the team keeps one, or nobody is there.

    The team's row is held until the end of the transaction: questions that come at the same time go to different people.
    """
    held = Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    if held.mode != Team.Mode.ROUND_ROBIN:
        return None
    chosen = next_in_turn(members_of(held), held.last_given_to_id, frozenset(present_ids))
    if chosen is None:
        return None
    Team.objects.filter(pk=held.pk).update(last_given_to=chosen)
    return get_user_model().objects.get(pk=chosen)


def members_of(team):
    """The ids of those in the team who work for the firm, in rising order."""
    here = Membership.objects.active().filter(firm=team.firm_id).values("user")
    return list(Team.members.through.objects.filter(team_id=team.pk, user__in=here).order_by("user_id").values_list("user_id", flat=True))
