"""What becomes of a request before it is decided: a reminder, a withdrawal."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from comptoir.notifications.actions import mark_read

from ..decisions import BETWEEN_REMINDERS, Act
from ..models import Validation
from ..proposals import can_still_decide
from .settling import AddresseeGone, AlreadySettled, as_it_is_now, check_theirs, tell


class ReminderTooSoon(Exception):
    """The last reminder is less than a day old; the next one may leave at `moment`."""

    def __init__(self, moment):
        super().__init__(str(moment))
        self.moment = moment


@transaction.atomic
def withdraw_validation(validation, *, by):
    """Take a request back; return it as it is now. Doing it twice does it once. Raises NotTheirs, and AlreadySettled once it is decided.

    What the addressee was told of it is read from then on: a mail that has not left stays here. Records validation.withdrawn.
    """
    check_theirs(Act.WITHDRAW, validation, by)
    withdrawn = Validation.objects.pending().filter(pk=validation.pk).update(withdrawn_at=timezone.now(), withdrawn_by=by)
    now = as_it_is_now(validation)
    if withdrawn:
        tell("validation.withdrawn", now, by=by)
        if now.addressed_to:
            mark_read(now.addressed_to, about=now)
    elif not now.withdrawn_at:
        raise AlreadySettled(now)
    return now


@transaction.atomic
def remind_validation(validation, *, by):
    """Remind the addressee, at most once a day; return the request as it is now. Records validation.reminded.

    Raises NotTheirs, AlreadySettled, AddresseeGone and ReminderTooSoon.
    """
    check_theirs(Act.REMIND, validation, by)
    if not can_still_decide(validation):
        raise AddresseeGone
    moment = timezone.now()
    due = Validation.objects.pending().filter(Q(reminded_at=None) | Q(reminded_at__lte=moment - BETWEEN_REMINDERS), pk=validation.pk)
    reminded = due.update(reminded_at=moment)
    now = as_it_is_now(validation)
    if not now.is_pending:
        raise AlreadySettled(now)
    if not reminded:
        raise ReminderTooSoon(now.remindable_from)
    tell("validation.reminded", now, by=by)
    return now
