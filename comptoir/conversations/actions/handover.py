"""What an absence does to open conversations: at its start they go to the delegate where that was chosen, at its end they return (A3, A5).

Set-based: an absence costs a constant number of queries, whatever it moves. What is decided is decided by `decisions.stand_in`, which the simulator asks too.
"""

from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone

from comptoir.away.models import Absence, KeptClient
from comptoir.firms.models import Membership, Team

from ..assigning import came_back, give, present_in
from ..decisions import Assignment, Reason, is_person, stand_in
from ..models import Conversation, Reassignment, Recipient
from ..rota import next_in_turn
from .assignment import record_assignments

AT_ONCE = 200
COLUMNS = ["assigned_user", "assigned_team", "assignment"]


@dataclass(frozen=True)
class Division:
    """The open conversations of somebody who leaves, each with the Assignment that would pass it on or that says why it stays."""

    assignments: dict

    @property
    def passing(self):
        """Those that a delegate can have: at the start with Moves.ALL, when the client writes with Moves.RETURNING too."""
        return [conversation for conversation, assignment in self.assignments.items() if assignment.absence]

    def staying(self, reason):
        return [conversation for conversation, assignment in self.assignments.items() if not assignment.absence and assignment.reason == reason]


def divide(absence, *, rows=None):
    """The Division of what is open and assigned to the absent person, in three queries. `absence` may be one that is only simulated."""
    conversations = list(open_ones(absence) if rows is None else rows)
    kept = set(KeptClient.objects.filter(absence=absence).values_list("client_id", flat=True)) if absence.pk else set()
    named = named_in_each([one for one in conversations if one.is_confidential])
    return Division({one: stand_in(absence.user, absence, keeps=one.client_id in kept, named=named.get(one.pk)) for one in conversations})


def open_ones(absence):
    return Conversation.objects.open().filter(firm=absence.firm_id, assigned_user=absence.user_id).select_related("dossier").order_by("-last_message_at", "-pk")


def named_in_each(conversations):
    """{conversation id: the ids of those named in it} of confidential ones."""
    named = {one.pk: set() for one in conversations}
    for conversation_id, user_id in Recipient.objects.filter(conversation__in=list(named)).values_list("conversation_id", "user_id") if named else ():
        named[conversation_id].add(user_id)
    return named


def hand_over(absence, now):
    """At the start: every open conversation goes to the delegate, where that was chosen, but for kept clients and what is confidential.

    Records conversation.assigned.
    """
    if absence.moves != Absence.Moves.ALL or absence.delegate is None:
        return
    passing = divide(absence, rows=open_ones(absence).select_for_update(of=["self"])).passing
    assignment = Assignment(absence.delegate, Reason.HANDED_OVER, absence.user, absence)
    given = entrust(passing, in_turn_each(assignment, len(passing)))
    came_back(absence, passing)
    Reassignment.objects.bulk_create(moved(conversation, one, now) for conversation, one in given)


def in_turn_each(assignment, count):
    """The Assignment of each of `count` conversations: to a team that answers in turn, the members who are present take theirs one after the other."""
    team = assignment.to
    if is_person(team) or team.mode != Team.Mode.ROUND_ROBIN or not count:
        return [assignment] * count
    last, present = Team.objects.select_for_update(no_key=True).get(pk=team.pk).last_given_to_id, present_in(team)
    people = {user.pk: user for user in team.members.filter(pk__in=present)}
    turns = []
    for _number in range(count if people else 0):
        last = next_in_turn(sorted(people), last, set(people))
        turns.append(replace(assignment, to=people[last], team=team))
    Team.objects.filter(pk=team.pk).update(last_given_to=last)
    return turns or [assignment] * count


def entrust(conversations, assignments, *, by=None, **words):
    """Give each conversation as its Assignment says; return the pairs. Records conversation.assigned for each."""
    pairs = list(zip(conversations, assignments, strict=True))
    for conversation, assignment in pairs:
        give(conversation, assignment, **words)
    Conversation.objects.bulk_update(conversations, COLUMNS, batch_size=AT_ONCE)
    record_assignments(conversations, by=by)
    return pairs


def moved(conversation, assignment, now):
    to_user, to_team = (assignment.to, None) if is_person(assignment.to) else (None, assignment.to)
    return Reassignment(
        absence=assignment.absence, conversation=conversation, from_user=assignment.meant_for, to_user=to_user, to_team=to_team, moved_at=now
    )  # fmt: skip


def give_back(absence, now):
    """At the end: what the absence moved returns, as long as nobody gave it to somebody else, closed it or left. Records conversation.assigned."""
    if not absence.gives_back or not Membership.objects.active().filter(firm=absence.firm_id, user=absence.user_id).exists():
        return
    rows = [row for row in still_out(absence) if is_untouched(row)]
    entrust([row.conversation for row in rows], [Assignment(absence.user, Reason.GIVEN_BACK)] * len(rows))
    Reassignment.objects.filter(pk__in=[row.pk for row in rows]).update(returned_at=now)


def still_out(absence):
    """What this absence moved and did not return yet, held."""
    rows = Reassignment.objects.filter(absence=absence, returned_at=None).select_related("conversation__dossier")
    return rows.select_for_update(of=["self", "conversation"]).order_by("pk")


def is_untouched(row):
    """Whether the conversation is still where the absence put it: open, and given to nobody by hand."""
    one = row.conversation
    is_there = (one.assigned_user_id, one.assigned_team_id) == (row.to_user_id, row.to_team_id)
    return is_there and not one.is_closed and one.assignment.get("reason") != Reason.BY_HAND


@transaction.atomic
def take_back(absence, *, by, conversation_ids=None):
    """«Reprendre»: the person takes back what their absence moved, all of it or these conversations; return how many (A5). Records conversation.assigned.

    Only what they see, what is open, and what they do not have already.
    """
    seen = Conversation.objects.worked_on_by(by).open().values("pk")
    rows = still_out(absence).filter(conversation__in=seen)
    if conversation_ids is not None:
        rows = rows.filter(conversation__in=conversation_ids)
    rows = [row for row in rows if row.conversation.assigned_user_id != by.pk]
    entrust([row.conversation for row in rows], [Assignment(by, Reason.BY_HAND)] * len(rows), by=by)
    Reassignment.objects.filter(pk__in=[row.pk for row in rows]).update(returned_at=timezone.now(), returned_by=by)
    return len(rows)
