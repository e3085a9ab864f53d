"""Who may see requests, for many pairs at once: the same rule as `Request.objects.visible_to`, from the same decision."""

from collections import defaultdict

from comptoir.clients.decisions import DossierFacts
from comptoir.clients.models import Dossier, DossierManager
from comptoir.clients.standing import standings_of

from .decisions import RequestFacts, sees_as_client, sees_as_member
from .models import Recipient, Request


def as_members(pairs):
    """The (event, user id) pairs whose person works on the request's dossier now."""
    return seen(pairs, sees_as_member)


def as_clients(pairs):
    """The pairs whose person sees the request as a client now (K9)."""
    return seen(pairs, sees_as_client)


def seen(pairs, sees):
    facts = facts_of({event.target_id for event, _user in pairs if event.target_id})
    for event in {event for event, _user in pairs if not event.target_id}:
        facts[event.target_id] = facts_before(event)
    standings = standings_of({user_id for _event, user_id in pairs})
    return {(event, user_id) for event, user_id in pairs if event.target_id in facts and sees(standings[user_id], facts[event.target_id])}


def facts_of(request_ids):
    """{request id: RequestFacts}, in three queries."""
    users, contacts, managers = defaultdict(set), defaultdict(set), defaultdict(set)
    for request_id, contact_id, user_id in Recipient.objects.filter(request__in=request_ids).values_list("request_id", "contact_id", "contact__user_id"):
        contacts[request_id].add(contact_id)
        if user_id:
            users[request_id].add(user_id)
    rows = list(Request.objects.filter(pk__in=request_ids).values_list("pk", "firm_id", "licence_id", "client_id", "dossier_id"))
    for dossier_id, user_id in DossierManager.objects.filter(dossier__in={row[4] for row in rows}).values_list("dossier_id", "user_id"):
        managers[dossier_id].add(user_id)
    return {
        pk: RequestFacts(DossierFacts(firm, licence, client, frozenset(managers[dossier]), dossier), frozenset(users[pk]), frozenset(contacts[pk]))
        for pk, firm, licence, client, dossier in rows
    }


def facts_before(event):
    """The facts of a request that does not exist yet, from the event that would send it («Qui sera prévenu ?»)."""
    firm, licence, client = Dossier.objects.values_list("firm_id", "licence_id", "client_id").get(pk=event.data["dossier"])
    managers = DossierManager.objects.filter(dossier=event.data["dossier"]).values_list("user_id", flat=True)
    return RequestFacts(DossierFacts(firm, licence, client, frozenset(managers), event.data["dossier"]), frozenset(event.data["recipients"]))
