"""A client user's right to the portal for one client: opened, raised or lowered, closed and opened again (K9, I5)."""

from django.db import transaction
from django.utils import timezone

from comptoir.events.recording import record_event

from ..models import ClientAccess, Contact
from ..standing import forget_standing

OPENED, CLOSED, LEVEL_CHANGED = "access.opened", "access.closed", "access.level_changed"


class OwnAccess(Exception):
    """Nobody closes their own access: a colleague does."""


@transaction.atomic
def open_access(client, user, *, level, type=ClientAccess.Type.STANDARD, by, contact=None):
    """Give `user` this level with `client`; a closed access opens again with it, an open one keeps what it has and is only raised, never lowered.

    `contact` becomes the user's own. Records access.opened, or access.level_changed.
    """
    if contact is not None:
        Contact.objects.filter(pk=contact.pk, user=None).update(user=user)
    given = {"firm": client.firm, "level": level, "type": type}
    access, is_new = ClientAccess.objects.select_for_update(of=["self"]).get_or_create(client=client, user=user, defaults=given)
    forget_standing(user)
    if is_new or access.closed_at is not None:
        ClientAccess.objects.filter(pk=access.pk).update(level=level, type=type, opened_at=timezone.now(), closed_at=None)
        access.refresh_from_db()
        record_event(OPENED, access, actor=by, **words_of(access))
    elif level == ClientAccess.Level.FULL:
        change_level(access, level, by=by)
    return access


@transaction.atomic
def change_level(access, level, *, by):
    """Raise or lower an access; return whether it was news. Records access.level_changed."""
    changed = ClientAccess.objects.filter(pk=access.pk).exclude(level=level).update(level=level)
    if changed:
        record_event(LEVEL_CHANGED, access, actor=by, before=access.level, after=level, **words_of(access))
        access.level = level
    return bool(changed)


@transaction.atomic
def close_access(access, *, by):
    """From this moment on the person sees nothing of the client; what was theirs waits for the day it opens again.

    Returns whether it was news. Raises OwnAccess. Records access.closed.
    """
    if by is not None and access.user_id == by.pk:
        raise OwnAccess
    closed = ClientAccess.objects.filter(pk=access.pk, closed_at=None).update(closed_at=timezone.now())
    if closed:
        record_event(CLOSED, access, actor=by, **words_of(access))
    return bool(closed)


@transaction.atomic
def reopen_access(access, *, by):
    """Open a closed access again, with the level and the data it had (I5); return whether it was news. Records access.opened."""
    opened = ClientAccess.objects.filter(pk=access.pk).exclude(closed_at=None).update(opened_at=timezone.now(), closed_at=None)
    if opened:
        record_event(OPENED, access, actor=by, **words_of(access))
    return bool(opened)


def words_of(access):
    return {"client": access.client_id, "client_name": access.client.name, "person": access.user.full_name, "level": access.level}
