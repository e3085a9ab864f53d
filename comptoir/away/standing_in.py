"""Who reads the brief of an absence: whoever stands in, the person, and the administrators of the firm."""

from django.contrib.auth import get_user_model
from django.db.models import Q

from comptoir.clients.standing import standing_of
from comptoir.firms.models import Membership, Team

from .models import Absence


def manned_teams(firm_id):
    """The firm's teams in which somebody works: the others stand in for nobody."""
    here = Membership.objects.active().filter(firm=firm_id).values("user")
    return Team.objects.filter(firm=firm_id, pk__in=Team.members.through.objects.filter(user__in=here).values("team"))


def stand_ins(absence):
    """The people who stand in: the delegate, or the members of the team, as far as they work for the firm."""
    members = Membership.objects.active().filter(firm=absence.firm_id)
    who = Q(pk=absence.delegate_user_id) | Q(teams=absence.delegate_team_id) if absence.delegate_team_id else Q(pk=absence.delegate_user_id)
    return get_user_model().objects.filter(who, pk__in=members.values("user")).exclude(pk=absence.user_id).distinct().order_by("pk")


def briefed(user):
    """The absences whose hand-over brief `user` may read."""
    standing = standing_of(user)
    mine = Q(user=user) | Q(delegate_user=user) | Q(delegate_team__in=user.teams.values("pk"))
    return Absence.objects.filter(Q(firm__in=standing.firm_ids) & mine | Q(firm__in=standing.administered_firm_ids))


def own(user):
    """The absences that are `user`'s own, from the firms where they work."""
    return Absence.objects.filter(user=user, firm__in=standing_of(user).firm_ids)


def administered(user):
    """The absences of colleagues that `user` may set (A6)."""
    return Absence.objects.filter(firm__in=standing_of(user).administered_firm_ids)
