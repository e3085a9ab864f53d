"""When news may leave: the rhythm that a person chose, and the quiet time in which nothing leaves (N2, N7). Pure: no clock, no database.

The corner cases first. All of it goes by the clock on the person's wall, in their IANA zone:

- Spring, 2:30 does not exist: what was due then leaves at the first instant after the gap. Autumn, 2:30 comes twice: the first counts.
- A day has 23, 24 or 25 hours: hourly leaves once in each, daily once in the day.
- Quiet time postpones and never drops. What it postponed leaves together at its end.
- A daily or weekly digest that quiet days put off keeps its hour: Monday at eight, not at midnight after the week-end. One a day stays one a day.
- Quiet time that never ends is refused when it is set (`Span`, `Several`). Should one exist nevertheless, it postpones nothing rather than drop everything.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from .calendars import is_holiday


class Frequency(StrEnum):
    IMMEDIATELY = "immediately"
    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


class Reason(StrEnum):
    """Why something leaves when it does."""

    IMMEDIATELY = "immediately"
    HELD = "held"
    FREQUENCY = "frequency"
    QUIET = "quiet"
    # The person is away and wants to hear of it at the return (leaves.py).
    AWAY = "away"


@dataclass(frozen=True)
class Quiet:
    """When nothing leaves: from `starts` until before `ends` each day, past midnight when it ends earlier than it starts; on whole `days`
    (0 Monday … 6 Sunday); on the public holidays of `calendar` (a code of CALENDARS)."""

    starts: time | None = None
    ends: time | None = None
    days: frozenset[int] = frozenset()
    calendar: str = ""


@dataclass(frozen=True)
class Rhythm:
    """How often one person hears by e-mail. `hour` (0–23) serves daily and weekly, `weekday` (0 Monday … 6 Sunday) weekly."""

    frequency: Frequency
    zone: ZoneInfo
    hour: int = 8
    weekday: int = 0
    quiet: Quiet = Quiet()


@dataclass(frozen=True)
class Moment:
    """When something leaves (`due_at`, UTC) and why then. Grouped: in one message with all that is due for the person at that time."""

    due_at: datetime
    is_grouped: bool
    reason: Reason


DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
# No zone is farther from UTC, nor was one since clocks are kept.
FARTHEST = timedelta(hours=16)
# Quiet days and holidays in a row end long before; this only keeps a search finite.
SEARCH_DAYS = 400
# A few years of days for the zones and quiet times of a firm's people.
REMEMBERED = 8192


def when(occurred_at, rhythm, *, hold=timedelta(0)):
    """The Moment at which a mail of what occurred at `occurred_at` (aware) leaves, or None for «never».

    `hold`: how long an immediate mail waits, for it may be read meanwhile (N7); a digest waits for its hour anyway.
    """
    if rhythm.frequency == Frequency.NEVER:
        return None
    # Before anything is added: a sum in local time skips and repeats hours.
    occurred_at = occurred_at.astimezone(UTC)
    if rhythm.frequency == Frequency.IMMEDIATELY:
        return alone(occurred_at + hold, rhythm, Reason.HELD if hold else Reason.IMMEDIATELY)
    return in_digest(next_digest(occurred_at, rhythm), rhythm)


def when_pushed(occurred_at, rhythm):
    """The Moment at which a push leaves: at once whatever the frequency, or at the end of quiet time."""
    return alone(occurred_at.astimezone(UTC), rhythm, Reason.IMMEDIATELY)


def is_quiet(moment, quiet, zone):
    """Whether the clock on the wall of `zone` shows a quiet time at `moment` (aware)."""
    if quiet.starts is None and not quiet.days and not quiet.calendar:
        return False
    wall = moment.astimezone(zone)
    return is_quiet_day(wall.date(), quiet) or is_in_span(wall.time(), quiet)


def after_quiet(moment, quiet, zone):
    """The first instant from `moment` (aware) on that is not quiet, in UTC."""
    moment = moment.astimezone(UTC)
    if not is_quiet(moment, quiet, zone):
        return moment
    today = moment.astimezone(zone).date()
    for ahead in range(SEARCH_DAYS):
        for opens_at, closes_at in openings(today + ahead * DAY, quiet, zone):
            if closes_at > moment:
                return opens_at
    return moment


def alone(moment, rhythm, reason):
    """By itself at `moment` (UTC); out of quiet time, together with everything else."""
    due_at = after_quiet(moment, rhythm.quiet, rhythm.zone)
    return Moment(due_at, False, reason) if due_at == moment else Moment(due_at, True, Reason.QUIET)


def in_digest(digest_at, rhythm):
    """With the digest of that instant, or the one to which quiet time moves it."""
    due_at = after_quiet(digest_at, rhythm.quiet, rhythm.zone)
    if due_at == digest_at:
        return Moment(due_at, True, Reason.FREQUENCY)
    return Moment(due_at if rhythm.frequency == Frequency.HOURLY else at_its_hour(due_at, rhythm), True, Reason.QUIET)


def at_its_hour(quiet_ends_at, rhythm):
    """The digest's own hour on the day on which quiet time ends, when that is still to come and not quiet itself."""
    its_hour = hour_on(quiet_ends_at.astimezone(rhythm.zone).date(), rhythm.hour, rhythm.zone)
    return quiet_ends_at if its_hour < quiet_ends_at or is_quiet(its_hour, rhythm.quiet, rhythm.zone) else its_hour


