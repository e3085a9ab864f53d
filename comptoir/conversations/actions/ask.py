"""A question begins a conversation (C1)."""

from dataclasses import replace

from django.utils import timezone

from comptoir.away.actions import keep_client
from comptoir.away.models import Absence, KeptClient

from ..decisions import Assignment, assign
from ..models import Conversation, Recipient, SavedDraft, Side
from ..proposals import propose_recipients
from .posting import once, write_message


class UnknownRecipient(Exception):
    """Somebody was selected who cannot receive questions about this dossier."""


def ask(dossier, *, side, subject, draft, recipient_ids=None):
    """Put a question about `dossier` to `side` and return its first message; the conversation is its `conversation`.

    `recipient_ids` are the selected recipients; None means those who are proposed. Raises UnknownRecipient and FileRefused.
    Records conversation.opened, from which the chosen people are told.
    """
    return once(draft, lambda: open_conversation(dossier, side, subject, draft, recipient_ids))


def open_conversation(dossier, side, subject, draft, recipient_ids):
    conversation, participants = prepare(dossier, side, subject, draft, propose_recipients(dossier, side, asked_by=draft.author), recipient_ids)
    conversation.save()
    Recipient.objects.bulk_create([Recipient(conversation=conversation, user_id=user_id) for user_id in participants])
    message = write_message(conversation, draft, verb="conversation.opened", recipients=participants, assignment=conversation.assignment)
    if draft.from_composer:
        SavedDraft.objects.filter(user=draft.author, conversation=None, dossier=dossier).delete()
    if not message.from_client:
        keep_client(draft.author, dossier.client, message.sent_at)
    return message


def prepare(dossier, side, subject, draft, proposal, recipient_ids=None):
    """The conversation that a question would open, not saved, and the ids of who would take part. Raises UnknownRecipient."""
    selected = select(proposal, recipient_ids)
    conversation = Conversation(
        firm_id=dossier.firm_id, licence_id=dossier.licence_id, client_id=dossier.client_id, dossier=dossier, side=side, subject=subject, opened_by=draft.author
    )
    set_assignee(conversation, first_assignment(dossier, side, draft.author, selected, proposal.team))
    return conversation, sorted({draft.author.pk, *(user.pk for user in selected)})


def select(proposal, recipient_ids):
    """The chosen candidates in the order of the proposal. An empty choice falls back on what is proposed, so that no question is lost."""
    known = {candidate.user.pk: candidate.user for candidate in proposal.candidates}
    if recipient_ids and not set(recipient_ids) <= set(known):
        raise UnknownRecipient
    chosen = set(recipient_ids or proposal.selected_ids)
    return [user for user_id, user in known.items() if user_id in chosen]


def first_assignment(dossier, side, author, selected, team):
    """A question to the client stays with the colleague who asks it; one to the firm goes where `decisions.assign` says."""
    if side == Side.ENTREPRENEUR:
        return Assignment(author, "asked_it")
    moment = timezone.now()
    ids = [user.pk for user in selected]
    absences = {user_id: absence for user_id, absence in Absence.objects.of(ids, moment).items() if absence.firm_id == dossier.firm_id}
    kept = KeptClient.objects.filter(absence__in=[absence.pk for absence in absences.values()], client=dossier.client_id)
    assignment = assign(selected, team=team, absences=absences, kept_by=set(kept.values_list("absence__user_id", flat=True)))
    return replace(assignment, reason="fallback_team") if assignment.reason == "team" else assignment


def set_assignee(conversation, assignment):
    """Write an Assignment on the conversation, with its reason in words that stay true."""
    is_team = assignment.to is not None and not hasattr(assignment.to, "email")
    conversation.assigned_user = None if is_team else assignment.to
    conversation.assigned_team = assignment.to if is_team else None
    conversation.assignment = {"reason": assignment.reason}
    if assignment.meant_for:
        conversation.assignment["meant_for"] = assignment.meant_for.full_name
