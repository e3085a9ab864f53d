"""The work of the start and of the end of absences: claimed by a conditional update, done once, whoever comes first and however late.

Whether somebody is away never depends on it: that is computed from the dates (A1).
"""

import logging

from django.db import transaction

from comptoir.events.recording import record_event

from ..models import Absence
from ..registry import all_concerns

logger = logging.getLogger(__name__)
AT_ONCE = 50
STARTED, SETTLED = "absence.started", "absence.settled"


def open_absences(now):
    """Do the work of every absence that has begun; return how many there were. One that is over already has no start any more."""
    return each(Absence.objects.to_open(now), open_absence, now)


def settle_absences(now):
    """Do the work of every absence that is over; return how many there were."""
    return each(Absence.objects.to_settle(now), settle_absence, now)


def each(absences, work, now):
    """`work` on each of them; one that fails holds up none of the others, and is tried again at the next look."""
    done = 0
    for pk in list(absences.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        try:
            done += work(pk, now)
        except Exception:
            logger.exception("Absence %s: its work failed; it will be tried again", pk)
    return done


@transaction.atomic
def open_absence(pk, now):
    """Whether this call did it: of two workers, one does. Records absence.started."""
    if not Absence.objects.to_open(now).filter(pk=pk).update(opened_at=now):
        return False
    absence = Absence.objects.with_delegates().get(pk=pk)
    for concern in all_concerns():
        concern.open(absence, now)
    record_about(absence, STARTED, by=None)
    return True


@transaction.atomic
def settle_absence(pk, now):
    """Whether this call did it. Records absence.settled."""
    if not Absence.objects.to_settle(now).filter(pk=pk).update(settled_at=now):
        return False
    absence = Absence.objects.with_delegates().get(pk=pk)
    for concern in all_concerns():
        concern.settle(absence, now)
    record_about(absence, SETTLED, by=None)
    return True


def record_about(absence, verb, *, by, **data):
    """An event of the absent person's, in whose history it stands."""
    record_event(verb, absence.user, actor=by, firm=absence.firm, absence=absence.pk, **data)
