"""Who answers for somebody who is away. Pure: the caller brings the rows."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why a conversation went where it went."""

    PRESENT = "present"
    AWAY = "away"
    AWAY_WITHOUT_DELEGATE = "away_without_delegate"
    WROTE_WHILE_AWAY = "wrote_while_away"


@dataclass(frozen=True)
class Redirect:
    """`to` answers, because of `reason`."""

    to: object
    reason: Reason


def redirect(assignee, *, delegate, is_away, kept_client):
    """Who gets a NEW conversation meant for `assignee` (A3, A4; seed 004).

    No chains: the delegate keeps it even when away too, so `delegate`'s own absence is deliberately not an argument.
    A client to whom the absent person wrote during the absence stays with that person.
    """
    if not is_away:
        return Redirect(assignee, Reason.PRESENT)
    if kept_client:
        return Redirect(assignee, Reason.WROTE_WHILE_AWAY)
    if delegate is None:
        return Redirect(assignee, Reason.AWAY_WITHOUT_DELEGATE)
    return Redirect(delegate, Reason.AWAY)


class DelegateProblem(StrEnum):
    """Why somebody cannot stand in."""

    ONESELF = "oneself"
    NOT_HERE = "not_here"


@dataclass(frozen=True)
class Delegate:
    """Who would stand in: a person's id (None for a team), and whether they belong to the firm now."""

    user_id: int | None
    is_here: bool


def delegate_problem(user_id, delegate):
    """Why `delegate` (None: nobody) cannot stand in for `user_id`; None when they can."""
    if delegate is None:
        return None
    if delegate.user_id == user_id:
        return DelegateProblem.ONESELF
    return None if delegate.is_here else DelegateProblem.NOT_HERE
