"""Who works for a client, for many pairs at once: the rule of `Client.objects.served_by` as a function of facts."""

from collections import defaultdict

from .decisions import DossierFacts, works_on
from .models import Dossier, DossierManager
from .standing import standings_of


def who_serves(clients, user_ids):
    """The (client id, user id) pairs whose person works for the client. `clients`: {client id: firm id}. Three queries for any number."""
    standings, dossiers = standings_of(user_ids), dossiers_of(clients)
    return {
        (client_id, user_id)
        for client_id, firm_id in clients.items()
        for user_id, standing in standings.items()
        if firm_id in standing.whole_firm_ids or any(works_on(standing, dossier) for dossier in dossiers[client_id])
    }


def dossiers_of(client_ids):
    """{client id: [DossierFacts]}."""
    managers, dossiers = defaultdict(set), defaultdict(list)
    for dossier_id, user_id in DossierManager.objects.filter(dossier__client__in=client_ids).values_list("dossier_id", "user_id"):
        managers[dossier_id].add(user_id)
    for pk, firm_id, licence_id, client_id in Dossier.objects.filter(client__in=client_ids).values_list("pk", "firm_id", "licence_id", "client_id"):
        dossiers[client_id].append(DossierFacts(firm_id, licence_id, client_id, frozenset(managers[pk]), pk))
    return dossiers
