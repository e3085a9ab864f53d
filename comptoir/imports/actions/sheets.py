"""A kind of import made of rows of its own: read, looked at as a whole, written in batches. The kind brings a Desk; progress, claims and ends are those of all.

A worker that dies is followed by another: rows whose thing is made already (`ImportMade`) are left alone, the others are looked at again.
"""

from itertools import islice
from typing import Protocol

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from comptoir.kernel.spreadsheet import Unreadable, read_sheet

from ..columns import HEADER_WITHIN_ROWS, find_layout
from ..models import Import, ImportMade
from .batches import CLAIM, ClaimLost, Tally
from .ending import finish
from .reading import TOLD_EVERY_ROWS
from .reading import tell as tell_progress
from .running import resting_collector

ROWS_AT_ONCE = 500


class Row(Protocol):
    """`problems`: decisions.Problem; `is_known`: the row says what is there already."""

    line: int
    problems: list
    is_known: bool


class Desk(Protocol):
    """What a kind does with the rows of one file."""

    def read(self, line, cells):
        """The Row of these cells."""

    def look(self, rows):
        """Find what is wrong with rows beside each other and beside what the firm has; add it to their problems. Writes nothing."""

    def in_order(self, rows):
        """The rows in the order in which they are to be written."""

    def write(self, rows):
        """Write rows within the current transaction; return the ImportMade of each that came in. Of a row that is refused now, the problems say so."""


class NotAll(Exception):
    """A row was refused at the last moment, and all was wanted or nothing."""


def runner(desk_of, *, fields, naming_fields):
    """The `run` of a Kind whose header names these fields ({bare header: field}), with at least one of the naming ones. `desk_of(job, layout)` → Desk."""

    def run(job, data):
        if not (job.from_command or (job.started_by and job.about.may(job.started_by, job.firm_id))):
            raise Unreadable("no_right")
        with resting_collector():
            desk, rows = read_rows(job, data, desk_of, fields, naming_fields)
            carry(job, desk, rows)

    return run


def read_rows(job, data, desk_of, fields, naming_fields):
    """(Desk, [Row, …]). Blank lines are none. Raises Unreadable."""
    sheet = read_sheet(data)
    filled = ((line, cells) for line, cells in sheet.rows if any(str(cell).strip() for cell in cells))
    head = list(islice(filled, HEADER_WITHIN_ROWS))
    if not head:
        raise Unreadable("empty")
    place, layout = find_layout(head, fields, naming_fields)
    desk, rows = desk_of(job, layout), []
    for line, cells in (*head[place + 1 :], *filled):
        rows.append(desk.read(line, cells))
        if len(rows) % TOLD_EVERY_ROWS == 0:
            tell_progress(job, len(rows), sheet.lines, layout)
    if not rows:
        raise Unreadable("no_rows")
    tell_progress(job, len(rows), len(rows), layout)
    return desk, rows


def carry(job, desk, rows):
    made = set(job.made.values_list("line", flat=True))
    left = [row for row in rows if row.line not in made]
    desk.look(left)
    if not job.is_dry_run and not (job.all_or_nothing and any(map(is_wrong, left))):
        try:
            write_all(job, desk, left)
            settle(job, sum(row.is_known for row in left), len(rows))
            return finish(job, tally_of(left), is_carried_out=True)
        except NotAll:
            job.refresh_from_db(fields=["claimed_until"])
    return finish(job, tally_of(left), is_carried_out=False)


def is_wrong(row):
    return not all(problem.is_warning for problem in row.problems)


def tally_of(rows):
    """The Tally of rows that were looked at."""
    wrong = [row for row in rows if is_wrong(row)]
    known = sum(row.is_known for row in rows if not is_wrong(row))
    warned = sum(bool(row.problems) for row in rows) - len(wrong)
    problems = [problem for row in rows for problem in row.problems]
    return Tally(created=len(rows) - len(wrong) - known, unchanged=known, problems=problems, rows_in_error=len(wrong), rows_warned=warned)


def write_all(job, desk, rows):
    good = desk.in_order([row for row in rows if not row.is_known and not is_wrong(row)])
    at_once = len(good) if job.all_or_nothing else ROWS_AT_ONCE
    for start in range(0, len(good), at_once or 1):
        write_batch(job, desk, good[start : start + at_once])


@transaction.atomic
def write_batch(job, desk, rows):
    made = desk.write(rows)
    if job.all_or_nothing and any(map(is_wrong, rows)):
        raise NotAll
    for one in made:
        one.job = job
    ImportMade.objects.bulk_create(made, batch_size=1_000)
    claimed_until = timezone.now() + CLAIM
    progress = {"claimed_until": claimed_until, "created_count": F("created_count") + len(made), "rows_read": F("rows_read") + len(rows)}
    mine(job, **progress)
    job.claimed_until = claimed_until


def settle(job, unchanged, rows_read):
    mine(job, unchanged_count=unchanged, rows_read=rows_read)


def mine(job, **values):
    """Write this of the import, if it is still ours. Raises ClaimLost."""
    if not Import.objects.filter(pk=job.pk, state=Import.State.RUNNING, claimed_until=job.claimed_until).update(**values):
        raise ClaimLost
