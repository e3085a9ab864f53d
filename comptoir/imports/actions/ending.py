"""The three ends of a run: checked, done, refused. Problems, counts, state and events are one transaction."""

from operator import attrgetter

from django.db import transaction
from django.utils import timezone

from comptoir.events.recording import record_event

from ..models import Import, ImportProblem
from .batches import ClaimLost

MOST_PROBLEMS = 20_000
VALUE_LENGTH, COLUMN_LENGTH = 120, 80


@transaction.atomic
def finish(job, tally, *, is_carried_out):
    """End a run: the rows are in, or were only looked at (a dry run, or «all or nothing» with errors). Raises ClaimLost.

    Records import.failed when a look found errors, import.completed when rows came in, and clients.added once for all new clients.
    """
    now = timezone.now()
    end = {"state": Import.State.DONE, "error_count": tally.rows_in_error, "warning_count": tally.rows_warned}
    if not is_carried_out:
        counts = {"created_count": tally.created, "changed_count": tally.changed, "unchanged_count": tally.unchanged}
        end |= counts | {"state": Import.State.CHECKED, "is_dry_run": True, "checked_at": now}
    close(job, finished_at=now, **end)
    ImportProblem.objects.bulk_create(
        [
            ImportProblem(job=job, **problem._asdict() | {"value": problem.value[:VALUE_LENGTH], "column": problem.column[:COLUMN_LENGTH]})
            for problem in sorted(tally.problems, key=attrgetter("line"))[:MOST_PROBLEMS]
        ],
        batch_size=2_000,
    )
    tell(job, is_carried_out)


@transaction.atomic
def refuse(job, code):
    """The file as a whole cannot be read, or not by this person. Records import.failed."""
    close(job, state=Import.State.FAILED, problem=code, finished_at=timezone.now())
    tell(job, is_carried_out=False)


def close(job, **end):
    """Give the run its end, if it is still ours. Raises ClaimLost."""
    mine = Import.objects.filter(pk=job.pk, state=Import.State.RUNNING, claimed_until=job.claimed_until)
    if not mine.update(claimed_until=None, **end):
        raise ClaimLost
    job.refresh_from_db()
    job.problems.all().delete()


def tell(job, is_carried_out):
    """Say it once: what a look already told of errors is not told again when the good rows came in.

    Nobody is the actor of an import's end: whoever started it may be elsewhere by then, and hears of it.
    """
    counts = {"created": job.created_count, "changed": job.changed_count, "unchanged": job.unchanged_count, "errors": job.error_count}
    about = {"file": job.file.name, "kind": job.kind, "problem": job.problem, "started_by": job.started_by_id} | counts
    if job.state == Import.State.FAILED or (job.error_count and not (is_carried_out and job.checked_at)):
        record_event("import.failed", job, actor=None, is_dry_run=not is_carried_out, **about)
    elif is_carried_out:
        record_event("import.completed", job, actor=None, **about)
    if is_carried_out and job.added.get("count"):
        record_event("clients.added", job, actor=job.started_by, **job.added)
