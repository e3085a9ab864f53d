"""Giving a conversation to somebody by hand (A5: also to somebody who is away; the page gives the hint)."""

from django.db import transaction

from comptoir.events.recording import record_event
from comptoir.firms.models import Membership

from ..models import Conversation


class CannotAnswer(Exception):
    """The person or team does not belong to the conversation's firm."""


@transaction.atomic
def assign_conversation(conversation, *, by, user=None, team=None):
    """Assign to a colleague, a team, or nobody. Raises CannotAnswer. Records conversation.assigned when something changed."""
    check_belongs(conversation, user, team)
    conversation = Conversation.objects.select_for_update(of=["self"]).select_related("dossier").get(pk=conversation.pk)
    if (conversation.assigned_user, conversation.assigned_team) == (user, team):
        return conversation
    conversation.assigned_user, conversation.assigned_team = user, team
    conversation.assignment = {"reason": "by_hand", "by": by.full_name}
    conversation.save(update_fields=["assigned_user", "assigned_team", "assignment"])
    record_event(
        "conversation.assigned",
        conversation,
        actor=by,
        dossier=conversation.dossier_id,
        dossier_name=conversation.dossier.name,
        subject=conversation.subject,
        author=by.full_name,
        excerpt=conversation.last_excerpt,
        assigned_user=user.pk if user else None,
        assigned_team=team.pk if team else None,
        assignment=conversation.assignment,
    )
    return conversation


def check_belongs(conversation, user, team):
    members = Membership.objects.active().filter(firm=conversation.firm_id)
    if (user and not members.filter(user=user).exists()) or (team and team.firm_id != conversation.firm_id):
        raise CannotAnswer
