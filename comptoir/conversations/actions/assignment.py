"""Giving a conversation to somebody by hand (A5: also to somebody who is away; the page gives the hint)."""

from django.db import transaction

from comptoir.events.recording import record_event, record_events
from comptoir.firms.models import Membership

from ..assigning import give, in_turn
from ..decisions import Assignment, Reason
from ..models import Conversation, Recipient

ASSIGNED = "conversation.assigned"


class CannotAnswer(Exception):
    """The person or team does not belong to the conversation's firm."""


@transaction.atomic
def assign_conversation(conversation, *, by, user=None, team=None):
    """Assign to a colleague, a team, or nobody. Raises CannotAnswer. Records conversation.assigned when something changed.

    A team that answers in turn gives it to the member whose turn it is. Whoever gives a confidential one away still reads it.
    """
    check_belongs(conversation, user, team)
    conversation = Conversation.objects.select_for_update(of=["self"]).select_related("dossier").get(pk=conversation.pk)
    if (conversation.assigned_user, conversation.assigned_team) == (user, team):
        return conversation
    give(conversation, in_turn(Assignment(user or team, Reason.BY_HAND)), by=by.full_name)
    conversation.save(update_fields=["assigned_user", "assigned_team", "assignment"])
    if conversation.is_confidential:
        Recipient.objects.get_or_create(conversation=conversation, user=by)
    record_assignment(conversation, by=by)
    return conversation


def record_assignment(conversation, *, by):
    """The event that tells whoever has the conversation now. `by` None: a rule gave it to them."""
    record_event(ASSIGNED, conversation, actor=by, **what_is_told(conversation, by))


def record_assignments(conversations, *, by):
    """The same for many at once."""
    record_events(ASSIGNED, [(one, what_is_told(one, by)) for one in conversations], actor=by)


def what_is_told(conversation, by):
    return {
        "dossier": conversation.dossier_id,
        "dossier_name": conversation.dossier.name,
        "subject": conversation.subject,
        "author": by.full_name if by else "",
        "excerpt": conversation.last_excerpt,
        "assigned_user": conversation.assigned_user_id,
        "assigned_team": conversation.assigned_team_id,
        "assignment": conversation.assignment,
        "is_confidential": conversation.is_confidential,
    }


def check_belongs(conversation, user, team):
    members = Membership.objects.active().filter(firm=conversation.firm_id)
    if (user and not members.filter(user=user).exists()) or (team and team.firm_id != conversation.firm_id):
        raise CannotAnswer
