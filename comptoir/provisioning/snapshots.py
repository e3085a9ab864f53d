"""What client users have now, read for any number of them in the same four queries."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import F

from comptoir.applications.models import ApplicationGrant
from comptoir.clients.models import ClientAccess, ClientUser, DossierAccess
from comptoir.kernel.among import among

from .holdings import Held, Holding


@dataclass(frozen=True)
class Snapshot:
    """`places`: [ClientUser, with user] in the order of their ids; `holdings`: {place id: Holding}; `accesses`: {(user id, client id): ClientAccess}."""

    places: list
    holdings: dict
    accesses: dict


def snapshot_of(firm_id, place_ids, *, locks=False):
    """The Snapshot of these client users of one firm; with `locks` they are held until the end of the transaction."""
    rows = ClientUser.objects.filter(among("pk", list(place_ids)), firm=firm_id).select_related("user").order_by("pk")
    places = list(rows.select_for_update(of=["self"]) if locks else rows)
    user_ids = [place.user_id for place in places]
    accesses = list(ClientAccess.objects.filter(among("user_id", user_ids), firm=firm_id).select_related("client", "user"))
    # A dossier that went to another client takes nobody with it.
    of_theirs = DossierAccess.objects.filter(among("access_id", [one.pk for one in accesses]), dossier__client=F("access__client"))
    chosen = ids_by(of_theirs.values_list("access_id", "dossier_id"))
    granted = ids_by(ApplicationGrant.objects.filter(among("client_user_id", [place.pk for place in places])).values_list("client_user_id", "application_id"))
    held = defaultdict(dict)
    for one in accesses:
        dossier_ids = chosen[one.pk] if one.scope == ClientAccess.Scope.CHOSEN else frozenset()
        held[one.user_id][one.client_id] = Held(one.level, one.type, one.scope, frozenset(dossier_ids), one.closed_at is None)
    holdings = {place.pk: holding_of(place, held[place.user_id], granted[place.pk]) for place in places}
    return Snapshot(places, holdings, {(one.user_id, one.client_id): one for one in accesses})


def holding_of(place, accesses, application_ids):
    return Holding(
        user_id=place.user_id,
        is_deleted=place.deleted_at is not None,
        is_validated=place.validated_at is not None,
        is_suspended=place.suspended_at is not None,
        owes_method=place.owes_method,
        accesses=accesses,
        application_ids=frozenset(application_ids),
    )


def ids_by(pairs):
    found = defaultdict(set)
    for key, value in pairs:
        found[key].add(value)
    return found


def administrators_of(client_ids):
    """{client id: {user id of each of its administrators}} (I2)."""
    return ids_by(ClientAccess.objects.administering().filter(among("client_id", list(client_ids))).values_list("client_id", "user_id"))
