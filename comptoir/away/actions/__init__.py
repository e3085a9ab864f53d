"""Leaving, coming back, and the work of both."""

from .keeping import keep_client
from .planning import (
    AbsenceOver,
    AlreadyAway,
    AlreadyStarted,
    CannotStandIn,
    EndsBeforeStart,
    cancel_absence,
    change_absence,
    end_absence,
    mark_return_seen,
    plan_absence,
    start_absence,
)
from .working import open_absences, settle_absences

__all__ = [
    "AbsenceOver",
    "AlreadyAway",
    "AlreadyStarted",
    "CannotStandIn",
    "EndsBeforeStart",
    "cancel_absence",
    "change_absence",
    "end_absence",
    "keep_client",
    "mark_return_seen",
    "open_absences",
    "plan_absence",
    "settle_absences",
    "start_absence",
]
