"""What a move and a departure would do, by the very functions that do it: dossiers seen no more or newly, and who gets what. Nothing is written."""

from collections import Counter
from dataclasses import dataclass
from types import SimpleNamespace

from django.db.models import Q

from comptoir.clients.models import Dossier, DossierManager
from comptoir.clients.responsibilities import Heirs, all_responsibilities
from comptoir.firms.models import Membership
from comptoir.firms.rights import Right, rights_of

from .models import Move


@dataclass(frozen=True)
class Reach:
    """The dossiers that somebody sees no more, sees newly, and manages no more, by their ids."""

    lost: frozenset
    gained: frozenset
    given_up: frozenset


@dataclass(frozen=True)
class Portion:
    """Of one kind of responsibility: how many things, and {heir's id: how many}; None for nobody."""

    kind: object
    count: int
    by_heir: dict


def place_of(move):
    """The place that a kept Move means, read like actions.Place."""
    custom_role = move.custom_role if move.role != Membership.Role.ADMINISTRATOR else None
    words = {name: getattr(move, name) for name in ("role", "licence_ids", "team_ids", "managed", "dossier_ids", "heir_id")}
    return SimpleNamespace(custom_role=custom_role, **words)


def reach_of(membership, place):
    """The Reach of a move to `place`, in two queries."""
    firm_id, mine = membership.firm_id, DossierManager.objects.filter(user=membership.user_id).values("dossier_id")
    dossiers = Dossier.objects.filter(firm=firm_id)
    given_up = frozenset(dossiers.filter(gives_up(membership, place, mine)).values_list("pk", flat=True))
    licences = list(membership.licence_accesses.values_list("licence_id", flat=True))
    before = seen(membership.rights, licences) | Q(pk__in=mine)
    kept = (Q(pk__in=mine) & ~gives_up(membership, place, mine)) | Q(pk__in=list(place.dossier_ids))
    after = seen(rights_of(place.role, place.custom_role.rights if place.custom_role else None), list(place.licence_ids)) | kept
    return Reach(
        frozenset(dossiers.filter(before & ~after).values_list("pk", flat=True)),
        frozenset(dossiers.filter(after & ~before).values_list("pk", flat=True)),
        given_up - frozenset(place.dossier_ids),
    )


def seen(rights, licence_ids):
    """The condition that a dossier is seen without being managed."""
    return Q(pk__gt=0) if Right.ALL_DOSSIERS in rights else Q(licence__in=licence_ids)


def gives_up(membership, place, mine):
    if place.managed == Move.Managed.KEEP:
        return Q(pk__in=[])
    return Q(pk__in=mine) if place.managed == Move.Managed.ALL else Q(pk__in=mine) & ~Q(licence__in=list(place.licence_ids))


def heirs_of_move(membership, place, reach):
    """[(kind, its Heirs)]: dossiers that are given up, then what waits in dossiers that are seen no more."""
    default = place.heir_id or somebody(membership)
    within = {"dossiers": reach.given_up}
    return [
        (kind, Heirs(membership.user, membership.firm, default=default, within=within.get(kind.code, reach.lost)))
        for kind in all_responsibilities()
        if kind.has_heir and default
    ]


def somebody(membership):
    """The id of who takes over when nobody was chosen: the firm's fallback, else its first administrator; never the person. None where there is nobody."""
    here = Membership.objects.active().filter(firm=membership.firm_id).exclude(pk=membership.pk)
    fallback = here.filter(user=membership.firm.fallback_user_id).first() if membership.firm.fallback_user_id else None
    found = fallback or here.filter(role=Membership.Role.ADMINISTRATOR).order_by("pk").first() or here.order_by("pk").first()
    return found and found.user_id


def portions_of_move(membership, place, reach):
    return portions(membership, heirs_of_move(membership, place, reach))


def heirs_of_departure(membership, heir_id, chosen):
    """[(kind, its Heirs)] of everything."""
    heirs = Heirs(membership.user, membership.firm, default=heir_id, chosen=chosen)
    return [(kind, heirs) for kind in all_responsibilities()]


def portions_of_departure(membership, heir_id, chosen):
    return portions(membership, heirs_of_departure(membership, heir_id, chosen))


def portions(membership, heirs):
    """[Portion] of the kinds of which there is something; each kind costs a constant number of queries."""
    shares = [(kind, kind.shares(membership.user, membership.firm, one)) for kind, one in heirs]
    return [Portion(kind, len(given), dict(Counter(given.values()))) for kind, given in shares if given]


def counts(membership):
    """[(kind, how many)] that the person holds; of what they hold nothing of, nothing."""
    return [(kind, number) for kind in all_responsibilities() if (number := kind.count(membership.user, membership.firm))]
