"""How far an access reaches: the whole company, or chosen dossiers of it. Nothing chosen is refused: an empty scope never means all (I5)."""

from dataclasses import dataclass

from django.db import transaction

from comptoir.events.recording import record_events
from comptoir.kernel.among import among

from ..models import ClientAccess, Dossier, DossierAccess
from ..standing import forget_standing
from .access import OwnAccess, words_of

REACH_CHANGED = "access.reach_changed"


class NothingChosen(Exception):
    """Without a dossier, the person would see nothing: that is for closing the access to say."""


class NotOfTheCompany(Exception):
    """A dossier that is not the access's client's."""


@dataclass(frozen=True)
class Reach:
    """What an access reaches: the whole company (ClientAccess.Scope), or these dossiers of it."""

    scope: str
    dossier_ids: frozenset = frozenset()


def change_reach(access, scope, dossier_ids, *, by):
    """Let `access` reach the whole company, or these of its dossiers alone; return whether it was news.

    Raises OwnAccess, NothingChosen, NotOfTheCompany. Records access.reach_changed.
    """
    return bool(change_reaches({access: Reach(scope, frozenset(dossier_ids))}, by=by))


@transaction.atomic
def change_reaches(wanted, *, by):
    """{ClientAccess, with its client and user: Reach}: the same of many, in the same few statements; return the accesses that it was news for."""
    wanted = {access: in_one_form(reach) for access, reach in wanted.items()}
    refuse_wrong(wanted, by)
    held = reaches_of(list(ClientAccess.objects.filter(among("pk", [one.pk for one in wanted])).select_for_update(of=["self"]).order_by("pk")))
    changed = [access for access, reach in wanted.items() if held[access.pk] != reach]
    for scope in ClientAccess.Scope:
        ids = [access.pk for access in changed if wanted[access].scope == scope]
        ClientAccess.objects.filter(among("pk", ids)).update(scope=scope)
    DossierAccess.objects.filter(among("access_id", [access.pk for access in changed])).delete()
    rows = [DossierAccess(access=access, dossier_id=pk) for access in changed for pk in sorted(wanted[access].dossier_ids)]
    DossierAccess.objects.bulk_create(rows, batch_size=1000)
    for access in changed:
        access.scope = wanted[access].scope
        forget_standing(access.user)
    record_events(REACH_CHANGED, [(access, words_of(access) | told(held[access.pk], wanted[access])) for access in changed], actor=by)
    return changed


def in_one_form(reach):
    """Who reaches the whole company has no choice beside it."""
    return Reach(str(reach.scope), frozenset()) if reach.scope == ClientAccess.Scope.WHOLE else Reach(str(reach.scope), reach.dossier_ids)


def refuse_wrong(wanted, by):
    if by is not None and any(access.user_id == by.pk for access in wanted):
        raise OwnAccess
    if any(reach.scope == ClientAccess.Scope.CHOSEN and not reach.dossier_ids for reach in wanted.values()):
        raise NothingChosen
    chosen = set().union(*(reach.dossier_ids for reach in wanted.values())) if wanted else set()
    clients = dict(Dossier.objects.filter(among("pk", chosen)).values_list("pk", "client_id")) if chosen else {}
    if any(clients.get(pk) != access.client_id for access, reach in wanted.items() for pk in reach.dossier_ids):
        raise NotOfTheCompany


def reaches_of(accesses):
    """{access id: Reach}, in one query."""
    chosen = {access.pk: set() for access in accesses if access.scope == ClientAccess.Scope.CHOSEN}
    for access_id, dossier_id in DossierAccess.objects.filter(among("access_id", list(chosen))).values_list("access_id", "dossier_id"):
        chosen[access_id].add(dossier_id)
    return {access.pk: Reach(access.scope, frozenset(chosen.get(access.pk, ()))) for access in accesses}


def told(before, after):
    shown = {"before": before, "after": after}
    return {name: {"scope": reach.scope, "dossiers": sorted(reach.dossier_ids)} for name, reach in shown.items()}
