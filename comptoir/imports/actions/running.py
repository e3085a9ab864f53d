"""Reading a file and bringing its rows in: claimed, in batches of whole rows, so that a worker that dies is followed by another.

An import is claimed by a conditional update for two minutes at a time; each batch prolongs the claim in its own transaction.
Whoever takes over plans the whole file again: rows that are in already change nothing, and the counters go on from `rows_read`.
One import of a firm runs at a time, for the second must see what the first brings.
"""

import gc
import logging
import time
from contextlib import contextmanager

from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from comptoir.firms.models import Firm
from comptoir.kernel.spreadsheet import Unreadable

from ..known import known_to, surroundings_of
from ..matching import Planner
from ..models import Import
from .batches import CLAIM, ClaimLost, bring_in, plan
from .ending import finish, refuse
from .reading import read_rows

logger = logging.getLogger(__name__)
MOST_ATTEMPTS = 5
# Somebody else may write a code between our look and our writing; looking again settles it.
MOST_LOOKS = 3
PAUSE_SECONDS = 0.2


def run_waiting_imports():
    """Run what waits, and what a dead worker left; return how many were run. For the worker's loop."""
    ids = list(due(timezone.now()).order_by("pk").values_list("pk", flat=True)[:20])
    jobs = (claim(pk) for pk in ids)
    return sum(run_patiently(job) for job in jobs if job)


def run_import(pk):
    """Run one import to its end here, waiting for its turn (the command). A worker may have run it meanwhile."""
    while Import.objects.filter(pk=pk, state__in=[Import.State.WAITING, Import.State.RUNNING]).exists():
        job = claim(pk)
        if job:
            run(job)
        else:
            time.sleep(PAUSE_SECONDS)


def due(now):
    """Imports that wait, and those whose claim has run out."""
    return Import.objects.filter(Q(state=Import.State.WAITING) | Q(state=Import.State.RUNNING, claimed_until__lte=now))


@transaction.atomic
def claim(pk):
    """The import `pk`, ours for a while, or None: somebody has it, or another import of its firm is running."""
    now = timezone.now()
    job = Import.objects.filter(pk=pk).first()
    if job is None:
        return None
    if connection.features.has_select_for_update:
        Firm.objects.select_for_update(no_key=True).get(pk=job.firm_id)
    running = Import.objects.filter(firm=job.firm_id, state=Import.State.RUNNING, claimed_until__gt=now)
    if running.exclude(pk=pk).exists():
        return None
    if not due(now).filter(pk=pk).update(state=Import.State.RUNNING, claimed_until=now + CLAIM, attempts=F("attempts") + 1):
        return None
    return Import.objects.select_related("firm", "file", "started_by").get(pk=pk)


def run_patiently(job):
    """Run a claimed import; return 1. What nobody foresaw is logged and leaves it to the next attempt, once the claim has run out."""
    try:
        run(job)
    except Exception:
        logger.exception("Import %s stopped; it will be tried again", job.pk)
    return 1


def run(job):
    """Carry a claimed import to one of its ends."""
    try:
        if job.attempts > MOST_ATTEMPTS:
            raise Unreadable("interrupted")
        job.about.run(job, stored_bytes(job))
    except Unreadable as reason:
        refuse(job, reason.code)
    except ClaimLost:
        logger.warning("Import %s was taken over by another worker", job.pk)


def look_and_write(job, data):
    """The Kind «clients»."""
    for look in range(MOST_LOOKS):
        try:
            with resting_collector():
                return look_once_and_write(job, data)
        except IntegrityError:
            if look == MOST_LOOKS - 1:
                raise
            job.refresh_from_db(fields=["rows_read", "claimed_until", "added"])
    return None


@contextmanager
def resting_collector():
    """No hunting for cycles meanwhile: a large import makes a million objects without one, and looking at them again and again costs a sixth of its time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def look_once_and_write(job, data):
    around = surroundings_of(job)
    rows, layout = read_rows(job, data, around)
    planner = planner_of(job, rows, layout)
    if job.is_dry_run:
        return finish(job, plan(planner, rows), is_carried_out=False)
    if not job.all_or_nothing:
        return finish(job, bring_in(job, planner, rows), is_carried_out=True)
    # The plan shows what is wrong; the states it changed are of no use afterwards, so the writing plans again.
    tally = plan(planner, rows)
    if tally.problems:
        return finish(job, tally, is_carried_out=False)
    return finish(job, bring_in(job, planner_of(job, rows, layout), rows, at_once=len(rows)), is_carried_out=True)


def planner_of(job, rows, layout):
    known = known_to(job, {row.licence_id for row in rows if not row.problems})
    return Planner(known, lambda field: layout.title_of(field) or layout.name_title)


def stored_bytes(job):
    try:
        with default_storage.open(job.file.stored_as) as file:
            return file.read()
    except OSError:
        raise Unreadable("file_missing") from None
