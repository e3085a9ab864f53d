"""A question begins a conversation (C1)."""

from dataclasses import dataclass, replace

from comptoir.away.actions import keep_client

from ..assigning import assign_new, give, note_move
from ..decisions import Assignment, Reason
from ..models import Channel, Conversation, Recipient, SavedDraft, Side
from ..proposals import propose_recipients
from ..texts import refuse_too_long
from .posting import once, write_message


class UnknownRecipient(Exception):
    """Somebody was selected who cannot receive questions about this dossier."""


@dataclass(frozen=True)
class Question:
    """What is asked: about which dossier, of whom, in what words. `recipient_ids`: who is selected; None, whoever is proposed.

    `is_confidential`: read by those selected and those to whom it is entrusted, and by nobody else.
    `number`: what a connected software calls a colleague (P3), and `meant_for` who that is; None where nobody is, or no number was given.
    """

    dossier: object
    side: Side
    subject: str
    recipient_ids: tuple | None = None
    is_confidential: bool = False
    channel: Channel = Channel.PORTAL
    number: str = ""
    meant_for: object = None


def ask(dossier, *, draft, **words):
    """Put a question (the fields of `Question`) and return its first message; the conversation is its `conversation`.

    Raises UnknownRecipient, TooLongForSms and FileRefused. Records conversation.opened, from which the chosen people are told.
    """
    return once(draft, lambda: open_conversation(Question(dossier, **words), draft))


def open_conversation(question, draft):
    dossier = question.dossier
    conversation, participants, assignment = prepare(question, draft, propose_recipients(dossier, question.side, asked_by=draft.author))
    conversation.save()
    if not draft.is_from_client(conversation):
        refuse_too_long(conversation, draft)
    note_move(conversation, assignment)
    Recipient.objects.bulk_create([Recipient(conversation=conversation, user_id=user_id) for user_id in participants])
    message = write_message(conversation, draft, verb="conversation.opened", recipients=participants, assignment=conversation.assignment)
    if draft.from_composer:
        SavedDraft.objects.filter(user=draft.author, conversation=None, dossier=dossier).delete()
    if not message.from_client:
        keep_client(draft.author, dossier.client, message.sent_at)
    return message


def prepare(question, draft, proposal, *, takes_turn=True):
    """The conversation that a question would open, not saved, the ids of who would take part, and the Assignment. Raises UnknownRecipient."""
    dossier, selected = question.dossier, [question.meant_for] if question.meant_for else select(proposal, question.recipient_ids)
    conversation = Conversation(
        firm_id=dossier.firm_id,
        licence_id=dossier.licence_id,
        client_id=dossier.client_id,
        dossier=dossier,
        side=question.side,
        subject=question.subject,
        opened_by=draft.author,
        is_confidential=question.is_confidential,
        channel=question.channel,
    )
    assignment = first_assignment(question, draft.author, selected, proposal.team, takes_turn=takes_turn)
    give(conversation, assignment, **{"number" if question.meant_for else "unknown_number": question.number})
    return conversation, sorted({*([draft.author.pk] if draft.author else ()), *(user.pk for user in selected)}), assignment


def select(proposal, recipient_ids):
    """The chosen candidates in the order of the proposal. An empty choice falls back on what is proposed, so that no question is lost."""
    known = {candidate.user.pk: candidate.user for candidate in proposal.candidates}
    if recipient_ids and not set(recipient_ids) <= set(known):
        raise UnknownRecipient
    chosen = set(recipient_ids or proposal.selected_ids)
    return [user for user_id, user in known.items() if user_id in chosen]


def first_assignment(question, author, selected, team, *, takes_turn):
    """A question to the client stays with the colleague who asks it; one to the firm goes where `decisions.assign` says."""
    if question.side == Side.ENTREPRENEUR:
        return Assignment(author, Reason.ASKED_IT)
    named = {user.pk for user in selected} if question.is_confidential else None
    assignment = assign_new(question.dossier, selected, team=team, named=named, takes_turn=takes_turn)
    if question.meant_for and assignment.reason == Reason.FIRST_RECIPIENT:
        return replace(assignment, reason=Reason.BY_NUMBER)
    return replace(assignment, reason=Reason.FALLBACK_TEAM) if assignment.reason == Reason.TEAM else assignment
