"""Who sees a dossier and why («Pourquoi Paul voit-il ce dossier ?»): the reasons of `clients.decisions.reasons_to_see`, with the names that make them words.

The answer has a reason exactly where `Dossier.objects.visible_to` has the dossier: a property test on random firms compares them.
"""

from dataclasses import dataclass, field

from django.contrib.auth import get_user_model

from comptoir.clients.decisions import DossierFacts, reasons_to_see
from comptoir.clients.models import ClientAccess, Dossier, DossierAccess, DossierManager
from comptoir.clients.standing import standings_of
from comptoir.firms.models import Membership


@dataclass
class Sight:
    """One person and one dossier: the Because values for which it is seen, none for who does not see it, and what they stand on."""

    user: object
    because: list = field(default_factory=list)
    membership: object = None
    # The place among the managers, from 0; None for who is none.
    rank: int | None = None
    access: object = None
    # Whether the access has this dossier among the chosen ones.
    is_chosen: bool = False

    @property
    def sees(self):
        return bool(self.because)

    @property
    def is_colleague(self):
        return self.membership is not None and self.membership.left_at is None


def sights_of(dossier, user_ids=None):
    """[Sight, …] of everybody who has, or had, to do with the dossier: the firm's members, its managers, those with an access to its client.

    Of these people alone where `user_ids` are given. Seven queries for any number.
    """
    memberships = by_user(Membership.objects.filter(firm=dossier.firm_id).select_related("custom_role", "firm"), user_ids)
    accesses = by_user(ClientAccess.objects.filter(client=dossier.client_id).select_related("client", "firm"), user_ids)
    ranks = {
        user_id: place for place, user_id in enumerate(DossierManager.objects.filter(dossier=dossier).order_by("rank", "pk").values_list("user_id", flat=True))
    }
    chosen = set(DossierAccess.objects.filter(dossier=dossier, access__client=dossier.client_id).values_list("access_id", flat=True))
    ids = user_ids if user_ids is not None else {*memberships, *accesses, *ranks}
    users, standings = get_user_model().objects.in_bulk(ids), standings_of(list(ids))
    facts = facts_of(dossier, ranks)
    sights = [
        Sight(
            users[pk],
            reasons_to_see(standings[pk], facts),
            memberships.get(pk),
            ranks.get(pk),
            accesses.get(pk),
            pk in accesses and accesses[pk].pk in chosen,
        )
        for pk in users
    ]
    return sorted(sights, key=lambda one: (one.user.last_name, one.user.first_name, one.user.pk))


def by_user(rows, user_ids):
    found = rows if user_ids is None else rows.filter(user__in=user_ids)
    return {row.user_id: row for row in found}


def facts_of(dossier, manager_ids):
    return DossierFacts(dossier.firm_id, dossier.licence_id, dossier.client_id, frozenset(manager_ids), dossier.pk)


def sight_of(dossier, user):
    """The Sight of one person."""
    return sights_of(dossier, {user.pk})[0]


def seen_dossiers(user, dossiers):
    """[(Dossier, Sight), …] of these dossiers (a list, read with their client and licence), in a constant number of queries."""
    ids = [dossier.pk for dossier in dossiers]
    ranks, chosen = ranks_in(ids), set(DossierAccess.objects.filter(dossier__in=ids, access__user=user).values_list("access_id", "dossier_id"))
    memberships = {row.firm_id: row for row in Membership.objects.filter(user=user).select_related("custom_role", "firm")}
    accesses = {row.client_id: row for row in ClientAccess.objects.filter(user=user).select_related("client", "firm")}
    standing = standings_of([user.pk])[user.pk]
    return [(dossier, of_one(user, dossier, standing, ranks[dossier.pk], memberships, accesses, chosen)) for dossier in dossiers]


def of_one(user, dossier, standing, ranks, memberships, accesses, chosen):
    access = accesses.get(dossier.client_id)
    reasons = reasons_to_see(standing, facts_of(dossier, ranks))
    is_chosen = access is not None and (access.pk, dossier.pk) in chosen
    return Sight(user, reasons, memberships.get(dossier.firm_id), ranks.get(user.pk), access, is_chosen)


def ranks_in(dossier_ids):
    """{dossier id: {user id: place}}."""
    found = {pk: {} for pk in dossier_ids}
    for dossier_id, user_id in DossierManager.objects.filter(dossier__in=dossier_ids).order_by("rank", "pk").values_list("dossier_id", "user_id"):
        found[dossier_id][user_id] = len(found[dossier_id])
    return found


def dossiers_seen_by(user, firm_ids):
    """What this person sees, within these firms."""
    return Dossier.objects.visible_to(user).filter(firm_id__in=firm_ids)
