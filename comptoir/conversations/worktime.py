"""Working time: how long a firm has really had, and by when an answer is due (X4). Pure: no clock, no database.

The corner cases first. All of it goes by the clock on the firm's wall, in its IANA zone:

- A question of Friday evening has waited no working time on Monday morning. Nights, lunch breaks, days off and public holidays count for nothing.
- A night on which the clocks change counts the minutes that passed, not those that the clock shows: 22:00 to 6:00 is seven hours in March, nine in October.
- What falls due exactly at the end of a working day is due then, not at the beginning of the next.
- Minutes are whole: a part of one is not counted before it has passed.
- A firm that works at no time at all is refused when it is set. Should one exist nevertheless, nothing falls due rather than everything at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from comptoir.notifications.calendars import is_holiday
from comptoir.notifications.timing import as_utc, stretches

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
# Holidays and days off in a row end long before; this only keeps a search finite.
SEARCH_DAYS = 4000
# A few years of days for the working times of many firms.
REMEMBERED = 8192


class NeverWorks(ValueError):
    """A working time without a single minute."""


@dataclass(frozen=True)
class WorkTime:
    """When a firm works: on `days` (0 Monday … 6 Sunday) during each of `spans` (from, until before; midnight as an end is the day's),
    but for the public holidays of `calendar` (a code of CALENDARS). Raises NeverWorks."""

    days: frozenset[int]
    spans: tuple[tuple[time, time], ...]
    calendar: str
    zone: ZoneInfo

    def __post_init__(self):
        if not self.days or not any(start < end for start, end in on_the_wall(date(2000, 1, 1), self)):
            raise NeverWorks

    def add_working(self, start: datetime, minutes: int) -> datetime:
        """The first instant (UTC) at which `minutes` have been worked since `start` (aware)."""
        left = minutes * MINUTE
        for opens_at, closes_at in self.openings_from(start):
            if opens_at + left <= closes_at:
                return opens_at + left
            left -= closes_at - opens_at
        raise NeverWorks

    def worked_between(self, start: datetime, end: datetime) -> int:
        """How many whole minutes are worked from `start` until `end` (aware); none when the end comes first."""
        worked = timedelta(0)
        for opens_at, closes_at in self.openings_from(start):
            if opens_at >= end:
                break
            worked += min(closes_at, end) - opens_at
        return worked // MINUTE

    def is_working(self, moment: datetime) -> bool:
        """Whether it is working time at `moment` (aware)."""
        return next(self.openings_from(moment), (None,))[0] == moment.astimezone(UTC)

    def openings_from(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The spans worked from `start` (aware) on, in UTC and in order; the first may have begun before."""
        start = start.astimezone(UTC)
        today = start.astimezone(self.zone).date()
        for ahead in range(SEARCH_DAYS):
            for opens_at, closes_at in openings(today + ahead * DAY, self):
                if closes_at > start:
                    yield max(opens_at, start), closes_at


@lru_cache(maxsize=REMEMBERED)
def openings(day: date, worktime: WorkTime) -> tuple[tuple[datetime, datetime], ...]:
    """The spans (from, until before) worked on a local day, in UTC, in order and apart from each other."""
    if day.weekday() not in worktime.days or is_holiday(worktime.calendar, day):
        return ()
    wall, pieces = on_the_wall(day, worktime), stretches(day, worktime.zone)
    pairs = [(max(first, opens), min(last, closes), offset) for first, last, offset in pieces for opens, closes in wall]
    return joined(sorted((as_utc(opens, offset), as_utc(closes, offset)) for opens, closes, offset in pairs if opens < closes))


def on_the_wall(day: date, worktime: WorkTime) -> list[tuple[datetime, datetime]]:
    """The spans as the clock shows them."""
    midnight = datetime.combine(day + DAY, time.min)
    return [(datetime.combine(day, start), datetime.combine(day, end) if end != time.min else midnight) for start, end in worktime.spans]


def joined(pairs: list[tuple[datetime, datetime]]) -> tuple[tuple[datetime, datetime], ...]:
    """Spans that touch or overlap made one: nobody works the same minute twice."""
    found: list[tuple[datetime, datetime]] = []
    for opens, closes in pairs:
        if found and opens <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], closes))
        else:
            found.append((opens, closes))
    return tuple(found)
