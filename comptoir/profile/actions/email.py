"""A new e-mail address: asked, confirmed by whoever reads it, stoppable by whoever reads the one before (P2; ASVS V7.5.1, V6.3.7).

Whether an address is somebody else's is told to its owner alone: the asker gets the same answer, the same rows and the same wait.
"""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone

from comptoir.accounts.models import User
from comptoir.events.models import Event
from comptoir.events.recording import record_event
from comptoir.transports.actions import queue_mail

from ..decisions import can_still_ask
from ..models import EmailChange

ASKED, REPEATED = "email_change.asked", "email_change.repeated"


class TooManyAsks(Exception):
    """Five mails an hour are enough for anybody who waits for one."""


class NothingPending(Exception):
    """No change waits for its confirmation."""


class LinkUseless(Exception):
    """The link is unknown, used, stopped, replaced or too old."""


class AddressTaken(Exception):
    """Somebody else signs in with this address."""


@transaction.atomic
def ask_email_change(user, new, *, by):
    """Ask whoever reads `new` (as `clean_address` gives it) to confirm, and tell the present address. A request before this one is given up.

    Raises TooManyAsks. Records email_change.asked.
    """
    lock(user)
    refuse_too_many(user)
    give_up(user)
    change = EmailChange.objects.create(user=user, old=user.email, new=new)
    event = record_event(ASKED, user, actor=by, old=change.old, new=new)
    # With the event: the topic that tells of it finds its mail already written, and adds none (N5).
    queue_mail(user, "email_change_notice", address=change.old, event=event, change=change.pk)
    send_confirmation(change)
    return change


@transaction.atomic
def resend_email_change(user, *, by):
    """Send the link of the pending change once more. Raises NothingPending, TooManyAsks. Records email_change.repeated."""
    lock(user)
    change = pending_change(user)
    if change is None:
        raise NothingPending
    refuse_too_many(user)
    record_event(REPEATED, user, actor=by)
    send_confirmation(change)
    return change


@transaction.atomic
def cancel_email_change(user, *, by):
    """Give the pending change up: its link works no more. Raises NothingPending. Records email_change.cancelled."""
    if not give_up(user):
        raise NothingPending
    record_event("email_change.cancelled", user, actor=by)


@transaction.atomic
def confirm_email_change(token, *, session_key=""):
    """The new address is the person's from now on, and the old one is told; every session but `session_key` ends.

    Raises LinkUseless, AddressTaken. Records email.changed.
    """
    change = EmailChange.objects.by_confirm_token(token)
    now = timezone.now()
    if change is None or not change.user.is_active or not claim(EmailChange.objects.pending(now).filter(pk=change.pk), confirmed_at=now):
        raise LinkUseless
    move(change.user, change.new)
    change.user.sessions.exclude(pk=session_key).delete()
    record_event("email.changed", change.user, actor=change.user, old=change.old, new=change.new)
    queue_mail(change.user, "email_changed_notice", address=change.old, change=change.pk)
    return change


@transaction.atomic
def stop_email_change(token):
    """Undo a change, confirmed or not, and all that were asked after it: the old address is back and every session ends.

    Raises LinkUseless, AddressTaken (the old address is another account's by now). Records email_change.stopped.
    """
    change = EmailChange.objects.by_stop_token(token)
    now = timezone.now()
    if change is None or not change.is_stoppable(now):
        raise LinkUseless
    if not claim(EmailChange.objects.filter(pk=change.pk, stopped_at=None), stopped_at=now):
        raise LinkUseless
    EmailChange.objects.filter(user=change.user, asked_at__gte=change.asked_at, stopped_at=None).update(stopped_at=now)
    move(change.user, change.old)
    change.user.sessions.all().delete()
    record_event("email_change.stopped", change.user, actor=change.user, old=change.old, new=change.new)
    return change


def pending_change(user):
    return EmailChange.objects.pending(timezone.now()).filter(user=user).order_by("-asked_at").first()


def lock(user):
    """Two requests of one person wait for each other."""
    User.objects.select_for_update().get(pk=user.pk)


def refuse_too_many(user):
    lately = Event.objects.about(user).filter(verb__in=[ASKED, REPEATED], occurred_at__gt=timezone.now() - timedelta(hours=1))
    if not can_still_ask(lately.count()):
        raise TooManyAsks


def give_up(user):
    now = timezone.now()
    return EmailChange.objects.pending(now).filter(user=user).update(expires_at=now)


def send_confirmation(change):
    """The link to the new address; where that address has an account, its owner is told so instead."""
    owner = User.objects.filter(email=change.new).first()
    if owner:
        queue_mail(owner, "email_change_taken")
    else:
        queue_mail(change.user, "email_change_confirm", address=change.new, change=change.pk)


def claim(rows, **changes):
    """Whether this one was first."""
    return bool(rows.update(**changes))


def move(user, address):
    """The address is `user`'s. Raises AddressTaken: the constraint decides."""
    try:
        with transaction.atomic():
            User.objects.filter(pk=user.pk).update(email=address)
    except IntegrityError:
        raise AddressTaken from None
    # Rows of the sign-in library that still name an address would let it reset the password.
    EmailAddress.objects.filter(user=user).delete()
    user.email = address
