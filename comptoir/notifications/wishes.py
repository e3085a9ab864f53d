"""What people want, and which channels reach them: read for a whole batch of people in a constant number of queries."""

from dataclasses import dataclass, field
from datetime import time, timedelta
from functools import cached_property

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef

from comptoir.accounts.middleware import zone
from comptoir.kernel.among import among
from comptoir.preferences.catalogue import Scope, get_setting
from comptoir.preferences.resolver import resolved_for
from comptoir.transports.devices import channels_of
from comptoir.transports.models import AddressState, PushDevice

from .choices import HOLIDAYS, HOUR, QUIET_DAYS, QUIET_HOURS, TIMING, WEEKDAY, WEEKDAYS, choice_key, frequency_key
from .decisions import NEVER, Choice, Origin, decide
from .languages import keys_of as language_keys_of
from .registry import Channel
from .timing import Frequency, Moment, Quiet, Reason, Rhythm, when, when_pushed

ORIGINS = {Scope.FIRM: Origin.FIRM, Scope.ROLE: Origin.ROLE, Scope.LICENCE: Origin.LICENCE, Scope.USER: Origin.OWN_CHOICE}


@dataclass(frozen=True)
class Wishes:
    """One person's: `resolved` {setting key: Resolved} of what somebody set, the zone, the channels that reach them and those that fail."""

    resolved: dict = field(default_factory=dict)
    zone_name: str = settings.TIME_ZONE
    # Mails are still tried for what is critical, also to an address that sends them back.
    available: frozenset = frozenset({Channel.IN_APP, Channel.EMAIL})
    failing: frozenset = frozenset()

    def value(self, key):
        found = self.resolved.get(key)
        return found.value if found else get_setting(key).default

    def decide(self, reasons, occurred_at):
        """The Decision about something that happened at `occurred_at`, or None."""
        return decide(
            reasons,
            choices=self.choices(reasons),
            available=self.available | {Channel.EMAIL} if any(topic.critical for topic, _reason in reasons) else self.available,
            failing=self.failing,
            moment_of=lambda topic, channel: self.moment(topic, channel, occurred_at),
        )

    def choices(self, reasons):
        """{(topic code, channel): Choice} of what somebody set about the topics of these reasons."""
        cells = [(topic.code, channel) for topic, _reason in reasons for channel in Channel]
        found = {cell: self.resolved.get(choice_key(*cell)) for cell in cells}
        return {cell: Choice(one.value, Origin.IMPOSED if one.is_imposed else ORIGINS[one.origin]) for cell, one in found.items() if one}

    def moment(self, topic, channel, occurred_at):
        """When this topic's news leave on a channel; NEVER for mails that the person does not want. What is critical waits for nothing."""
        if topic.critical:
            return Moment(occurred_at, is_grouped=False, reason=Reason.IMMEDIATELY)
        rhythm = self.rhythm(topic.category)
        if channel != Channel.EMAIL:
            return when_pushed(occurred_at, rhythm)
        return when(occurred_at, rhythm, hold=timedelta(seconds=settings.MAIL_HOLD_SECONDS)) or NEVER

    def rhythm(self, category):
        hour, weekday = self.times
        return Rhythm(Frequency(self.value(frequency_key(category))), self.zone, hour, weekday, self.quiet)

    @cached_property
    def zone(self):
        return zone(self.zone_name)

    @cached_property
    def times(self):
        return int(self.value(HOUR)), WEEKDAYS.index(self.value(WEEKDAY))

    @cached_property
    def quiet(self):
        """The quiet time of this person, whoever set it."""
        starts, _dash, ends = self.value(QUIET_HOURS).partition("-")
        days = frozenset(WEEKDAYS.index(day) for day in self.value(QUIET_DAYS))
        return Quiet(time.fromisoformat(starts) if starts else None, time.fromisoformat(ends) if ends else None, days, self.value(HOLIDAYS))


def wishes_of(user_ids, topics):
    """{user id: Wishes} about these topics, in a constant number of queries. Closed and unknown accounts are not in it."""
    user_ids = list(user_ids)
    if not user_ids:
        return {}
    resolved, people = resolved_for(user_ids, keys_of(topics)), people_among(user_ids)
    # Most people have no device: those are not asked about.
    reach = channels_of([user_id for user_id, _zone, _bounced, has_device in people if has_device])
    return {
        user_id: Wishes(resolved[user_id], zone_name, available(reach.get(user_id), is_bounced), reach[user_id].failing if user_id in reach else frozenset())
        for user_id, zone_name, is_bounced, _has_device in people
    }


def people_among(user_ids):
    """[(user id, time zone, whether their address takes no mail, whether they have a device), …] of the open accounts, in one query."""
    bounced = AddressState.objects.bouncing().filter(address=OuterRef("email"))
    devices = PushDevice.objects.filter(user=OuterRef("pk"))
    users = get_user_model().objects.filter(among("pk", user_ids), is_active=True)
    return list(users.values_list("pk", "time_zone", Exists(bounced), Exists(devices)))


def keys_of(topics):
    muted = [topic for topic in topics if not topic.critical]
    choices = [choice_key(topic.code, channel) for topic in muted for channel in Channel]
    return [*choices, *{frequency_key(topic.category) for topic in muted}, *language_keys_of(muted), *TIMING]


def available(reach, is_bounced):
    mail = frozenset() if is_bounced else frozenset({Channel.EMAIL})
    return mail | {Channel.IN_APP} | ({Channel(one) for one in reach.live} if reach else set())
