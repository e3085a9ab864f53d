"""What the portal's home says, and to whom. Values in, answer out: no clock, no database."""

from enum import StrEnum

# The hours of the person's own clock from which, and until which, one says «Bonjour».
MORNING, EVENING = 5, 18


class Greeting(StrEnum):
    DAY = "day"
    EVENING = "evening"


class Due(StrEnum):
    """How urgent a request is on a day."""

    NONE = "none"
    LATER = "later"
    TODAY = "today"
    LATE = "late"


def greeting_at(hour):
    return Greeting.DAY if MORNING <= hour < EVENING else Greeting.EVENING


def due_state(due_on, today):
    """A request is late from the day after the one it was due on."""
    if due_on is None:
        return Due.NONE
    if due_on < today:
        return Due.LATE
    return Due.TODAY if due_on == today else Due.LATER
