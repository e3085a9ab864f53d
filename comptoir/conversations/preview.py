"""«Qui sera prévenu ?» (X1): the decision of what is about to be sent, by the very code that will send it. Writes nothing."""

from django.utils.translation import gettext as _

from comptoir.events.models import Event
from comptoir.notifications.preview import preview_event

from .actions.ask import Question, prepare
from .actions.posting import ConversationClosed, is_client_of, what_is_told
from .assigning import assign_again, give
from .models import Channel, Conversation
from .proposals import propose_recipients
from .visibility import facts_before, who_sees


def preview_question(dossier, *, draft, **words):
    """What `ask` with the same arguments would cause. Raises UnknownRecipient."""
    question = Question(dossier, **words)
    proposal = propose_recipients(dossier, question.side, asked_by=draft.author)
    conversation, participants, _assignment = prepare(question, draft, proposal, takes_turn=False)
    listed = {candidate.user.pk: candidate for candidate in proposal.candidates}
    told = {"recipients": participants, "assignment": conversation.assignment}
    return foretell(conversation, draft, "conversation.opened", listed, set(participants), **told)


def preview_reply(conversation, draft):
    """What `post_message` with the same draft would cause. Raises ConversationClosed."""
    if conversation.is_closed:
        raise ConversationClosed
    again = assign_again(conversation, takes_turn=False) if draft.is_from_client(conversation) else None
    if again:
        give(conversation, again)
    recipients = sorted({draft.author.pk, *conversation.recipients.values_list("user_id", flat=True)})
    return foretell(conversation, draft, "message.posted", dict.fromkeys(recipients), set(recipients), recipients=recipients)


def preview_note(conversation, draft, mentioned=()):
    """What `add_note` with the same arguments would cause. Raises ConversationClosed."""
    if conversation.is_closed:
        raise ConversationClosed
    ids = sorted({user.pk for user in mentioned})
    return foretell(conversation, draft, "note.added", dict.fromkeys(ids), set(ids), mentions=ids)


def foretell(conversation, draft, verb, listed, selected, **data):
    """The Preview of the event that would be recorded; never saved. `listed`: {user id: Candidate or None} of who is shown."""
    told = what_is_told(conversation, draft, from_client=is_client_of(draft.author, conversation))
    event = Event(
        pk=0,
        firm_id=conversation.firm_id,
        actor=draft.author,
        verb=verb,
        target_type=Conversation._meta.label_lower,
        target_id=conversation.pk or 0,
        data=told | data,
    )
    silent = {user_id: silence_words(user_id in selected, candidate) for user_id, candidate in listed.items()}
    standings = {user_id: str(candidate.standing) for user_id, candidate in listed.items() if candidate}
    surely = reached_itself(conversation, event)
    return preview_event(event, silent=silent, standings=standings, surely=surely, assignee=conversation.assignee, assignment=conversation.assignment)


def reached_itself(conversation, event):
    """{user id: why} of the client's people to whom the message itself leaves, whatever they chose for notifications."""
    words = {Channel.EMAIL: _("reçoit le message lui-même par e-mail"), Channel.SMS: _("reçoit le message lui-même par SMS")}.get(conversation.channel)
    recipients = event.data.get("recipients", ())
    if not words or not event.data["from_colleague"] or not recipients:
        return {}
    sides = who_sees({conversation.pk: facts_before(event)}, recipients)
    return {user_id: words for user_id in recipients if sides.get((conversation.pk, user_id)) == "client"}


def silence_words(is_selected, candidate):
    """Why somebody on the list hears nothing."""
    if is_selected:
        return _("a coupé ces notifications ou ne voit plus la conversation")
    if candidate and not candidate.takes_part:
        return _("ne participe pas par défaut, et n’est pas sélectionné")
    return _("n’est pas sélectionné")
