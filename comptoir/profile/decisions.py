"""What can be taken of what people say of themselves (kernel.people), and how long a change of address waits."""

from datetime import timedelta

from comptoir.kernel.people import (
    UNWANTED,
    Reason,
    candidates,
    free_trigrams,
    letters,
    line_refusal,
    name_refusal,
    propose_trigram,
    propose_trigrams,
    read_number,
    read_trigram,
    trigram_refusal,
)

__all__ = [
    "ASKS_PER_HOUR",
    "CONFIRMABLE_FOR",
    "Reason",
    "STOPPABLE_FOR",
    "UNWANTED",
    "can_still_ask",
    "candidates",
    "free_trigrams",
    "letters",
    "line_refusal",
    "name_refusal",
    "propose_trigram",
    "propose_trigrams",
    "read_number",
    "read_trigram",
    "trigram_refusal",
]

CONFIRMABLE_FOR = timedelta(hours=24)
STOPPABLE_FOR = timedelta(days=7)
ASKS_PER_HOUR = 5


def can_still_ask(asked_in_the_last_hour):
    return asked_in_the_last_hour < ASKS_PER_HOUR
