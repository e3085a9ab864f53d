"""What people want, and which channels reach them: read for a whole batch of people in a constant number of queries."""

from dataclasses import dataclass, field, replace
from datetime import time, timedelta
from functools import cached_property

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Exists, FilteredRelation, OuterRef, Q
from django.utils import timezone

from comptoir.accounts.middleware import zone
from comptoir.kernel.among import among
from comptoir.kernel.prepared import Prepared, aware
from comptoir.preferences.catalogue import Scope, get_setting
from comptoir.preferences.resolver import resolved_for
from comptoir.transports.devices import channels_of
from comptoir.transports.models import AddressState, PushDevice

from .choices import HOLIDAYS, HOUR, QUIET_DAYS, QUIET_HOURS, TIMING, WEEKDAY, WEEKDAYS, choice_key, frequency_key
from .decisions import NEVER, SILENCED, Choice, Origin, decide
from .languages import keys_of as language_keys_of
from .leaves import Leave, Wish, is_mailed, is_pushed, mailed_at
from .registry import Channel
from .timing import Frequency, Moment, Quiet, Reason, Rhythm, when, when_pushed

ORIGINS = {Scope.FIRM: Origin.FIRM, Scope.ROLE: Origin.ROLE, Scope.LICENCE: Origin.LICENCE, Scope.USER: Origin.OWN_CHOICE}


@dataclass(frozen=True)
class Wishes:
    """One person's: `resolved` {setting key: Resolved} of what somebody set, the zone, the channels that reach them and those that fail, the absences
    during which they hear less."""

    resolved: dict = field(default_factory=dict)
    zone_name: str = settings.TIME_ZONE
    # Mails are still tried for what is critical, also to an address that sends them back.
    available: frozenset = frozenset({Channel.IN_APP, Channel.EMAIL})
    failing: frozenset = frozenset()
    leaves: tuple = ()

    def value(self, key):
        found = self.resolved.get(key)
        return found.value if found else get_setting(key).default

    def decide(self, reasons, occurred_at, *, firm_id=None, is_one_of_many=False):
        """The Decision about something that happened at `occurred_at`, or None. `firm_id`: from which firm it comes, for the absences from it.

        What is one of many that happen at once leaves with them in one message.
        """
        return decide(
            reasons,
            choices=self.choices(reasons),
            available=self.available | {Channel.EMAIL} if any(topic.critical for topic, _reason in reasons) else self.available,
            failing=self.failing,
            moment_of=lambda topic, channel: with_others(self.moment(topic, channel, occurred_at, firm_id), is_one_of_many),
        )

    def choices(self, reasons):
        """{(topic code, channel): Choice} of what somebody set about the topics of these reasons."""
        cells = [(topic.code, channel) for topic, _reason in reasons for channel in Channel]
        found = {cell: self.resolved.get(choice_key(*cell)) for cell in cells}
        return {cell: Choice(one.value, Origin.IMPOSED if one.is_imposed else ORIGINS[one.origin]) for cell, one in found.items() if one}

    def moment(self, topic, channel, occurred_at, firm_id=None):
        """When this topic's news leave on a channel; NEVER for mails that the person does not want, SILENCED for what they do not want while away.

        What is critical waits for nothing.
        """
        if topic.critical:
            return Moment(occurred_at, is_grouped=False, reason=Reason.IMMEDIATELY)
        rhythm = self.rhythm(topic.category)
        if channel != Channel.EMAIL:
            moment = when_pushed(occurred_at, rhythm)
            return moment if is_pushed(self.leaves, firm_id, occurred_at, moment.due_at) else SILENCED
        moment = when(occurred_at, rhythm, hold=timedelta(seconds=settings.MAIL_HOLD_SECONDS))
        if moment is None:
            return NEVER
        return mailed_at(moment, self.leaves, firm_id, occurred_at, rhythm) if is_mailed(self.leaves, firm_id, occurred_at) else SILENCED

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
    reach = channels_of([user_id for user_id, one in people.items() if one.has_device])
    return {
        user_id: Wishes(
            resolved[user_id],
            one.zone_name,
            available(reach.get(user_id), one.is_bounced),
            reach[user_id].failing if user_id in reach else frozenset(),
            tuple(one.leaves),
        )
        for user_id, one in people.items()
    }


@dataclass
class Reached:
    """Where somebody is, whether their address takes no mail, whether they have a device, when they are away and want to hear less."""

    zone_name: str
    is_bounced: bool
    has_device: bool
    leaves: list = field(default_factory=list)


LEAVE = ("firm_id", "starts_at", "ends_at", "notices")


def reached_among(user_ids):
    """A row for each open account and each absence of theirs that keeps news low, be it going on, planned or over and not settled yet."""
    bounced = AddressState.objects.bouncing().filter(address=OuterRef("email"))
    devices = PushDevice.objects.filter(user=OuterRef("pk"))
    low = FilteredRelation("absences", condition=Q(absences__ended_at=None, absences__notices__in=[one.value for one in Wish]))
    users = get_user_model().objects.filter(among("pk", user_ids), is_active=True).annotate(leave=low)
    return users.values_list("pk", "time_zone", Exists(bounced), Exists(devices), *(f"leave__{name}" for name in LEAVE))


reached_rows = Prepared(reached_among, lists=1)


def people_among(user_ids):
    """{user id: Reached} of the open accounts, in one query."""
    people, now = {}, timezone.now()
    for user_id, zone_name, is_bounced, has_device, firm_id, starts_at, ends_at, notices in reached_rows(user_ids):
        reached = people.setdefault(user_id, Reached(zone_name, bool(is_bounced), bool(has_device)))
        if firm_id and (ends_at is None or aware(ends_at) > now):
            reached.leaves.append(Leave(firm_id, aware(starts_at), ends_at and aware(ends_at), Wish(notices)))
    return people


def with_others(moment, is_one_of_many):
    return replace(moment, is_grouped=True) if is_one_of_many and isinstance(moment, Moment) else moment


def keys_of(topics):
    muted = [topic for topic in topics if not topic.critical]
    choices = [choice_key(topic.code, channel) for topic in muted for channel in Channel]
    return [*choices, *{frequency_key(topic.category) for topic in muted}, *language_keys_of(muted), *TIMING]


def available(reach, is_bounced):
    mail = frozenset() if is_bounced else frozenset({Channel.EMAIL})
    return mail | {Channel.IN_APP} | ({Channel(one) for one in reach.live} if reach else set())
