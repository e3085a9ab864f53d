"""When a question is due, who is reminded of it, and who next. Pure functions of facts (X4).

The corner cases first:

- Somebody who is away is not reminded: their step is passed over at once. Whoever stands in for them is reminded where the question is theirs.
- When nobody is there at any step that is left, the last one is taken all the same: a reminder that waits for a return is better than none.
- A step that was late (the worker was down) puts the next one off: nobody gets two reminders in a minute.
- A confidential question is known to the people named in it alone. When they have been reminded nobody else is; it becomes a number.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from .worktime import WorkTime


class Step(IntEnum):
    """Who is reminded, in this order."""

    ASSIGNEE = 1
    MANAGERS = 2
    FALLBACK = 3


NOBODY_YET = 0


@dataclass(frozen=True)
class Policy:
    """How a firm means to answer: within `target_minutes` of `worktime`, then a reminder at each of `steps` (none: no escalation), `pause_minutes` apart."""

    worktime: WorkTime
    target_minutes: int
    steps: tuple[Step, ...]
    pause_minutes: int

    def due_at(self, asked_at: datetime) -> datetime:
        """Until when a question of `asked_at` should be answered, in UTC."""
        return self.worktime.add_working(asked_at, self.target_minutes)

    def steps_after(self, done: int) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step > done)

    def next_at(self, due_at: datetime, done: int) -> datetime | None:
        """When the step after `done` (NOBODY_YET, or a Step) is due; None when there is none."""
        left = self.steps_after(done)
        if not left:
            return None
        pauses = len(self.steps) - len(left)
        return self.worktime.add_working(due_at, pauses * self.pause_minutes) if pauses else due_at

    def next_from(self, now: datetime, due_at: datetime, done: int) -> datetime | None:
        """The same just after `done` was taken at `now`: never earlier than a whole pause."""
        planned = self.next_at(due_at, done)
        return planned and max(planned, self.worktime.add_working(now, self.pause_minutes))


@dataclass(frozen=True)
class Reminder:
    """The step that is taken, and the ids of who is reminded at it."""

    step: Step
    user_ids: tuple[int, ...]


def next_reminder(steps: Sequence[Step], people: Mapping[Step, Sequence[int]], present: Collection[int]) -> Reminder:
    """The first of `steps` (those that are left, at least one) at which somebody is there; `people`: {step: ids of whom it is for}."""
    for step in steps:
        here = tuple(user_id for user_id in people[step] if user_id in present)
        if here:
            return Reminder(step, here)
    return Reminder(steps[-1], tuple(people[steps[-1]]))


def among_named(people: Mapping[Step, Sequence[int]], named: Collection[int]) -> dict[Step, tuple[int, ...]]:
    """The same of a confidential question: the people named in it, and nobody as the firm's last resort."""
    known = {step: tuple(user_id for user_id in ids if user_id in named) for step, ids in people.items()}
    return known | {Step.FALLBACK: ()}
