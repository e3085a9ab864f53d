"""Who gets a conversation: the rows that `decisions.assign` needs, read for one dossier, and what its answer looks like on the conversation."""

from dataclasses import replace

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef
from django.utils import timezone

from comptoir.away.models import Absence, KeptClient
from comptoir.firms.models import Membership, Team

from .decisions import Presence, Reason, assign, is_person, moves_when_client_wrote, stand_in
from .models import Reassignment, Side
from .proposals import propose_recipients
from .rota import next_in_turn


def assign_new(dossier, meant_for, *, team=None, named=None, takes_turn=True):
    """The Assignment of a new question about `dossier` that is meant for these colleagues (the first counts), else for `team`.

    `named`: the ids of those who may read it, where it is confidential. `takes_turn`: whether the next member of a team that answers in turn
    is really taken, or only looked at («Qui sera prévenu ?»).
    """
    absences = absences_of(meant_for, dossier.firm_id)
    assignment = assign(meant_for, team=team, absences=absences, kept_by=kept_by(absences.values(), dossier.client_id), named=named)
    return in_turn(assignment, takes_turn=takes_turn)


def assign_again(conversation, *, takes_turn=True):
    """The Assignment that a client's message gives an open conversation, or None: it stays with whom it is.

    It moves from who is away and wished so (Absence.moves), and from who left the firm to the firm's fallback.
    """
    holds = presence_of(conversation.assigned_user_id, conversation.firm_id)
    if holds == Presence.HERE:
        return None
    holder = conversation.assigned_user
    if holds == Presence.LEFT:
        return replace(as_if_new(conversation, takes_turn=takes_turn), reason=Reason.LEFT_THE_FIRM, meant_for=holder)
    absence = absences_of([holder], conversation.firm_id)[holder.pk]
    keeps = holder.pk in kept_by([absence], conversation.client_id)
    if not moves_when_client_wrote(absence, keeps=keeps):
        return None
    moved = stand_in(holder, absence, keeps=keeps, named=named_in(conversation))
    return in_turn(replace(moved, reason=Reason.AWAY_WHEN_CLIENT_WROTE), takes_turn=takes_turn) if moved.absence else None


def presence_of(user_id, firm_id):
    """Whether the one to whom a conversation is assigned is there, in one query. With nobody assigned nobody is missing: that is shown as such."""
    if user_id is None:
        return Presence.HERE
    absence = Absence.objects.covering(timezone.now()).filter(user=OuterRef("user"), firm=firm_id)
    is_away = Membership.objects.active().filter(firm=firm_id, user=user_id).values_list(Exists(absence)).first()
    if is_away is None:
        return Presence.LEFT
    return Presence.AWAY if is_away[0] else Presence.HERE


def as_if_new(conversation, *, takes_turn):
    """Whom a question put today in the same dossier would go to; of a confidential one, whoever of them is named in it."""
    proposal, named = propose_recipients(conversation.dossier, Side.ACCOUNTANT), named_in(conversation)
    selected = [one.user for one in proposal.candidates if one.user.pk in proposal.selected_ids and (named is None or one.user.pk in named)]
    return assign_new(conversation.dossier, selected, team=proposal.team if named is None else None, named=named, takes_turn=takes_turn)


def absences_of(people, firm_id):
    """{user id: the Absence from this firm going on now}, in one query."""
    ids = [person.pk for person in people]
    return Absence.objects.filter(firm=firm_id).of(ids, timezone.now()) if ids else {}


def kept_by(absences, client_id):
    """The ids of the absent who wrote to this client during their absence (A4)."""
    ids = [absence.pk for absence in absences]
    kept = KeptClient.objects.filter(absence__in=ids, client=client_id) if ids else KeptClient.objects.none()
    return set(kept.values_list("absence__user_id", flat=True))


def named_in(conversation):
    """The ids of those who may read a confidential conversation; None where it is not."""
    return set(conversation.recipients.values_list("user_id", flat=True)) if conversation.is_confidential else None


def in_turn(assignment, *, takes_turn=True):
    """The same, given to the member whose turn it is where the team answers in turn; to the team's queue where nobody of it is present."""
    team = assignment.to
    if team is None or is_person(team) or team.mode != Team.Mode.ROUND_ROBIN:
        return assignment
    member = whose_turn(team, present_in(team), takes_it=takes_turn)
    return replace(assignment, to=member, team=team) if member else assignment


def whose_turn(team, present, *, takes_it):
    """The member whose turn it is, or None; taken under a lock on the team, so that two questions of one moment go to two people."""
    held = Team.objects.select_for_update(no_key=True).get(pk=team.pk) if takes_it else team
    member_id = next_in_turn(sorted(present), held.last_given_to_id, present)
    if member_id is None:
        return None
    if takes_it:
        Team.objects.filter(pk=team.pk).update(last_given_to=member_id)
    return get_user_model().objects.get(pk=member_id)


def present_in(team):
    """The ids of the team's members who work for the firm and are not away."""
    away = Absence.objects.covering(timezone.now()).filter(firm=team.firm_id).values("user")
    return set(Membership.objects.active().filter(firm=team.firm_id, user__teams=team).exclude(user__in=away).values_list("user_id", flat=True))


def give(conversation, assignment, **words):
    """Write an Assignment on the conversation (not saved), with its reason in words that stay true."""
    person = is_person(assignment.to)
    conversation.assigned_user = assignment.to if person else None
    conversation.assigned_team = None if person else assignment.to
    named = {"meant_for": assignment.meant_for and assignment.meant_for.full_name, "team": assignment.team and assignment.team.name}
    conversation.assignment = {"reason": str(assignment.reason)} | {key: name for key, name in (named | words).items() if name}


def note_move(conversation, assignment):
    """Remember what an absence gave to somebody else, for the return (A5)."""
    if assignment.absence is None:
        return
    person = is_person(assignment.to)
    came_back(assignment.absence, [conversation])
    Reassignment.objects.create(
        absence=assignment.absence,
        conversation=conversation,
        from_user=assignment.meant_for,
        to_user=assignment.to if person else None,
        to_team=None if person else assignment.to,
    )


def came_back(absence, conversations):
    """What the same absence moved before and moves again had come back in between, by somebody's hand."""
    Reassignment.objects.filter(absence=absence, conversation__in=conversations, returned_at=None).update(returned_at=timezone.now())
