"""A finding that is let be for a while, and looked at again."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from comptoir.events.recording import record_event

from ..models import Ignored

DAYS = 90
IGNORED, ATTENDED = "finding.ignored", "finding.attended"


@transaction.atomic
def ignore(check, found, *, by, why=""):
    """Let this finding be for ninety days, from now on; said twice, the second counts. Records finding.ignored."""
    now = timezone.now()
    values = {"why": why, "ignored_at": now, "ignored_by": by, "until": now + timedelta(days=DAYS)}
    row, _is_new = Ignored.objects.update_or_create(firm_id=found.firm_id, check_code=check.code, target_id=found.pk, defaults=values)
    record_event(IGNORED, row, actor=by, check=check.code, target=found.pk, subject=found.subject, why=why)
    return row


@transaction.atomic
def attend_to(check, found, *, by):
    """Show it again; return whether it was let be. Records finding.attended."""
    row = Ignored.objects.filter(firm_id=found.firm_id, check_code=check.code, target_id=found.pk).first()
    if row is None:
        return False
    record_event(ATTENDED, row, actor=by, check=check.code, target=found.pk, subject=found.subject)
    return Ignored.objects.filter(pk=row.pk).delete()[0] > 0
