"""Who may be told of requests, for many pairs at once, and what one person may do with one of them."""

from collections import defaultdict

from comptoir.clients.decisions import DossierFacts, works_on
from comptoir.clients.models import Dossier, DossierManager
from comptoir.clients.standing import standing_of, standings_of
from comptoir.firms.models import Membership

from .decisions import Position, acts_of


def still_work_on_it(pairs):
    """The (event, user id) pairs whose person works on the dossier now: the rule of `Validation.objects.visible_to`, in three queries."""
    facts = facts_of({event.data["dossier"] for event, _user in pairs})
    standings = standings_of({user_id for _event, user_id in pairs})
    return {(event, user_id) for event, user_id in pairs if event.data["dossier"] in facts and works_on(standings[user_id], facts[event.data["dossier"]])}


def facts_of(dossier_ids):
    """{dossier id: DossierFacts} of those that are still there."""
    managers = defaultdict(set)
    for dossier_id, user_id in DossierManager.objects.filter(dossier__in=dossier_ids).values_list("dossier_id", "user_id"):
        managers[dossier_id].add(user_id)
    rows = Dossier.objects.filter(pk__in=dossier_ids).values_list("pk", "firm_id", "licence_id", "client_id")
    return {pk: DossierFacts(firm, licence, client, frozenset(managers[pk]), pk) for pk, firm, licence, client in rows}


def rights_on(validation, user):
    """The `Act`s that `user`, who sees it, may do with it while it is pending."""
    standing = standing_of(user)
    position = Position(
        is_requester=validation.requested_by_id == user.pk,
        is_addressee=validation.addressed_to_id == user.pk,
        is_accountant=(validation.firm_id, Membership.Role.ACCOUNTANT) in standing.roles,
        is_administrator=validation.firm_id in standing.administered_firm_ids,
    )
    return acts_of(position)
