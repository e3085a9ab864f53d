"""Until when a conversation sleeps. Pure: the clock and the zone stay at the door."""

from datetime import datetime, time, timedelta
from enum import StrEnum

MORNING = time(8)
LONGEST = timedelta(days=366)
DAYS_OF_A_WEEK = 7


class Until(StrEnum):
    """The moments that are offered, all in the morning."""

    TOMORROW = "tomorrow"
    MONDAY = "monday"
    WEEK = "week"


def moment_of(until, now):
    """The morning meant by `until`, in the zone of `now` (an aware moment): eight o’clock there, whatever the clocks did in between."""
    days = {
        Until.TOMORROW: 1,
        Until.MONDAY: DAYS_OF_A_WEEK - now.weekday(),
        Until.WEEK: DAYS_OF_A_WEEK,
    }[until]
    return datetime.combine(now.date() + timedelta(days=days), MORNING, tzinfo=now.tzinfo)


def is_acceptable(moment, now):
    """Whether one can sleep until `moment`: later than now, within a year."""
    return now < moment <= now + LONGEST
