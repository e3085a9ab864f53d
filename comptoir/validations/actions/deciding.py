"""The chartered accountant's answer: given once."""

from django.db import transaction
from django.utils import timezone

from comptoir.kernel.text import excerpt
from comptoir.notifications.actions import mark_read

from ..decisions import Act
from ..models import Validation
from .settling import AlreadySettled, as_it_is_now, check_theirs, tell


class ReasonMissing(Exception):
    """A refusal without its reason helps nobody (D1)."""


def accept_validation(validation, *, by):
    """Accept; return the request as it is now. Raises NotTheirs and AlreadySettled. Records validation.accepted."""
    return settle(validation, by=by, is_accepted=True, reason="")


def refuse_validation(validation, *, by, reason):
    """Refuse with a reason; return the request as it is now. Raises ReasonMissing, NotTheirs and AlreadySettled. Records validation.refused."""
    if not reason.strip():
        raise ReasonMissing
    return settle(validation, by=by, is_accepted=False, reason=reason.strip())


@transaction.atomic
def settle(validation, *, by, is_accepted, reason):
    """One conditional update: of two answers at the same moment one counts, the other hears of it. The same answer twice is one."""
    check_theirs(Act.DECIDE, validation, by)
    answer = {"is_accepted": is_accepted, "reason": reason, "decided_by": by}
    settled = Validation.objects.pending().filter(pk=validation.pk).update(decided_at=timezone.now(), **answer)
    now = as_it_is_now(validation)
    if settled:
        tell("validation.accepted" if is_accepted else "validation.refused", now, by=by, reason=excerpt(reason))
        mark_read(by, about=now)
    elif (now.is_accepted, now.reason, now.decided_by) != (is_accepted, reason, by):
        raise AlreadySettled(now)
    return now
