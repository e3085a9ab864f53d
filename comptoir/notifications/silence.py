"""«Pourquoi n’ai-je pas reçu ?»: for a person and what happened to one thing, what each event told them, or why it did not (X1)."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from comptoir.clients.standing import standing_of
from comptoir.events.models import Event
from comptoir.transports.models import Delivery

from .deciding import is_told, reasons_to_tell
from .decisions import Origin, choice_of, open_channels
from .models import Notification
from .preview import reason_of_another
from .registry import Channel, all_topics, topics_of
from .why import ChannelTold, channel_label, origin_sentence, outcome_of, reason_sentence, setting_url
from .wishes import wishes_of

SHOWN = 20


class Silence(StrEnum):
    """What one event made of one person: told, or why not."""

    TOLD = "told"
    CLOSED = "closed"
    OWN_DOING = "own_doing"
    NO_RIGHT = "no_right"
    NOT_CONCERNED = "not_concerned"
    NO_CHANNEL = "no_channel"
    SOON = "soon"
    OTHER_SETTINGS = "other_settings"


@dataclass(frozen=True)
class Answer:
    """What one event told one person. `reasons`: why it concerns them, as said to them and of them; `channels`: each with its setting and its outcome."""

    event: Event
    title: str
    silence: Silence
    reasons: tuple = ()
    channels: tuple = ()

    @property
    def is_told(self):
        return self.silence is Silence.TOLD

    @property
    def to_oneself(self):
        """The answer in a sentence, said to the person."""
        return sentences()[self.silence][0]

    @property
    def of_another(self):
        return sentences()[self.silence][1]


def sentences():
    return {
        Silence.TOLD: (_("Vous avez été prévenu."), _("A été prévenu.")),
        Silence.CLOSED: (_("Votre compte est fermé."), _("Son compte est fermé.")),
        Silence.OWN_DOING: (_("C’est vous qui l’avez fait : on n’est pas prévenu de ce que l’on fait."), _("L’a fait soi-même : on n’est pas prévenu de ce que l’on fait.")),
        Silence.NO_RIGHT: (_("Cela vous concernait, mais vous n’y avez pas accès."), _("Était concerné, mais n’y a pas accès.")),
        Silence.NOT_CONCERNED: (_("Cela ne vous concernait pas : ni assigné, ni destinataire, ni mentionné."), _("N’était pas concerné : ni assigné, ni destinataire, ni mentionné.")),
        Silence.NO_CHANNEL: (_("Cela vous concernait, mais vous n’avez ouvert aucun canal pour ces nouvelles."), _("Était concerné, mais aucun canal n’est ouvert pour ces nouvelles.")),
        Silence.SOON: (_("Vous le serez dans un instant."), _("Le sera dans un instant.")),
        Silence.OTHER_SETTINGS: (_("Vos réglages étaient autres à ce moment-là : avec ceux d’aujourd’hui, vous seriez prévenu."), _("Ses réglages étaient autres à ce moment-là : avec ceux d’aujourd’hui, cette personne serait prévenue.")),
    }  # fmt: skip


def events_shown(viewer, target_type, target_id):
    """The latest events about a thing that `viewer` may ask about: their firm's as administrator, else those whose news they may be told."""
    verbs = {verb for topic in all_topics() for verb in topic.verbs}
    events = list(Event.objects.filter(target_type=target_type, target_id=target_id, verb__in=verbs).select_related("actor").order_by("-id")[:SHOWN])
    administered = standing_of(viewer).administered_firm_ids
    pairs = {(event, viewer.pk) for event in events}
    allowed = {pair for verb in {event.verb for event in events} for topic in topics_of(verb) for pair in topic.still_allowed(of_verb(pairs, verb))}
    return [event for event in events if event.firm_id in administered or (event, viewer.pk) in allowed]


def of_verb(pairs, verb):
    return {(event, user_id) for event, user_id in pairs if event.verb == verb}


def answers_for(person, events):
    """One Answer for each event, in a constant number of queries."""
    told = {row.event_id: row for row in Notification.objects.filter(user=person, event__in=events)}
    sent = {(row.event_id, row.channel): row for row in Delivery.objects.filter(user=person, event__in=events, content="notification")}
    reasons = {event: pairs for (event, _user), pairs in reasons_to_tell(events, only={person.pk}).items()}
    topics = {topic for event in events for topic in topics_of(event.verb)}
    wishes = wishes_of([person.pk], topics).get(person.pk)
    return [answer_for(person, event, told.get(event.pk), sent, reasons.get(event, []), wishes) for event in events]


def answer_for(person, event, notification, sent, reasons, wishes):
    title = topics_of(event.verb)[0].words(event).title
    if notification:
        codes = [(code, reason) for code, reason in notification.reasons]
        outcomes = {channel: outcome_of(sent.get((event.pk, channel))) for channel in Channel}
        return Answer(event, title, Silence.TOLD, said(codes), channels_told(notification, reasons, wishes, outcomes))
    codes = [(topic.code, reason) for topic, reason in reasons]
    closed = closed_channels(reasons, wishes) if wishes and reasons else ()
    return Answer(event, title, silence_of(person, event, reasons, wishes), said(codes), closed)


def silence_of(person, event, reasons, wishes):
    """Why somebody was told nothing of an event."""
    if wishes is None:
        return Silence.CLOSED
    if event.actor_id == person.pk and not any(topic.critical for topic in topics_of(event.verb)):
        return Silence.OWN_DOING
    if not reasons:
        return Silence.NO_RIGHT if had_a_reason(event, person) else Silence.NOT_CONCERNED
    if not wishes.decide(reasons, event.occurred_at):
        return Silence.NO_CHANNEL
    return Silence.SOON if event.drained_at is None else Silence.OTHER_SETTINGS


def had_a_reason(event, person):
    return any(one.user_id == person.pk and is_told(one, topic) for topic in topics_of(event.verb) for one in topic.recipients([event]))


def said(codes):
    """Each reason once, as (said to oneself, said of somebody else)."""
    return tuple(dict.fromkeys((reason_sentence(code, reason), reason_of_another(code, reason)) for code, reason in codes))


def channels_told(notification, reasons, wishes, outcomes):
    """The channels of a notification with what became of each, then those that were not open."""
    told = [
        ChannelTold(channel_label(channel), origin_sentence(origin, is_own=False), setting_url(notification.topic, channel), outcomes[channel])
        for channel, origin in notification.channels.items()
    ]
    closed = [one for one in closed_channels(reasons, wishes) if one.label not in {told_one.label for told_one in told}] if wishes else []
    return tuple(told + closed)


def closed_channels(reasons, wishes):
    """The channels on which these reasons reach nobody, each with the setting that closes it."""
    choices = wishes.choices(reasons)
    open_ones = {channel for topic, _reason in reasons for channel in open_channels(topic, choices)}
    return tuple(closed_channel(reasons[0][0], channel, choices, wishes) for channel in Channel if channel not in open_ones or channel not in wishes.available)


def closed_channel(topic, channel, choices, wishes):
    choice = choice_of(topic, channel, choices)
    url = setting_url(topic.code, channel)
    if not choice.is_on or topic.critical:
        origin = Origin.CRITICAL if topic.critical else choice.origin
        return ChannelTold(channel_label(channel), origin_sentence(origin, is_own=False), url, _("coupé"))
    missing = _("l’adresse ne reçoit plus nos e-mails") if channel == Channel.EMAIL else _("aucun appareil ne le reçoit")
    return ChannelTold(channel_label(channel), origin_sentence(choice.origin, is_own=False), url, missing)
