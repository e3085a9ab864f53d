"""To whom a request about a dossier can be sent, and how it would reach each of them, in a constant number of queries."""

from dataclasses import dataclass

from comptoir.clients.models import ClientAccess, Contact
from comptoir.links.assurance import policy_of

from .decisions import Addressee, Way, way_of


@dataclass(frozen=True)
class Candidate:
    """A contact of the client, and the way to them."""

    contact: Contact
    way: Way

    @property
    def is_reachable(self):
        return self.way != Way.NO_ADDRESS

    @property
    def has_access(self):
        return self.way in {Way.PORTAL, Way.SIGN_IN, Way.SECOND_FACTOR}


def propose_contacts(dossier):
    """Every contact of the dossier's client as a Candidate, by name."""
    return candidates(dossier, dossier.client.contacts.select_related("user").order_by("name_key", "pk"))


def candidates(dossier, contacts):
    """[Candidate, …] of these contacts of the dossier's client, in their order."""
    client = dossier.client
    contacts, policy = list(contacts), policy_of(client.firm)
    users = users_with_access(dossier, contacts)
    return [Candidate(one, way_of(Addressee(one.user_id in users, bool(one.email)), has_portal=client.is_on_portal, policy=policy)) for one in contacts]


def users_with_access(dossier, contacts):
    """The ids of those accounts among these contacts that have an open access to the dossier."""
    ids = [one.user_id for one in contacts if one.user_id]
    return set(ClientAccess.objects.open().reaching(dossier.pk, dossier.client_id).filter(user__in=ids).values_list("user_id", flat=True)) if ids else set()


def contact_of(user, client):
    """The contact that this client user is, or None for an account that was opened without one."""
    return Contact.objects.filter(user=user, clients=client).order_by("pk").first()
