"""An import taken back: what it made goes, as far as nobody has used it since."""

from django.db import transaction
from django.utils import timezone

from comptoir.events.recording import record_event

from ..models import Import

UNDONE = "import.undone"


class NotUndoable(Exception):
    """The import made nothing that can be taken back, or it was undone already."""


@transaction.atomic
def undo_import(job, *, by):
    """Take back what a finished import made; return the Undoing: how much is gone, and what stays and why. Raises NotUndoable. Records import.undone."""
    ready = Import.objects.filter(pk=job.pk, state=Import.State.DONE, undone_at=None)
    if not job.can_be_undone or not ready.update(undone_at=timezone.now(), undone_by=by):
        raise NotUndoable
    outcome = job.about.undo(job, by=by)
    Import.objects.filter(pk=job.pk).update(undone_count=outcome.gone)
    record_event(UNDONE, job, actor=by, file=job.file.name, kind=job.kind, gone=outcome.gone, kept=len(outcome.kept))
    job.refresh_from_db()
    return outcome