def next_digest(after, rhythm):
    """The first instant after `after` (UTC) at which a digest of this frequency leaves."""
    if rhythm.frequency == Frequency.HOURLY:
        return next_full_hour(after, rhythm.zone)
    today = after.astimezone(rhythm.zone).date()
    weekly = rhythm.frequency == Frequency.WEEKLY
    first, step = ((rhythm.weekday - today.weekday()) % 7, 7) if weekly else (0, 1)
    moments = (hour_on(today + ahead * DAY, rhythm.hour, rhythm.zone) for ahead in range(first, SEARCH_DAYS, step))
    return next(moment for moment in moments if moment is not None and moment > after)


def next_full_hour(after, zone):
    """The zones of half and quarter hours have their full hours too."""
    wall = after.astimezone(zone)
    return after + HOUR - timedelta(minutes=wall.minute, seconds=wall.second, microseconds=wall.microsecond)


def is_quiet_day(day, quiet):
    return day.weekday() in quiet.days or is_holiday(quiet.calendar, day)


def is_in_span(clock, quiet):
    if quiet.starts is None or quiet.ends is None:
        return False
    if quiet.starts < quiet.ends:
        return quiet.starts <= clock < quiet.ends
    return clock >= quiet.starts or clock < quiet.ends


@lru_cache(maxsize=REMEMBERED)
def hour_on(day, hour, zone):
    """The first instant (UTC) of a local day at which the clock shows `hour` or later; None for a day that a zone left out.

    Clocks that jump over the day's end leave its end.
    """
    wanted, pieces = datetime.combine(day, time(hour)), stretches(day, zone)
    for start, end, offset in pieces:
        if end > wanted:
            return as_utc(max(start, wanted), offset)
    return as_utc(*pieces[-1][1:]) if pieces else None


@lru_cache(maxsize=REMEMBERED)
def openings(day, quiet, zone):
    """The spans (from, until before) of a local day that are not quiet, in UTC, in order."""
    if is_quiet_day(day, quiet):
        return ()
    pairs = [(max(start, opens), min(end, closes), offset) for start, end, offset in stretches(day, zone) for opens, closes in open_on_the_wall(day, quiet)]
    return tuple((as_utc(opens, offset), as_utc(closes, offset)) for opens, closes, offset in pairs if opens < closes)


def open_on_the_wall(day, quiet):
    """The same as the clock shows it, of a day that is not quiet as a whole."""
    midnight = datetime.combine(day, time.min)
    if quiet.starts is None or quiet.ends is None:
        return [(midnight, midnight + DAY)]
    starts, ends = datetime.combine(day, quiet.starts), datetime.combine(day, quiet.ends)
    return [(midnight, starts), (ends, midnight + DAY)] if starts < ends else [(ends, starts)]


@lru_cache(maxsize=REMEMBERED)
def stretches(day, zone):
    """A local day as (first, last, offset): what the clock shows from and until, and how far it is from UTC. Two when the clocks change."""
    midnight = datetime.combine(day, time.min)
    first, last = midnight - FARTHEST, midnight + DAY + FARTHEST
    change = clocks_change_at(first, last, zone)
    runs = [(first, change), (change, last)] if change else [(first, last)]
    walls = [(start + offset, end + offset, offset) for start, end in runs for offset in [offset_at(start, zone)]]
    clipped = [(max(start, midnight), min(end, midnight + DAY), offset) for start, end, offset in walls]
    return tuple(piece for piece in clipped if piece[0] < piece[1])


def clocks_change_at(first, last, zone):
    """The second in which the offset changes between two instants a few days apart, or None. Instants of UTC without their zone."""
    before = offset_at(first, zone)
    if offset_at(last, zone) == before:
        return None
    while last - first > timedelta(seconds=1):
        middle = first + timedelta(seconds=(last - first) // timedelta(seconds=2))
        first, last = (middle, last) if offset_at(middle, zone) == before else (first, middle)
    return last


def offset_at(instant, zone):
    return instant.replace(tzinfo=UTC).astimezone(zone).utcoffset()


def as_utc(wall, offset):
    return (wall - offset).replace(tzinfo=UTC)
