"""Sensitive acts on one's own account: done, recorded, told (S4). Second factors are in factors.py."""

from django.db import transaction
from django.utils import timezone

from comptoir.accounts.models import ApiToken
from comptoir.events.recording import record_event
from comptoir.kernel.agents import browser_of

from .models import KnownDevice
from .models.device import REMEMBERED_FOR


@transaction.atomic
def change_password(user, new):
    """Give `user` a new password and end every session. The one in which it was chosen goes on under a new key, if its view says so."""
    user.set_password(new)
    user.save(update_fields=["password"])
    user.sessions.all().delete()
    record_event("password.changed", user, actor=user)


@transaction.atomic
def finish_reset(user):
    """The password was chosen anew by a link: end every session. Records password.reset."""
    user.sessions.all().delete()
    record_event("password.reset", user, actor=user)


@transaction.atomic
def end_session(session, *, by):
    """End one session; its browser is signed out at its next request. Records session.ended. Doing it twice does it once."""
    gone, _rows = session.user.sessions.filter(pk=session.pk).delete()
    if gone:
        data = session.get_decoded()
        browser, system = browser_of(data.get("agent", ""))
        record_event("session.ended", session.user, actor=by, browser=browser, system=system)


@transaction.atomic
def end_other_sessions(user, *, besides):
    """End every session of `user` but the one with the key `besides`; return how many. Records session.ended once."""
    gone, _rows = user.sessions.exclude(pk=besides).delete()
    if gone:
        record_event("session.ended", user, actor=user, count=gone)
    return gone


@transaction.atomic
def recognise_device(user, digest, *, agent):
    """Note that `user` signed in from the browser of that cookie. From an unknown one, records device.signed_in.

    An account's first sign-in is not news. Browsers are forgotten after REMEMBERED_FOR: an older account without any has signed in before.
    """
    now = timezone.now()
    is_first = user.joined_at > now - REMEMBERED_FOR and not user.known_devices.exists()
    browser, system = browser_of(agent)
    seen = {"browser": browser, "system": system, "last_seen_at": now}
    _device, is_new = KnownDevice.objects.update_or_create(user=user, digest=digest, defaults=seen)
    if is_new and not is_first:
        record_event("device.signed_in", user, actor=user, browser=browser, system=system, zone=user.time_zone)


def forget_devices(now):
    """Those unseen for thirteen months."""
    KnownDevice.objects.forgotten(now).delete()


@transaction.atomic
def create_token(user, *, name, scopes, expires_at):
    """Make an API token; return (row, the token itself, which is never shown again). Records token.created."""
    row, token = ApiToken.issue(user, name=name, scopes=scopes, expires_at=expires_at)
    record_event("token.created", user, actor=user, name=name, scopes=row.scopes, token=row.pk)
    return row, token


@transaction.atomic
def revoke_token(token, *, by):
    """Make a token useless from its next request on. Records token.revoked. Doing it twice does it once."""
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()):
        record_event("token.revoked", token.user, actor=by, name=token.name, token=token.pk)
