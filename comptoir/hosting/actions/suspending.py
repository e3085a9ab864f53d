"""A firm suspended by the operator, and opened again: nobody works there meanwhile, on either side of the counter, and nothing is lost."""

from django.db import transaction
from django.utils import timezone

from comptoir.events.recording import record_event
from comptoir.firms.models import Firm

SUSPENDED, RESUMED = "firm.suspended", "firm.resumed"


@transaction.atomic
def suspend_firm(firm, *, reason, by):
    """From the next request on nobody sees anything of the firm. Return whether it was news. Records firm.suspended with the reason."""
    changed = Firm.objects.filter(pk=firm.pk, suspended_at=None).update(suspended_at=timezone.now())
    if changed:
        record_event(SUSPENDED, firm, actor=by, firm=firm, reason=reason, name=firm.name)
    return bool(changed)


@transaction.atomic
def resume_firm(firm, *, by):
    """Open a suspended firm again; one whose deletion is ordered stays closed. Return whether it was news. Records firm.resumed."""
    changed = Firm.objects.filter(pk=firm.pk, suspended_at__isnull=False, deletion_due_at=None).update(suspended_at=None)
    if changed:
        record_event(RESUMED, firm, actor=by, firm=firm, name=firm.name)
    return bool(changed)
