"""A firm deleted, thirty days after it was ordered: until then it is closed, and the order can be taken back."""

import logging

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from comptoir.accounts.models import User
from comptoir.documents.models import StoredFile
from comptoir.events.recording import record_event
from comptoir.firms.models import Firm

from ..belongings import mentions_of, paths, rows_of
from ..decisions import DELETED_AFTER
from ..models import FirmExport

logger = logging.getLogger(__name__)
ORDERED, CANCELLED, DELETED = "firm.deletion_ordered", "firm.deletion_cancelled", "firm.deleted"


class WrongName(Exception):
    """What was typed is not the name of the firm's door."""


@transaction.atomic
def order_deletion(firm, *, typed, by):
    """Close the firm now and delete it in thirty days; `typed` must be its slug. Return whether it was news.

    Raises WrongName. Records firm.deletion_ordered.
    """
    if typed.strip() != firm.slug:
        raise WrongName
    now = timezone.now()
    closed_at = Coalesce(F("suspended_at"), now)
    changed = Firm.objects.filter(pk=firm.pk, deletion_due_at=None).update(deletion_due_at=now + DELETED_AFTER, suspended_at=closed_at)
    if changed:
        record_event(ORDERED, firm, actor=by, firm=firm, name=firm.name)
    return bool(changed)


@transaction.atomic
def cancel_deletion(firm, *, by):
    """Take the order back; the firm stays suspended until it is opened again. Return whether it was news. Records firm.deletion_cancelled."""
    changed = Firm.objects.filter(pk=firm.pk, deletion_due_at__isnull=False).update(deletion_due_at=None)
    if changed:
        record_event(CANCELLED, firm, actor=by, firm=firm, name=firm.name)
    return bool(changed)


def delete_due_firms(now):
    """Carry out what is due; return how many firms there were. A step of the worker."""
    due = list(Firm.objects.filter(deletion_due_at__lte=now).order_by("pk"))
    return sum(delete_firm(firm, now) for firm in due)


def delete_firm(firm, now):
    """Everything of the firm, people who have no place elsewhere, and the files. What remains is one line that it was here. Records firm.deleted."""
    with transaction.atomic():
        if not Firm.objects.select_for_update(of=["self"]).filter(pk=firm.pk, deletion_due_at__lte=now).exists():
            return 0
        files = [*StoredFile.objects.filter(firm=firm).values_list("stored_as", flat=True), *stored_copies(firm)]
        here = Q(memberships__firm=firm) | Q(client_places__firm=firm) | Q(arrivals__firm=firm)
        people = list(User.objects.filter(here).distinct().values_list("pk", flat=True))
        count = delete_rows(firm)
        nowhere = User.objects.filter(pk__in=people, is_operator=False, memberships=None, client_places=None, arrivals=None)
        people_count = nowhere.count()
        nowhere.delete()
        record_event(DELETED, firm, actor=None, name=firm.name, slug=firm.slug, rows=count, people=people_count, files=len(files))
        transaction.on_commit(lambda: forget_files(files))
    return 1


def stored_copies(firm):
    return FirmExport.objects.filter(firm=firm).exclude(stored_as="").values_list("stored_as", flat=True)


def delete_rows(firm):
    """How many there were. Those that are reached through others go first; what refers to what is checked at the end of the transaction."""
    for rows, mention in mentions_of(firm):
        rows.update(**{mention: None})
    deepest_first = sorted(paths(), key=lambda model: paths()[model].count("__") + (paths()[model] != "pk"), reverse=True)
    return sum(rows_of(model, firm)._raw_delete(using="default") or 0 for model in deepest_first)


def forget_files(names):
    """What cannot be removed now is told, and is nobody's any more."""
    for name in names:
        try:
            default_storage.delete(name)
        except OSError:
            logger.warning("A file of a deleted firm could not be removed: %s", name)
