"""Absences during which a team stands in, when the team goes."""

from django.utils.translation import ngettext

from comptoir.firms.teamwork import Duty, declare

from .models import Absence


def standing_in(team):
    return Absence.objects.filter(delegate_team=team, ended_at=None, settled_at=None)


def count(team):
    return standing_in(team).count()


def sentence(number):
    return ngettext("%(count)s absence pendant laquelle elle remplace", "%(count)s absences pendant lesquelles elle remplace", number) % {"count": number}


def hand_over(team, heir, by):
    """Nobody stands in for themselves: such an absence has no delegate any more."""
    if heir.user:
        standing_in(team).filter(user=heir.user).update(delegate_team=None)
    standing_in(team).update(delegate_team=heir.team, delegate_user=heir.user)


declare(Duty("absences", count, sentence, hand_over, order=20))
