"""What was planned for a day that has come. The worker calls it each minute; a change that cannot be any more says why, and is not tried again."""

from datetime import timedelta

from django.utils import timezone

from ..models import Departure, Move
from .leaving import carry_out
from .moving import apply_move
from .places import CannotChange, today_at

# The farthest that a firm's day is ahead of the world's.
AHEAD = timedelta(hours=14)


def carry_out_due(now):
    """Carry out the moves and departures of firms whose day has come; return how many were dealt with."""
    return sum(attempt(rows, act, now) for rows, act in ((Move.objects, apply_move), (Departure.objects, carry_out)))


def attempt(rows, act, now):
    due = [one for one in rows.due((now + AHEAD).date()).select_related("firm").order_by("pk") if day_of(one) <= today_at(one.firm, now)]
    for one in due:
        try:
            act(one)
        except CannotChange as error:
            type(one).objects.filter(pk=one.pk).update(failed_at=timezone.now(), obstacle=error.obstacle)
    return len(due)


def day_of(one):
    return one.on if isinstance(one, Move) else one.leaves_on
