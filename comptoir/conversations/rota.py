"""Whose turn it is, in a team that shares its questions out. Pure: the caller brings who is there."""

from bisect import bisect_right
from collections.abc import Collection, Sequence


def next_in_turn(members: Sequence[int], last: int | None, present: Collection[int]) -> int | None:
    """The id of the next of `members` (ids in rising order) after `last` who is `present`; None when nobody is.

    The order is that of the ids, so that a turn goes on where it was when `last` left the team.
    """
    start = bisect_right(members, last) if last is not None else 0
    around = [*members[start:], *members[:start]]
    return next((one for one in around if one in present), None)
