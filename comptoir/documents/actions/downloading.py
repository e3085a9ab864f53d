"""What is written down of downloads: who took which document, and when."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from comptoir.events.models import Event
from comptoir.events.recording import record_event

from ..models import Document

DOWNLOADED = "document.downloaded"
SAME_DOWNLOAD = timedelta(hours=1)


@transaction.atomic
def note_download(document, *, by):
    """Write down that `by` takes the file; return whether it was news: once per person and hour. Records document.downloaded."""
    # Locked, so that a browser that asks twice at once is written down once.
    Document.objects.select_for_update(of=["self"]).get(pk=document.pk)
    recently = Event.objects.about(document).filter(verb=DOWNLOADED, actor=by, occurred_at__gt=timezone.now() - SAME_DOWNLOAD)
    if recently.exists():
        return False
    record_event(DOWNLOADED, document, actor=by, dossier=document.dossier_id, title=document.title, subject=document.title, author=by.full_name)
    return True
