"""«Pourquoi n’ai-je pas reçu ?»: for a person and what happened to one thing, what each event told them, or why it did not (X1)."""

from dataclasses import dataclass
from enum import StrEnum

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from comptoir.clients.standing import standing_of
from comptoir.events.models import Event
from comptoir.transports.models import Delivery

from .deciding import reasons_had, without_forbidden
from .decisions import Origin, choice_of, open_channels
from .leaves import leave_at
from .models import Notification
from .preview import reason_of_another
from .registry import Channel, all_topics, topics_of
from .why import ChannelTold, channel_label, origin_sentence, outcome_of, reason_sentence, setting_url
from .wishes import wishes_of

SHOWN = 20
LEAVING = frozenset({Channel.WEB, Channel.MOBILE, Channel.EMAIL})


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
    """(said to the person, said of somebody else) of each."""
    return {
        Silence.TOLD: (_("Vous avez été prévenu."), _("A été prévenu.")),
        Silence.CLOSED: (_("Votre compte est fermé."), _("Son compte est fermé.")),
        Silence.OWN_DOING: (
            _("C’est vous qui l’avez fait : on n’est pas prévenu de ce que l’on fait."),
            _("L’a fait soi-même : on n’est pas prévenu de ce que l’on fait."),
        ),
        Silence.NO_RIGHT: (_("Cela vous concernait, mais vous n’y avez pas accès."), _("Était concerné, mais n’y a pas accès.")),
        Silence.NOT_CONCERNED: (
            _("Cela ne vous concernait pas : ni assigné, ni destinataire, ni mentionné."),
            _("N’était pas concerné : ni assigné, ni destinataire, ni mentionné."),
        ),
        Silence.NO_CHANNEL: (
            _("Cela vous concernait, mais vous n’avez ouvert aucun canal pour ces nouvelles."),
            _("Était concerné, mais aucun canal n’est ouvert pour ces nouvelles."),
        ),
        Silence.SOON: (_("Vous le serez dans un instant."), _("Le sera dans un instant.")),
        Silence.OTHER_SETTINGS: (
            _("Vos réglages étaient autres à ce moment-là : avec ceux d’aujourd’hui, vous seriez prévenu."),
            _("Ses réglages étaient autres à ce moment-là : avec ceux d’aujourd’hui, cette personne serait prévenue."),
        ),
    }


def events_shown(viewer, target_type, target_id):
    """The latest events about a thing that `viewer` may ask about: their firm's as administrator, else those whose news they may be told."""
    verbs = {verb for topic in all_topics() for verb in topic.verbs}
    events = list(Event.objects.filter(target_type=target_type, target_id=target_id, verb__in=verbs).select_related("actor").order_by("-id")[:SHOWN])
    administered = standing_of(viewer).administered_firm_ids
    pairs = {(event, viewer.pk) for event in events}
    allowed = {pair for verb in {event.verb for event in events} for topic in topics_of(verb) for pair in topic.still_allowed(of_verb(pairs, verb))}
    return [event for event in events if event.firm_id in administered or (event, viewer.pk) in allowed]


def people_to_ask_about(viewer, events):
    """Everybody in the firm and whom these events told, for its administrators; nobody but oneself for the others."""
    if not events or events[0].firm_id not in standing_of(viewer).administered_firm_ids:
        return []
    concerned = Q(memberships__firm=events[0].firm_id, memberships__left_at=None) | Q(notifications__event__in=events)
    return sorted(get_user_model().objects.filter(concerned).distinct(), key=lambda user: user.full_name.casefold())


def who_is_asked_about(viewer, events, person_id=None):
    """The person, as far as `viewer` may ask about them; oneself unless somebody is named. None when there is nothing to ask about."""
    if not events or person_id in (None, viewer.pk):
        return viewer if events else None
    return next((user for user in people_to_ask_about(viewer, events) if user.pk == person_id), None)


def of_verb(pairs, verb):
    return {(event, user_id) for event, user_id in pairs if event.verb == verb}


