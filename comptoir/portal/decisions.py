"""How the portal's home greets. Values in, answer out: no clock, no database."""

from enum import StrEnum

# The hours of the person's own clock from which, and until which, one says «Bonjour».
MORNING, EVENING = 5, 18


class Greeting(StrEnum):
    DAY = "day"
    EVENING = "evening"


def greeting_at(hour):
    return Greeting.DAY if MORNING <= hour < EVENING else Greeting.EVENING
