"""What becomes of a request before it is answered: a reminder, a cancellation."""

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from comptoir.links.actions import revoke_links
from comptoir.notifications.models import Notification

from ..decisions import BETWEEN_REMINDERS
from ..mailing import keep_links, write_to
from ..models import Request
from .telling import AlreadyDone, as_it_is_now, recipients_of, tell


class ReminderTooSoon(Exception):
    """The last reminder is less than a day old; the next one may leave at `moment`."""

    def __init__(self, moment):
        super().__init__(str(moment))
        self.moment = moment


@transaction.atomic
def cancel_request(request, *, by):
    """Take a request back; return it as it is now. Doing it twice does it once. Raises AlreadyDone once it is completed. Records request.cancelled.

    Its links are dead from then on, what was told of it counts as read, and a mail that has not left stays here.
    """
    cancelled = Request.objects.open().filter(pk=request.pk).update(cancelled_at=timezone.now(), cancelled_by=by)
    now = as_it_is_now(request)
    if not cancelled:
        if now.cancelled_at:
            return now
        raise AlreadyDone(now)
    Notification.objects.unread().filter(event__target_type=Request._meta.label_lower, event__target_id=now.pk).update(read_at=timezone.now())
    revoke_links(now, by=by)
    tell("request.cancelled", now, recipients_of(now), by=by)
    return now


@transaction.atomic
def remind(request, *, by):
    """Recall an open request to its people, at most once a day; return it as it is now. Raises AlreadyDone and ReminderTooSoon. Records request.reminded."""
    moment = timezone.now()
    due = Request.objects.open().filter(Q(reminded_at=None) | Q(reminded_at__lte=moment - BETWEEN_REMINDERS), pk=request.pk)
    reminded = due.update(reminded_at=moment, reminders=F("reminders") + 1)
    now = as_it_is_now(request)
    if not now.is_open:
        raise AlreadyDone(now)
    if not reminded:
        raise ReminderTooSoon(now.remindable_from)
    people = recipients_of(now)
    keep_links(now, [one.contact for one in people], by=by, now=moment)
    event = tell("request.reminded", now, people, by=by)
    write_to([one.contact for one in people if not one.has_access], event, firm=now.firm)
    return now
