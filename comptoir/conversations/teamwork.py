"""The questions that are entrusted to a team, when the team goes."""

from django.utils.translation import ngettext

from comptoir.firms.teamwork import Duty, declare

from .actions.assignment import record_assignments
from .decisions import Reason
from .models import Conversation


def count(team):
    return Conversation.objects.filter(assigned_team=team).count()


def sentence(number):
    return ngettext("%(count)s conversation confiée à l’équipe", "%(count)s conversations confiées à l’équipe", number) % {"count": number}


def hand_over(team, heir, by):
    """Closed ones go with the rest, for the day they are opened again; only of the open ones somebody is told."""
    rows = Conversation.objects.filter(assigned_team=team)
    still_open = list(rows.open().select_related("dossier").select_for_update(of=["self"]).order_by("pk"))
    words = {"reason": str(Reason.BY_HAND), "by": by.full_name}
    rows.update(assigned_team=heir.team, assigned_user=heir.user, assignment=words)
    for one in still_open:
        one.assigned_team, one.assigned_user, one.assignment = heir.team, heir.user, words
    record_assignments(still_open, by=by)


declare(Duty("conversations", count, sentence, hand_over, order=10))
