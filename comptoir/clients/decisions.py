"""Who may see a dossier. The one rule, as a function of facts; `visible_to` says the same in SQL and a property test compares them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DossierFacts:
    """Where a dossier stands and who manages it."""

    firm_id: int
    licence_id: int
    client_id: int
    manager_ids: frozenset = frozenset()


@dataclass(frozen=True)
class Standing:
    """What one person is: firms worked for, firms administered, licences worked in, clients represented and how far."""

    user_id: int
    firm_ids: frozenset = frozenset()
    administered_firm_ids: frozenset = frozenset()
    # (firm id, role) pairs: the place in each firm worked for, "client" in each firm that serves one.
    roles: frozenset = frozenset()
    licence_ids: frozenset = frozenset()
    full_client_ids: frozenset = frozenset()
    limited_client_ids: frozenset = frozenset()
    # Somebody of whom it is asked what they would see, and who has no account yet («Ce que verra le client»).
    contact_id: int = 0

    @property
    def is_member(self):
        return bool(self.firm_ids)

    @property
    def home_firm_id(self):
        """The firm whose rules a person's own settings follow: the first worked for, else the first that serves them; None for nobody's."""
        served = {firm_id for firm_id, _role in self.roles}
        return min(self.firm_ids or served, default=None)

    @property
    def client_ids(self):
        return self.full_client_ids | self.limited_client_ids


def works_on(standing, dossier):
    """Whether a member of the firm may work on the dossier: administrator, licence given, or manager of it."""
    return dossier.firm_id in standing.firm_ids and (
        dossier.firm_id in standing.administered_firm_ids or dossier.licence_id in standing.licence_ids or standing.user_id in dossier.manager_ids
    )


def is_served_by(standing, dossier):
    """Whether a client user represents the dossier's client, whatever the level."""
    return dossier.client_id in standing.client_ids


def standing_with(contact_id, user_id, client_id, level):
    """The Standing of a contact as if they had this level with this client, and nothing else: whatever a hypothetical person would see (X9).

    `user_id` is 0 for who has no account; `level` is "limited", "full", or "" for no access at all.
    """
    held = frozenset({client_id})
    levels = {"full": {"full_client_ids": held}, "limited": {"limited_client_ids": held}}
    return Standing(user_id=user_id, contact_id=contact_id, **levels.get(level, {}))


def as_client_of(standing, client_ids):
    """The same person as a client of these clients alone, never with more than they have: what they see as a member or as another's client is left out."""
    kept = frozenset(client_ids)
    return Standing(
        user_id=standing.user_id,
        contact_id=standing.contact_id,
        full_client_ids=standing.full_client_ids & kept,
        limited_client_ids=standing.limited_client_ids & kept,
    )
