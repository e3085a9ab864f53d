"""A client user's right to the portal for one client: opened, raised or lowered, closed and opened again (K9, I2, I5).

Whoever changes who administers a client holds the client's row first, so that of two at once the second sees what the first did.
"""

from django.db import transaction
from django.utils import timezone

from comptoir.events.recording import record_event

from ..models import Client, ClientAccess, ClientUser, Contact
from ..standing import forget_standing

OPENED, CLOSED, LEVEL_CHANGED, TYPE_CHANGED = "access.opened", "access.closed", "access.level_changed", "access.type_changed"


class OwnAccess(Exception):
    """Nobody closes their own access: a colleague does."""


class LastAdministrator(Exception):
    """A client keeps at least one administrator (I2). `client` is the one that would have had none."""

    def __init__(self, client):
        super().__init__(client.pk)
        self.client = client


@transaction.atomic
def open_access(client, user, *, level, type=ClientAccess.Type.STANDARD, by, contact=None):
    """Give `user` this level with `client`; a closed access opens again with it, an open one keeps what it has and is only raised, never lowered.

    The first person of a client is its administrator, whatever `type` says (I2). `contact` becomes the user's own.
    Records access.opened, or access.level_changed.
    """
    if contact is not None:
        Contact.objects.filter(pk=contact.pk, user=None).update(user=user)
    hold_clients([client.pk])
    place = place_of(client.firm_id, user, by=by)
    given = {"level": level, "type": type if has_administrator(client) else ClientAccess.Type.ADMINISTRATOR, "hold": place.hold}
    access, is_new = ClientAccess.objects.select_for_update(of=["self"]).get_or_create(client=client, user=user, defaults=given | {"firm": client.firm})
    forget_standing(user)
    if is_new or access.closed_at is not None:
        ClientAccess.objects.filter(pk=access.pk).update(**given, opened_at=timezone.now(), closed_at=None)
        access.refresh_from_db()
        record_event(OPENED, access, actor=by, **words_of(access))
    elif level == ClientAccess.Level.FULL:
        change_level(access, level, by=by)
    return access


def place_of(firm_id, user, *, by):
    """The ClientUser that this person is at the firm; made, and validated at once, for who comes in by an invitation. Who was deleted there is one again."""
    now = timezone.now()
    given = {"created_by": by, "validated_at": now, "validated_by": by}
    place, is_new = ClientUser.objects.get_or_create(firm_id=firm_id, user=user, defaults=given)
    if not is_new and place.deleted_at is not None:
        ClientUser.objects.filter(pk=place.pk).update(deleted_at=None, deleted_by=None, suspended_at=None, suspended_by=None, validated_at=now, validated_by=by)
        place.refresh_from_db()
    return place


def hold_clients(client_ids):
    """Lock these clients until the end of the transaction, in the order of their ids. SQLite has one writer anyway."""
    return list(Client.objects.filter(pk__in=client_ids).select_for_update(of=["self"], no_key=True).order_by("pk"))


def has_administrator(client, *, beside=None):
    """Whether somebody administers the client, not counting the access `beside`."""
    others = ClientAccess.objects.administering().filter(client=client)
    return others.exclude(pk=beside.pk).exists() if beside else others.exists()


def keep_an_administrator(access):
    """Refuse what takes the client's last administrator away: hold the client, then look. Raises LastAdministrator."""
    hold_clients([access.client_id])
    administers = ClientAccess.objects.administering().filter(pk=access.pk).exists()
    if administers and not has_administrator(access.client, beside=access):
        raise LastAdministrator(access.client)


@transaction.atomic
def change_level(access, level, *, by):
    """Raise or lower an access; return whether it was news. Records access.level_changed."""
    changed = ClientAccess.objects.filter(pk=access.pk).exclude(level=level).update(level=level)
    if changed:
        record_event(LEVEL_CHANGED, access, actor=by, before=access.level, after=level, **words_of(access))
        access.level = level
    return bool(changed)


@transaction.atomic
def change_type(access, type, *, by):
    """Make somebody the client's administrator, or a standard user; return whether it was news. Raises LastAdministrator. Records access.type_changed."""
    if type != ClientAccess.Type.ADMINISTRATOR:
        keep_an_administrator(access)
    changed = ClientAccess.objects.filter(pk=access.pk).exclude(type=type).update(type=type)
    if changed:
        record_event(TYPE_CHANGED, access, actor=by, before=access.type, after=type, **words_of(access))
        access.type = type
    return bool(changed)


@transaction.atomic
def close_access(access, *, by):
    """From this moment on the person sees nothing of the client; what was theirs waits for the day it opens again.

    Returns whether it was news. Raises OwnAccess, LastAdministrator. Records access.closed.
    """
    if by is not None and access.user_id == by.pk:
        raise OwnAccess
    keep_an_administrator(access)
    closed = ClientAccess.objects.filter(pk=access.pk, closed_at=None).update(closed_at=timezone.now())
    if closed:
        record_event(CLOSED, access, actor=by, **words_of(access))
    return bool(closed)


@transaction.atomic
def reopen_access(access, *, by):
    """Open a closed access again, with the level and the data it had (I5); return whether it was news. Records access.opened."""
    hold = place_of(access.firm_id, access.user, by=by).hold
    opened = ClientAccess.objects.filter(pk=access.pk).exclude(closed_at=None).update(opened_at=timezone.now(), closed_at=None, hold=hold)
    if opened:
        record_event(OPENED, access, actor=by, **words_of(access))
    return bool(opened)


def words_of(access):
    return {"client": access.client_id, "client_name": access.client.name, "person": access.user.full_name, "level": access.level}
