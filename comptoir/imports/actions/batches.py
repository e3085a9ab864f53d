"""Rows planned and written, a batch at a time: every row is in with all that belongs to it, or not at all."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ..matching import Changes, Outcome
from ..models import Import
from ..writing import write

CLAIM = timedelta(minutes=2)
ROWS_AT_ONCE = 2_000
NAMES_TOLD = 3


class ClaimLost(Exception):
    """Another worker has taken this import over."""


@dataclass
class Tally:
    """What became of rows."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: list = field(default_factory=list)
    rows_in_error: int = 0
    rows_warned: int = 0

    def __iadd__(self, other):
        for name in ("created", "changed", "unchanged", "problems", "rows_in_error", "rows_warned"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        return self


def plan(planner, rows):
    """The Tally of rows; what they change is in `planner.changes`."""
    tally = Tally()
    for row in rows:
        found = row.problems or planner.plan(row)
        if isinstance(found, Outcome):
            setattr(tally, found, getattr(tally, found) + 1)
        else:
            tally.problems += found if isinstance(found, list) else [found]
            tally.rows_in_error += 1
    return tally


def bring_in(job, planner, rows, at_once=None):
    """Write rows batch by batch, each in its transaction; return the Tally of all. Raises ClaimLost.

    Rows before `job.rows_read` are in since an earlier attempt. They are planned again, for later rows may refer to them.
    """
    total, at_once = Tally(), at_once or ROWS_AT_ONCE
    for start in range(0, len(rows), at_once):
        batch = rows[start : start + at_once]
        tally = plan(planner, batch)
        write_batch(job, tally, planner.changes, start + len(batch))
        planner.changes = Changes()
        total += tally
    return total


@transaction.atomic
def write_batch(job, tally, changes, rows_read):
    write(changes, job.firm_id)
    claimed_until = timezone.now() + CLAIM
    progress = {"claimed_until": claimed_until}
    if rows_read > job.rows_read:
        progress |= {f"{name}_count": F(f"{name}_count") + getattr(tally, name) for name in ("created", "changed", "unchanged")}
        progress |= {"rows_read": rows_read, "added": added_with(job.added, changes)}
    mine = Import.objects.filter(pk=job.pk, state=Import.State.RUNNING, claimed_until=job.claimed_until)
    if not mine.update(**progress):
        raise ClaimLost
    job.claimed_until, job.rows_read, job.added = claimed_until, max(rows_read, job.rows_read), progress.get("added", job.added)


def added_with(added, changes):
    """What is told of new clients, with those of one more batch."""
    new = set(map(id, changes.new_clients))
    licence_ids = {licence_id for licence_id, dossier in changes.new_dossiers if id(dossier.client) in new}
    names = [client.values["name"] for client in changes.new_clients[:NAMES_TOLD]]
    return {
        "count": added.get("count", 0) + len(new),
        "licence_ids": sorted(licence_ids.union(added.get("licence_ids", ()))),
        "names": [*added.get("names", ()), *names][:NAMES_TOLD],
    }
