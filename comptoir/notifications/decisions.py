"""Who is told of one event, by which channels, and why. Pure: no clock, no database.

The same function serves the worker that sends, «Qui sera prévenu ?» that only shows, and «Pourquoi ai-je reçu ceci ?» that reads what was decided.
"""

from dataclasses import dataclass
from enum import StrEnum

from .registry import Channel


class Origin(StrEnum):
    """Where the state of a channel comes from."""

    DEFAULT = "default"
    OWN_CHOICE = "own_choice"
    CRITICAL = "critical"


@dataclass(frozen=True)
class Decision:
    """What one person hears of one event. `reasons` are (topic, reason) pairs, `channels` maps each channel that is on to its origin."""

    topic: str
    reasons: tuple
    channels: dict


def decide(reasons, *, choices, available=frozenset(Channel)):
    """The decision for one person, or None when no channel is on.

    `reasons`: (topic, reason) pairs with Topic objects. `choices`: {(topic code, channel): bool}, the person's own departures from the defaults.
    `available`: the channels that this installation has a transport for.
    Several reasons are a union: one that is on delivers (N5). Critical topics are always on (N6).
    """
    ranked = sorted(reasons, key=lambda pair: (-pair[0].weight, pair[0].code, pair[1]))
    channels = {}
    for topic, _reason in ranked:
        for channel, origin in open_channels(topic, choices).items():
            if channel in available:
                channels.setdefault(channel, origin)
    if not channels:
        return None
    return Decision(ranked[0][0].code, tuple((topic.code, reason) for topic, reason in ranked), channels)


def open_channels(topic, choices):
    """{channel: origin} of the channels on which `topic` reaches somebody with these choices."""
    if topic.critical:
        return dict.fromkeys(sorted(topic.default), Origin.CRITICAL)
    chosen = {channel: on for (code, channel), on in choices.items() if code == topic.code}
    wanted = {channel: Origin.DEFAULT for channel in sorted(topic.default) if channel not in chosen}
    return wanted | {channel: Origin.OWN_CHOICE for channel in sorted(chosen) if chosen[channel]}
