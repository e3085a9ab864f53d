"""A client user's place at the firm, taken away and given back. What they wrote, their account, their rights and their applications stay (I5)."""

from django.db import transaction
from django.utils import timezone

from comptoir.accounts.models import Session
from comptoir.events.recording import record_event

from ..models import ClientAccess, ClientUser
from ..shown import all_ends
from ..standing import forget_standing, standing_of
from .access import LastAdministrator, OwnAccess, has_administrator, hold_clients
from .places import apply_hold

DELETED, RESTORED = "client_user.deleted", "client_user.restored"


@transaction.atomic
def delete_place(place, *, by):
    """Close every access of the person at the firm, and what would let them in again; return whether it was news.

    Who has no other place is signed out everywhere, and their tokens open nothing any more. Raises OwnAccess, LastAdministrator.
    Records client_user.deleted with the accesses that it closed.
    """
    if by is not None and place.user_id == by.pk:
        raise OwnAccess
    hold_clients(list(accesses_of(place).values_list("client_id", flat=True)))
    # Read once they are held.
    open_ones = list(accesses_of(place).filter(closed_at=None).select_related("client").order_by("client_id"))
    keep_administrators(open_ones)
    now = timezone.now()
    if not ClientUser.objects.filter(pk=place.pk, deleted_at=None).update(deleted_at=now, deleted_by=by):
        return False
    # The same moment as the place's: by it `restore_place` knows which accesses to open again.
    ClientAccess.objects.filter(pk__in=[one.pk for one in open_ones]).update(closed_at=now)
    place.refresh_from_db()
    forget_standing(place.user)
    for end in all_ends():
        end.close(place, by)
    signed_out = 0 if has_another_place(place.user, place) else sign_out(place.user, now)
    clients = {"clients": [one.client_id for one in open_ones], "client_names": [one.client.name for one in open_ones[:3]]}
    record_event(DELETED, place, actor=by, person=place.user.full_name, email=place.user.email, signed_out=signed_out, **clients)
    return True


@transaction.atomic
def restore_place(place, *, by):
    """Give a deleted place back, with the accesses, levels, dossiers and applications it had; return whether it was news. Records client_user.restored."""
    closed_at = ClientUser.objects.select_for_update().get(pk=place.pk).deleted_at
    if closed_at is None:
        return False
    ClientUser.objects.filter(pk=place.pk).update(deleted_at=None, deleted_by=None, suspended_at=None, suspended_by=None)
    now = timezone.now()
    opened = accesses_of(place).filter(closed_at=closed_at, client__merged_into=None)
    opened.update(closed_at=None, opened_at=now)
    place.refresh_from_db()
    apply_hold([place])
    record_event(RESTORED, place, actor=by, person=place.user.full_name, email=place.user.email)
    return True


def accesses_of(place):
    return ClientAccess.objects.filter(firm=place.firm_id, user=place.user_id)


def keep_administrators(accesses):
    """Refuse to close all of these where a client would be left with no administrator. Hold the clients first. Raises LastAdministrator."""
    administering = set(ClientAccess.objects.administering().filter(pk__in=[one.pk for one in accesses]).values_list("pk", flat=True))
    for access in accesses:
        if access.pk in administering and not has_administrator(access.client, beside=access):
            raise LastAdministrator(access.client)


def has_another_place(user, place):
    """Whether the person works for a firm, runs the installation, or is a client elsewhere."""
    elsewhere = ClientUser.objects.kept().filter(user=user).exclude(pk=place.pk)
    others = ClientAccess.objects.filter(user=user, closed_at=None).exclude(firm=place.firm_id)
    return user.is_operator or standing_of(user).is_member or elsewhere.exists() or others.exists()


def sign_out(user, now):
    """End their sessions and tokens; return how many sessions."""
    user.api_tokens.usable(now).update(revoked_at=now)
    return Session.objects.filter(user=user).delete()[0]
