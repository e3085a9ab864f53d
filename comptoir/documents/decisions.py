"""Who sees a document: the one rule, as a function of facts; `DocumentQuerySet.visible_to` says the same in SQL and a property test compares them."""

from dataclasses import dataclass

from comptoir.clients.decisions import FULL, LIMITED, DossierFacts, works_on


@dataclass(frozen=True)
class DocumentFacts:
    """Where a document stands, and with whom it was shared by name: contacts and, of those who have one, their accounts.

    `dropped_by` is the client user who put it there, 0 for what the firm shared.
    """

    dossier: DossierFacts
    contact_ids: frozenset = frozenset()
    user_ids: frozenset = frozenset()
    dropped_by: int = 0
    is_withdrawn: bool = False


def sees_as_member(standing, facts):
    """Whoever works on the dossier sees what is in it, withdrawn or not."""
    return works_on(standing, facts.dossier)


def sees_as_client(standing, facts):
    """With full access all of the client's; with limited access what was shared with that very person, and what they dropped (K9)."""
    if facts.is_withdrawn:
        return False
    level = standing.level_in(facts.dossier)
    if level == FULL:
        return True
    return level == LIMITED and is_for(standing, facts)


def is_for(standing, facts):
    """Whether the person of this Standing is one of those it was shared with, or dropped it."""
    if standing.user_id and (standing.user_id in facts.user_ids or standing.user_id == facts.dropped_by):
        return True
    return bool(standing.contact_id) and standing.contact_id in facts.contact_ids
