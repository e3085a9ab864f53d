"""What an absence does to news: nothing, silence but for what is critical, or one digest at the return (A6). Pure: no clock, no database.

Nothing is lost: what is not sent meanwhile is in the bell, whatever its switches, or waits for the return; what is critical waits for nothing.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from .timing import Moment, Reason, after_quiet

# When somebody returns who gave no day; another moment takes its place as soon as they do.
DAY_UNKNOWN = datetime(2199, 1, 1, tzinfo=UTC)


class Wish(StrEnum):
    """What somebody hears during an absence; Absence.Notices by value. «usual» is no leave at all."""

    CRITICAL = "critical"
    DIGEST = "digest"


@dataclass(frozen=True)
class Leave:
    """An absence from one firm during which its news are kept low, from `starts_at` until before `ends_at` (None: nobody knows)."""

    firm_id: int
    starts_at: datetime
    ends_at: datetime | None
    wish: Wish

    def covers(self, moment):
        return self.starts_at <= moment and (self.ends_at is None or moment < self.ends_at)


def leave_at(leaves, firm_id, moment):
    """The Leave from this firm that covers `moment`, or None. What comes from no firm is kept low by none."""
    return next((one for one in leaves if one.firm_id == firm_id and one.covers(moment)), None)


def back_at(leaves, firm_id, moment):
    """The first instant from `moment` on at which the person is there; DAY_UNKNOWN where nobody knows."""
    while leave := leave_at(leaves, firm_id, moment):
        if leave.ends_at is None:
            return DAY_UNKNOWN
        moment = leave.ends_at
    return moment


def is_pushed(leaves, firm_id, occurred_at, due_at):
    """Whether a push of what occurred then and leaves at `due_at` leaves at all."""
    return not leave_at(leaves, firm_id, occurred_at) and not leave_at(leaves, firm_id, due_at)


def is_mailed(leaves, firm_id, occurred_at):
    """Whether a mail of what occurred then is owed, be it later."""
    leave = leave_at(leaves, firm_id, occurred_at)
    return leave is None or leave.wish is Wish.DIGEST


def mailed_at(moment, leaves, firm_id, occurred_at, rhythm):
    """The Moment at which a mail leaves that without absences would leave at `moment`: the same, or together with all else at the return."""
    since = next((one for one in (occurred_at, moment.due_at) if leave_at(leaves, firm_id, one)), None)
    if since is None:
        return moment
    due_at = since
    while due_at < DAY_UNKNOWN and leave_at(leaves, firm_id, due_at):
        due_at = after_quiet(back_at(leaves, firm_id, due_at), rhythm.quiet, rhythm.zone)
    return Moment(due_at, True, Reason.AWAY)
