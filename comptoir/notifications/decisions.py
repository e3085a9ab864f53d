"""Who is told of one event, by which channels, when, and why. Pure: no clock, no database.

The same function serves the worker that sends, «Qui sera prévenu ?» that only shows, the replay of a month, and «Pourquoi ai-je reçu ceci ?».
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from .registry import Channel

PUSH = frozenset({Channel.WEB, Channel.MOBILE})


class Origin(StrEnum):
    """Where the state of a channel comes from: the scope whose value holds, or what needs nobody's."""

    DEFAULT = "default"
    FIRM = "firm"
    ROLE = "role"
    LICENCE = "licence"
    OWN_CHOICE = "own_choice"
    IMPOSED = "imposed"
    CRITICAL = "critical"
    # The person's pushes have failed for a while: the mail stands in for them.
    PUSH_FAILS = "push_fails"
    # The person is away and hears less: the bell keeps what the other channels do not say.
    AWAY = "away"


@dataclass(frozen=True)
class Choice:
    """Whether a topic reaches somebody on a channel, and who said so."""

    is_on: bool
    origin: Origin


@dataclass(frozen=True)
class Decision:
    """What one person hears of one event. `reasons` are (topic, reason) pairs, `channels` maps each channel that is on to its origin.

    `moments`: {channel: Moment} for the channels that leave the building.
    """

    topic: str
    reasons: tuple
    channels: dict
    moments: dict = field(default_factory=dict, compare=False)


def decide(reasons, *, choices, available=frozenset(Channel), failing=frozenset(), moment_of: Callable = lambda topic, channel: None):
    """The decision for one person, or None when no channel is on.

    `reasons`: (topic, reason) pairs with Topic objects. `choices`: {(topic code, channel): Choice}, the departures from the defaults.
    `available`: the channels that can reach this person; `failing`: those whose devices have all failed for a while, or are gone.
    `moment_of(topic, channel)`: the Moment at which a topic's news leave on a channel; only asked for those that leave. NEVER closes it, and so does
    SILENCED, in whose place the bell rings.
    Several reasons are a union: one that is on delivers, at the earliest of their moments (N5). Critical topics are always on (N6).
    """
    ranked = sorted(reasons, key=lambda pair: (-pair[0].weight, pair[0].code, pair[1]))
    channels: dict = {}
    moments: dict = {}
    for topic in dict.fromkeys(topic for topic, _reason in ranked):
        wanted = open_channels(topic, choices)
        for channel, origin in with_stand_in(wanted, available, failing).items():
            if channel not in available:
                continue
            moment = moment_of(topic, channel) if channel != Channel.IN_APP else None
            if moment is NEVER:
                continue
            if moment is SILENCED:
                channels.setdefault(Channel.IN_APP, Origin.AWAY)
                continue
            channels.setdefault(channel, origin)
            if moment and (channel not in moments or moment.due_at < moments[channel].due_at):
                moments[channel] = moment
    if not channels:
        return None
    return Decision(ranked[0][0].code, tuple((topic.code, reason) for topic, reason in ranked), channels, moments)


# The answer of `moment_of` for somebody who wants no mails of this category at all.
NEVER = object()
# The same for somebody who is away and does not want to hear of it there: nothing is lost by it.
SILENCED = object()


def open_channels(topic, choices):
    """{channel: origin} of the channels on which `topic` reaches somebody with these choices."""
    if topic.critical:
        return dict.fromkeys(sorted(topic.default), Origin.CRITICAL)
    return {channel: choice.origin for channel in Channel if (choice := choice_of(topic, channel, choices)).is_on}


def choice_of(topic, channel, choices):
    return choices.get((topic.code, channel)) or Choice(channel in topic.default, Origin.DEFAULT)


def with_stand_in(wanted, available, failing):
    """With the mail in place of pushes that are wanted and have not arrived for a while."""
    pushes = PUSH & set(wanted)
    if pushes & failing and not (pushes & available) - failing:
        return {Channel.EMAIL: Origin.PUSH_FAILS} | wanted
    return wanted
