"""What the clock does to invitations: a reminder before the end, and the end."""

from django.db import transaction
from django.db.models import F

from comptoir.events.recording import record_events

from ..decisions import LONG_ENOUGH, REMIND_BEFORE, State
from ..models import Invitation
from .rounds import EXPIRED, REMINDS, owe_mails, words_of

BATCH = 200


def look_after(now):
    """Remind who is to be reminded, tell who invited of what ended; return how many there were. A step of the worker, as often as it likes.

    A worker that was away for days catches up: what ended meanwhile is told, and nobody is reminded of what they can no longer accept.
    """
    return remind(now) + tell_of_ends(now)


def to_remind(now):
    """Those whose end is near, once a round; not where the firm took the portal back. The rule of `decisions.reminder_due`, in SQL."""
    near = Invitation.objects.in_state(State.PENDING, now).filter(ended_told_at=None, reminded_at=None, expires_at__lte=now + REMIND_BEFORE)
    return near.filter(expires_at__gte=F("sent_at") + LONG_ENOUGH).acceptable()


def to_tell(now):
    return Invitation.objects.in_state(State.EXPIRED, now).filter(ended_told_at=None)


def remind(now):
    """Owe the person one more mail with the same link."""
    return mark(to_remind(now), lambda rows: owe_mails(REMINDS, rows, None), reminded_at=now)


def tell_of_ends(now):
    """Records invitation.expired, once a round."""
    return mark(to_tell(now), lambda rows: record_events(EXPIRED, [(row, words_of(row)) for row in rows], actor=None), ended_told_at=now)


def mark(due, then, **changes):
    """Claim a batch by the very change that takes it off the list, and do what follows, in one transaction. Nothing is locked while nothing is due."""
    ids = list(due.order_by("expires_at").values_list("pk", flat=True)[:BATCH])
    return claim(due.filter(pk__in=ids), then, changes) if ids else 0


@transaction.atomic
def claim(due, then, changes):
    rows = list(due.select_for_update(of=["self"], skip_locked=True).select_related("client", "contact").order_by("pk"))
    Invitation.objects.filter(pk__in=[row.pk for row in rows]).update(**changes)
    then(rows)
    return len(rows)
