"""A client user's place at the firm as a whole: validated, suspended, opened again. Each of their accesses is held or open with it (I1, I5)."""

from django.db import transaction
from django.utils import timezone

from comptoir.events.recording import record_event
from comptoir.kernel.among import among

from ..decisions import Hold
from ..models import ClientAccess, ClientUser
from ..standing import forget_standing
from .access import LastAdministrator, OwnAccess, has_administrator, hold_clients

VALIDATED, SUSPENDED, RESUMED = "client_user.validated", "client_user.suspended", "client_user.resumed"


@transaction.atomic
def validate(place, *, by):
    """«Ultérieurement» is over: from now on the person sees what was given. Return whether it was news. Records client_user.validated."""
    return change(place, VALIDATED, by, {"validated_at": None}, validated_at=timezone.now(), validated_by=by)


@transaction.atomic
def suspend(place, *, by):
    """The person sees nothing until `resume`; data and rights stay. Return whether it was news.

    Raises OwnAccess, and LastAdministrator where a client would be left with none. Records client_user.suspended.
    """
    if by is not None and place.user_id == by.pk:
        raise OwnAccess
    accesses = list(ClientAccess.objects.filter(firm=place.firm_id, user=place.user_id).select_related("client").order_by("client_id"))
    hold_clients([one.client_id for one in accesses])
    administered = set(ClientAccess.objects.administering().filter(pk__in=[one.pk for one in accesses]).values_list("pk", flat=True))
    for access in accesses:
        if access.pk in administered and not has_administrator(access.client, beside=access):
            raise LastAdministrator(access.client)
    return change(place, SUSPENDED, by, {"suspended_at": None}, suspended_at=timezone.now(), suspended_by=by)


@transaction.atomic
def resume(place, *, by):
    """Open a suspended place again, with the data and rights it had. Return whether it was news. Records client_user.resumed."""
    return change(place, RESUMED, by, {"suspended_at__isnull": False}, suspended_at=None, suspended_by=None)


def change(place, verb, by, only_if, **values):
    changed = ClientUser.objects.filter(pk=place.pk, **only_if).update(**values)
    place.refresh_from_db()
    if changed:
        apply_hold([place])
        record_event(verb, place, actor=by, person=place.user.full_name)
    return bool(changed)


def apply_hold(places):
    """Give each access of these places (of one firm) its Hold: for who changes one of the facts that it follows from, in the same transaction.

    One statement for each Hold there is, whatever their number.
    """
    for hold in Hold:
        held = [place for place in places if place.hold is hold]
        user_ids = [place.user_id for place in held]
        if held:
            ClientAccess.objects.filter(among("user_id", user_ids), firm=held[0].firm_id).exclude(hold=hold).update(hold=hold)
    for place in places:
        forget_standing(place.user)
