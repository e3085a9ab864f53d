"""A dossier that belongs to another client, and two clients that are one. Nobody on the client's side sees by it what was another company's.

Both clients are held first, in the order of their ids: of a removal, a move and a merge at once, one comes after the other.
"""

from django.db import transaction
from django.utils import timezone

from comptoir.events.recording import record_event

from ..merging import Held, merged_access
from ..models import Client, ClientAccess, Dossier, DossierAccess
from ..moves import Merge, Move, all_followings
from .access import hold_clients

MOVED, MERGED = "dossier.moved", "client.merged"
# What the client that stays takes over, group by group, where it says nothing itself.
FILLED = (
    ("siren", "siret"),
    ("legal_form",),
    ("address", "postal_code", "city", "country"),
    ("founded_on",),
    ("portal_enabled_at", "portal_enabled_by"),
)


class SameClient(Exception):
    """It is that client already."""


class ClientGone(Exception):
    """`client` has become another one meanwhile, or is of another firm."""

    def __init__(self, client):
        super().__init__(client.pk)
        self.client = client


@transaction.atomic
def move_dossier(dossier, client, *, by):
    """Give a dossier to another client of its firm, with all that lies in it; return whether it was news. Raises ClientGone.

    It takes nobody with it, and finds nobody waiting: who had it by name loses it, and whoever reaches the whole of the new client sees it.
    Records dossier.moved.
    """
    before_id = Dossier.objects.values_list("client_id", flat=True).get(pk=dossier.pk)
    held = held_together([before_id, client.pk])
    found = Dossier.objects.select_for_update(of=["self"]).get(pk=dossier.pk)
    if found.client_id == client.pk:
        return False
    if found.client_id not in held:
        # Somebody else moved it between our look and our hold.
        return move_dossier(found, client, by=by)
    before, after = held[found.client_id], in_the_firm(held.get(client.pk), client, found.firm_id)
    Dossier.objects.filter(pk=found.pk).update(client=after)
    found.client = dossier.client = after
    move = Move(found, before, after, by)
    for following in all_followings():
        if following.moved:
            following.moved(move)
    words = {"name": found.name, "before": before.pk, "before_name": before.name, "after": after.pk, "after_name": after.name}
    record_event(MOVED, found, actor=by, **words)
    return True


@transaction.atomic
def merge_clients(gone, kept, *, by):
    """Let `gone` become `kept`: its dossiers, people, accesses and all that it has go there; return the Merge. Raises SameClient, ClientGone.

    Who had accesses to both keeps one (`merging.merged_access`). There is no way back. Records client.merged with the accesses that were before.
    """
    if gone.pk == kept.pk:
        raise SameClient
    held = held_together([gone.pk, kept.pk])
    merge = merge_of(in_the_firm(held.get(gone.pk), gone, gone.firm_id), in_the_firm(held.get(kept.pk), kept, gone.firm_id), by)
    # First of all: of a client that became another one nobody has to be left (`constraints.py`).
    Client.objects.filter(pk=merge.gone.pk).update(merged_into=merge.kept, merged_at=timezone.now())
    for following in all_followings():
        if following.merged:
            following.merged(merge)
    before = merge_accesses(merge)
    fill_in(merge)
    words = {"client_name": merge.kept.name, "gone": merge.gone.pk, "gone_name": merge.gone.name, "dossiers": sorted(merge.gone_dossier_ids)}
    record_event(MERGED, merge.kept, actor=by, **words, accesses=before)
    return merge


def held_together(client_ids):
    """{id: Client} of those that are held now and are no other client meanwhile."""
    return {client.pk: client for client in hold_clients(client_ids) if client.merged_into_id is None}


def in_the_firm(held, client, firm_id):
    if held is None or held.firm_id != firm_id:
        raise ClientGone(client)
    return held


def merge_of(gone, kept, by):
    ids = {gone.pk: set(), kept.pk: set()}
    # Locked: what is being put into one of them is waited for.
    for pk, client_id in Dossier.objects.filter(client__in=ids).select_for_update(of=["self"]).order_by("pk").values_list("pk", "client_id"):
        ids[client_id].add(pk)
    return Merge(gone, kept, frozenset(ids[gone.pk]), frozenset(ids[kept.pk]), by)


def merge_accesses(merge):
    """Give each person the one access that is left; return what they had, as the event tells it."""
    rows = list(ClientAccess.objects.filter(client__in=[merge.gone.pk, merge.kept.pk]).select_for_update(of=["self"]).order_by("pk"))
    held = held_of(rows)
    people = {}
    for row in rows:
        people.setdefault(row.user_id, {})[row.client_id] = row
    before = [words_of(row, held[row.pk]) for row in rows]
    left = [left_of(merge, sides, held) for sides in people.values()]
    DossierAccess.objects.filter(access__in=[row.pk for row in rows]).delete()
    ClientAccess.objects.filter(pk__in={row.pk for row in rows} - {row.pk for row, _one in left}).delete()
    ClientAccess.objects.bulk_update([row for row, _one in left], ["client", "level", "type", "scope", "closed_at", "opened_at"], batch_size=500)
    DossierAccess.objects.bulk_create([DossierAccess(access=row, dossier_id=pk) for row, one in left for pk in sorted(one.dossier_ids)], batch_size=1000)
    return before


def held_of(accesses):
    """{access id: Held}, in one query."""
    chosen = {row.pk: set() for row in accesses}
    for access_id, dossier_id in DossierAccess.objects.filter(access__in=list(chosen)).values_list("access_id", "dossier_id"):
        chosen[access_id].add(dossier_id)
    return {row.pk: Held(row.level, row.type, row.scope == ClientAccess.Scope.WHOLE, frozenset(chosen[row.pk]), row.closed_at is not None) for row in accesses}


def left_of(merge, sides, held):
    """(the row that one person keeps, not saved; its Held)."""
    gone, kept = sides.get(merge.gone.pk), sides.get(merge.kept.pk)
    one = merged_access(held[gone.pk] if gone else None, held[kept.pk] if kept else None, merge.gone_dossier_ids, merge.kept_dossier_ids)
    row = kept or gone
    counted = [side for side in (gone, kept) if side is not None and held[side.pk].is_closed == one.is_closed]
    row.client, row.level, row.type = merge.kept, one.level, one.type
    row.scope = ClientAccess.Scope.WHOLE if one.is_whole else ClientAccess.Scope.CHOSEN
    row.opened_at = min(side.opened_at for side in counted)
    row.closed_at = max(side.closed_at for side in counted) if one.is_closed else None
    return row, one


def words_of(row, held):
    scope = "whole" if held.is_whole else sorted(held.dossier_ids)
    return {"client": row.client_id, "user": row.user_id, "level": held.level, "type": held.type, "scope": scope, "is_closed": held.is_closed}


def fill_in(merge):
    """What the one that stays does not say of itself, the other one knew."""
    for group in FILLED:
        if not any(getattr(merge.kept, name) for name in group):
            for name in group:
                setattr(merge.kept, name, getattr(merge.gone, name))
    merge.kept.save()
