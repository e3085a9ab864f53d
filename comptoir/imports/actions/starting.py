"""A file arrives, and later somebody says that its rows may come in."""

from pathlib import Path

from django.core.files import File
from django.db import transaction

from comptoir.documents.actions import store_file
from comptoir.events.recording import record_event
from comptoir.kernel.hub import publish

from ..kinds import CLIENTS
from ..models import Import
from .running import run_import

WAITING_IMPORTS = "imports"


class NotReady(Exception):
    """The import was not checked, or its rows are in already."""


@transaction.atomic
def start_import(upload, *, firm, by, kind=CLIENTS, licence=None, is_dry_run=True, from_command=False):
    """Keep a file of this kind (a code of `kinds.py`) and have it read; return the Import. Clients without a licence of their own go to `licence`.

    `by` must be able to import into it. Raises FileRefused. Records import.started; `run_waiting_imports` does the rest.
    """
    file = store_file(upload, firm=firm, by=by)
    how = {"is_dry_run": is_dry_run, "from_command": from_command}
    job = Import.objects.create(firm=firm, kind=kind, licence=licence, file=file, started_by=by, **how)
    record_event("import.started", job, actor=by, file=file.name, kind=kind)
    publish(WAITING_IMPORTS)
    return job


@transaction.atomic
def carry_out(job, *, all_or_nothing, by):
    """Have the rows of a checked import brought in: the good ones, or all of them or nothing. Raises NotReady. Records import.confirmed."""
    afresh = {"is_dry_run": False, "rows_read": 0, "created_count": 0, "changed_count": 0, "unchanged_count": 0, "attempts": 0, "finished_at": None}
    ready = Import.objects.filter(pk=job.pk, state=Import.State.CHECKED)
    if not ready.update(state=Import.State.WAITING, **afresh, all_or_nothing=all_or_nothing):
        raise NotReady
    record_event("import.confirmed", job, actor=by, file=job.file.name, all_or_nothing=all_or_nothing)
    publish(WAITING_IMPORTS)


def import_file(path, *, firm, kind=CLIENTS, licence=None, is_dry_run=False, by=None):
    """Import the file at `path` here and now, with nobody's limits (the command and the demo). Raises FileRefused and OSError; return the Import."""
    path = Path(path)
    with path.open("rb") as opened:
        job = start_import(File(opened, name=path.name), firm=firm, by=by, kind=kind, licence=licence, is_dry_run=is_dry_run, from_command=True)
    run_import(job.pk)
    job.refresh_from_db()
    return job