def answers_for(person, events, *, is_own=False):
    """One Answer for each event, in a constant number of queries."""
    told = {row.event_id: row for row in Notification.objects.filter(user=person, event__in=events)}
    sent = {(row.event_id, row.channel): row for row in Delivery.objects.filter(user=person, event__in=events, content="notification")}
    had = reasons_had(events, only={person.pk})
    may = without_forbidden(had)
    topics = {topic for event in events for topic in topics_of(event.verb)}
    wishes = wishes_of([person.pk], topics).get(person.pk)
    cases = [Case(person, event, told.get(event.pk), had.get((event, person.pk), []), may.get((event, person.pk), []), wishes, is_own) for event in events]
    return [answer_for(case, sent) for case in cases]


@dataclass(frozen=True)
class Case:
    """All that is known of one event and one person. `had`: why it would concern them, `reasons`: as far as they may see it."""

    person: object
    event: Event
    notification: Notification | None
    had: list
    reasons: list
    wishes: object
    is_own: bool


def answer_for(case, sent):
    title = topics_of(case.event.verb)[0].words(case.event).title
    if case.notification:
        outcomes = {channel: outcome_of(sent.get((case.event.pk, channel))) for channel in Channel}
        return Answer(case.event, title, Silence.TOLD, said(case.notification.reasons, case.event), channels_told(case, outcomes))
    codes = [(topic.code, reason) for topic, reason in case.reasons]
    return Answer(case.event, title, silence_of(case), said(codes, case.event), closed_channels(case))


def silence_of(case):
    """Why somebody was told nothing of an event."""
    person, event, wishes, reasons = case.person, case.event, case.wishes, case.reasons
    if wishes is None:
        return Silence.CLOSED
    if event.actor_id == person.pk and not any(topic.critical for topic in topics_of(event.verb)):
        return Silence.OWN_DOING
    if not reasons:
        return Silence.NO_RIGHT if case.had else Silence.NOT_CONCERNED
    if not wishes.decide(reasons, event.occurred_at, firm_id=event.firm_id):
        return Silence.NO_CHANNEL
    return Silence.SOON if event.drained_at is None else Silence.OTHER_SETTINGS


def said(codes, event):
    """Each reason once, as (said to oneself, said of somebody else)."""
    return tuple(dict.fromkeys((reason_sentence(code, reason, event), reason_of_another(code, reason, event)) for code, reason in codes))


def channels_told(case, outcomes):
    """The channels of a notification with what became of each, then those that were not open."""
    told = [
        ChannelTold(channel_label(channel), origin_sentence(origin, is_own=case.is_own), setting_url(case.notification.topic, channel), outcomes[channel])
        for channel, origin in case.notification.channels.items()
    ]
    labels = {one.label for one in told}
    return (*told, *(one for one in (*closed_channels(case), *silenced_channels(case)) if one.label not in labels))


def closed_channels(case):
    """The channels on which these reasons reach nobody, each with the setting that closes it; none for whom it does not concern."""
    if not case.wishes or not case.reasons:
        return ()
    choices = case.wishes.choices(case.reasons)
    open_ones = {channel for topic, _reason in case.reasons for channel in open_channels(topic, choices)} & case.wishes.available
    return tuple(closed_channel(case, channel, choices) for channel in Channel if channel not in open_ones)


def silenced_channels(case):
    """Those that are open, and say nothing of this event because of the absence that is going on; each leads to where the person chose so."""
    if not case.wishes or not case.reasons:
        return ()
    leave = leave_at(case.wishes.leaves, case.event.firm_id, case.event.occurred_at)
    if leave is None or any(topic.critical for topic, _reason in case.reasons):
        return ()
    address = reverse("settings_page", args=["away"])
    return tuple(ChannelTold(channel_label(channel), _("mode absence"), address, _("tu pendant l’absence")) for channel in LEAVING & case.wishes.available)


def closed_channel(case, channel, choices):
    topic = case.reasons[0][0]
    choice = choice_of(topic, channel, choices)
    origin = origin_sentence(Origin.CRITICAL if topic.critical else choice.origin, is_own=case.is_own)
    return ChannelTold(channel_label(channel), origin, setting_url(topic.code, channel), what_closes(choice, channel))


def what_closes(choice, channel):
    if not choice.is_on:
        return _("coupé")
    return _("l’adresse ne reçoit plus nos e-mails") if channel == Channel.EMAIL else _("aucun appareil ne le reçoit")
