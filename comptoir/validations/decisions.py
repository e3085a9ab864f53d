"""What a request for validation has become, and who may do what with it. Pure: no clock, no database."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

BETWEEN_REMINDERS = timedelta(days=1)


class State(StrEnum):
    PENDING = "pending"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    DECIDE = "decide"
    WITHDRAW = "withdraw"
    REMIND = "remind"


@dataclass(frozen=True)
class Position:
    """What somebody who sees a request is to it. An accountant is one in the firm whose request it is."""

    is_requester: bool = False
    is_addressee: bool = False
    is_accountant: bool = False
    is_administrator: bool = False


def state_of(*, is_accepted, is_withdrawn):
    """`is_accepted` is None as long as nobody decided."""
    if is_accepted is None:
        return State.WITHDRAWN if is_withdrawn else State.PENDING
    return State.ACCEPTED if is_accepted else State.REFUSED


def acts_of(position):
    """What this person may do with a request that is still pending (D1).

    Nobody decides in the addressee's place, not even an administrator: the opinion of a chartered accountant is theirs.
    """
    acts = set()
    if position.is_addressee and position.is_accountant:
        acts.add(Act.DECIDE)
    if position.is_requester or position.is_administrator:
        acts.add(Act.WITHDRAW)
    if position.is_requester:
        acts.add(Act.REMIND)
    return frozenset(acts)


def may_be_reminded_from(reminded_at):
    """The moment from which the next reminder may leave; None when the first one may leave at once."""
    return reminded_at + BETWEEN_REMINDERS if reminded_at else None
