"""Where a request stands, and who may see it. Values in, answer out: no clock, no database."""

from dataclasses import dataclass
from enum import StrEnum

from comptoir.clients.decisions import DossierFacts, works_on


class State(StrEnum):
    OPEN = "open"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class RequestFacts:
    """The dossier of a request, and the accounts and contacts that it was sent to."""

    dossier: DossierFacts
    user_ids: frozenset = frozenset()
    contact_ids: frozenset = frozenset()


def state_of(*, completed_at=None, cancelled_at=None):
    if completed_at is not None:
        return State.COMPLETED
    return State.CANCELLED if cancelled_at is not None else State.OPEN


def sees_as_member(standing, facts):
    """Whoever works on the dossier."""
    return works_on(standing, facts.dossier)


def sees_as_client(standing, facts):
    """With full access all of the client's; with limited access what was sent to that very person (K9)."""
    if facts.dossier.client_id in standing.full_client_ids:
        return True
    was_sent = standing.user_id in facts.user_ids or standing.contact_id in facts.contact_ids
    return facts.dossier.client_id in standing.limited_client_ids and was_sent
