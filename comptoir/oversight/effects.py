"""What a move or a merge would change, in numbers and names, before anybody presses. The same rules as the actions; nothing is written."""

from dataclasses import dataclass, field

from django.contrib.auth import get_user_model

from comptoir.clients.actions.moving import held_of
from comptoir.clients.merging import merged_access
from comptoir.clients.models import ClientAccess, Dossier
from comptoir.clients.moves import all_followings, rows


@dataclass
class Effects:
    """`lose` and `gain`: the people of the client's side who will see less, and more; `lowered`: whose level becomes the lower of two; `narrowed`: who keeps
    what they see and no longer gets the dossiers to come. `carried`: [(what, how many), …] that goes along.
    """

    lose: list = field(default_factory=list)
    gain: list = field(default_factory=list)
    lowered: list = field(default_factory=list)
    narrowed: list = field(default_factory=list)
    dossiers: int = 0
    invitations: int = 0
    carried: list = field(default_factory=list)


def of_move(dossier, client):
    """The Effects of giving the dossier to `client`."""
    before = users_of(ClientAccess.objects.open().reaching(dossier.pk, dossier.client_id))
    after = users_of(ClientAccess.objects.open().whole().filter(client=client))
    return Effects(lose=people(before - after), gain=people(after - before), carried=carried_by(dossier=dossier))


def of_merge(gone, kept):
    """The Effects of letting `gone` become `kept`."""
    ids = {client.pk: frozenset(Dossier.objects.filter(client=client).values_list("pk", flat=True)) for client in (gone, kept)}
    accesses = list(ClientAccess.objects.filter(client__in=ids))
    held, sides = held_of(accesses), {}
    for access in accesses:
        sides.setdefault(access.user_id, {})[access.client_id] = held[access.pk]
    lowered, narrowed = set(), set()
    for user_id, both in sides.items():
        one = merged_access(both.get(gone.pk), both.get(kept.pk), ids[gone.pk], ids[kept.pk])
        there = [side for side in both.values() if not side.is_closed]
        if there and any(side.level != one.level for side in there):
            lowered.add(user_id)
        if there and any(side.is_whole for side in there) and not one.is_whole:
            narrowed.add(user_id)
    return Effects(
        lowered=people(lowered),
        narrowed=people(narrowed),
        dossiers=len(ids[gone.pk]),
        invitations=waiting_in(gone, kept, ids),
        carried=carried_by(client=gone),
    )


def users_of(accesses):
    return set(accesses.values_list("user_id", flat=True))


def people(user_ids):
    return list(get_user_model().objects.filter(pk__in=user_ids).order_by("last_name", "first_name", "pk"))


def waiting_in(gone, kept, dossier_ids):
    """How many invitations the merge withdraws."""
    wider = [one.pk for one, other in ((gone, kept), (kept, gone)) if dossier_ids[other.pk]]
    return rows("invitations.Invitation").filter(client__in=wider, accepted_at=None, revoked_at=None).count()


def carried_by(**where):
    """[(label of a model, how many of its rows go along), …]: conversations, requests, documents, whatever has a dossier and repeats its client."""
    found = []
    for following in all_followings():
        if following.moved and following.merged:
            queryset = rows(following.label)
            count = queryset.filter(**where).count()
            if count:
                found.append((following.label, count))
    return found
