"""«Qui sera prévenu ?» (X1): the decision of what is about to be sent, by the very code that will send it. Writes nothing."""

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from comptoir.events.models import Event
from comptoir.notifications.decisions import Origin
from comptoir.notifications.listener import decide_for
from comptoir.notifications.why import channel_label

from .actions.ask import prepare
from .actions.posting import ConversationClosed, is_client_of, what_is_told
from .decisions import Standing
from .models import Conversation
from .proposals import propose_recipients


@dataclass(frozen=True)
class Listed:
    """Somebody on the list: told or not, why in words, and {channel: origin} of the channels that will reach them."""

    user: object
    is_told: bool
    why: tuple
    channels: dict
    standing: str = ""

    @property
    def channel_words(self):
        """[(channel label, where its state comes from), …]"""
        return [(channel_label(channel), origin_words(origin)) for channel, origin in self.channels.items()]


@dataclass(frozen=True)
class Preview:
    """Who will be told and who is listed but will not, and to whom the conversation is given."""

    people: tuple
    assignee: object = None
    assignment: dict | None = None

    @property
    def told(self):
        return [one for one in self.people if one.is_told]

    @property
    def not_told(self):
        return [one for one in self.people if not one.is_told]


def preview_question(dossier, *, side, subject, draft, recipient_ids=None):
    """What `ask` with the same arguments would cause. Raises UnknownRecipient."""
    proposal = propose_recipients(dossier, side, asked_by=draft.author)
    conversation, participants = prepare(dossier, side, subject, draft, proposal, recipient_ids)
    decisions = decide(conversation, draft, "conversation.opened", recipients=participants, assignment=conversation.assignment)
    listed = {candidate.user.pk: candidate for candidate in proposal.candidates}
    return Preview(tuple(people(decisions, listed, set(participants), draft.author)), conversation.assignee, conversation.assignment)


def preview_reply(conversation, draft):
    """What `post_message` with the same draft would cause. Raises ConversationClosed."""
    if conversation.is_closed:
        raise ConversationClosed
    recipients = sorted({draft.author.pk, *conversation.recipients.values_list("user_id", flat=True)})
    decisions = decide(conversation, draft, "message.posted", recipients=recipients)
    return Preview(tuple(people(decisions, dict.fromkeys(recipients), set(recipients), draft.author)), conversation.assignee, conversation.assignment)


def preview_note(conversation, draft, mentioned=()):
    """What `add_note` with the same arguments would cause. Raises ConversationClosed."""
    if conversation.is_closed:
        raise ConversationClosed
    ids = sorted({user.pk for user in mentioned})
    decisions = decide(conversation, draft, "note.added", mentions=ids)
    return Preview(tuple(people(decisions, dict.fromkeys(ids), set(ids), draft.author)), conversation.assignee, conversation.assignment)


def decide(conversation, draft, verb, **data):
    """{user id: Decision} of the event that would be recorded; never saved."""
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
    return {user_id: decision for (_event, user_id), decision in decide_for([event]).items()}


def people(decisions, listed, selected, author):
    """Those who are told, then those who are not; one query for their names."""
    ids = (set(decisions) | set(listed)) - {author.pk}
    users = sorted(get_user_model().objects.filter(pk__in=ids), key=lambda user: (user.pk not in decisions, user.full_name))
    for user in users:
        decision, candidate = decisions.get(user.pk), listed.get(user.pk)
        standing = str(candidate.standing) if candidate else ""
        why = reason_words(decision) if decision else (silence_words(user.pk in selected, candidate),)
        yield Listed(user, decision is not None, why, decision.channels if decision else {}, standing)


def reason_words(decision):
    """Each reason once, said of somebody else."""
    sentences = {
        "assigned": _("la conversation lui est confiée"),
        "assigned_to_team": _("la conversation est confiée à son équipe"),
        "recipient": _("destinataire de la conversation"),
        "mentioned": _("mentionné dans la note"),
    }
    return tuple(dict.fromkeys(sentences[reason] for _topic, reason in decision.reasons))


def silence_words(is_selected, candidate):
    """Why somebody on the list hears nothing."""
    if is_selected:
        return _("a coupé ces notifications ou ne voit plus la conversation")
    if candidate and not candidate.takes_part:
        return _("ne participe pas par défaut, et n’est pas sélectionné")
    return _("n’est pas sélectionné")


def origin_words(origin):
    return {Origin.DEFAULT: _("réglage par défaut"), Origin.OWN_CHOICE: _("son choix"), Origin.CRITICAL: _("toujours envoyé")}[origin]


def standing_words(standing):
    """What somebody is on a list of recipients."""
    return {
        Standing.MANAGER: _("gestionnaire de dossier"),
        Standing.PARTICIPANT: _("participant"),
        Standing.CLIENT_USER: _("utilisateur client"),
        Standing.FALLBACK: _("destinataire de secours"),
    }.get(standing, "")
