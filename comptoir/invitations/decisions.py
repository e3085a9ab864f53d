"""Where an invitation stands. Values in, answer out: no clock, no database."""

from datetime import timedelta
from enum import StrEnum

DEFAULT_DAYS = 3
FEWEST_DAYS, MOST_DAYS = 1, 30


class State(StrEnum):
    PENDING = "pending"
    ACCEPTED = "accepted"
    EXPIRED = "expired"
    REVOKED = "revoked"
    UNDELIVERABLE = "undeliverable"


def state_of(now, *, expires_at, accepted_at=None, revoked_at=None, undeliverable_at=None):
    """The one state of an invitation at `now`. Valid up to the very moment of `expires_at`, no longer."""
    if accepted_at is not None:
        return State.ACCEPTED
    if revoked_at is not None:
        return State.REVOKED
    if undeliverable_at is not None:
        return State.UNDELIVERABLE
    return State.EXPIRED if now >= expires_at else State.PENDING


def expiry_of(sent_at, days):
    """Whole days of 24 hours, whatever the clocks on the wall do meanwhile (K8)."""
    return sent_at + timedelta(days=days)
