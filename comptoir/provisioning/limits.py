"""How far whoever creates client users may go: colleagues as far as they serve clients, client administrators as far as they see themselves."""

from dataclasses import dataclass

from comptoir.clients.models import Client, ClientAccess, Dossier
from comptoir.clients.standing import standing_of


@dataclass(frozen=True)
class Limits:
    """`clients` and `dossiers` are querysets of what may be given.

    `full_client_ids`: where the full level may be given; `whole_client_ids`: which companies may be given as a whole; `application_ids`: which
    applications; None for no limit.
    """

    clients: object
    dossiers: object
    full_client_ids: frozenset | None = None
    whole_client_ids: frozenset | None = None
    application_ids: frozenset | None = None

    def allows_reach(self, asked):
        """Whether every company that is asked for as a whole may be given so."""
        wholly = {client_id for client_id, chosen in asked.reach.items() if chosen is None}
        return self.whole_client_ids is None or wholly <= self.whole_client_ids

    def allows_level(self, asked):
        return asked.level != ClientAccess.Level.FULL or self.full_client_ids is None or set(asked.reach) <= self.full_client_ids

    def allows_applications(self, asked):
        return self.application_ids is None or asked.application_ids <= self.application_ids


def limits_of_member(user, firm):
    return Limits(Client.objects.served_by(user).filter(firm=firm), Dossier.objects.worked_on_by(user).filter(firm=firm))


def limits_of_administrator(user, firm, application_ids):
    """Of a client's administrator: their own companies, dossiers, level and applications, and nothing beyond (seed 002)."""
    administered = ClientAccess.objects.open().filter(user=user, firm=firm, type=ClientAccess.Type.ADMINISTRATOR)
    clients = Client.objects.filter(pk__in=administered.values("client"), merged_into=None)
    dossiers = Dossier.objects.represented_by(user).filter(client__in=clients.values("pk"))
    standing = standing_of(user)
    whole = standing.full_client_ids | standing.limited_client_ids
    return Limits(clients, dossiers, full_clients(user, firm), whole, frozenset(application_ids))


def full_clients(user, firm):
    """The clients with which this person has the full level, wholly or in chosen dossiers."""
    full = ClientAccess.objects.open().filter(user=user, firm=firm, level=ClientAccess.Level.FULL)
    return frozenset(full.values_list("client_id", flat=True))
