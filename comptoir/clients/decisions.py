"""Who may see a dossier. The one rule, as a function of facts; `visible_to` says the same in SQL and a property test compares them."""

from dataclasses import dataclass
from enum import StrEnum

from comptoir.firms.rights import Right

FULL, LIMITED = "full", "limited"


@dataclass(frozen=True)
class DossierFacts:
    """Where a dossier stands and who manages it."""

    firm_id: int
    licence_id: int
    client_id: int
    manager_ids: frozenset = frozenset()
    dossier_id: int = 0


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
    # (client id, dossier id, level) of accesses to chosen dossiers; those to whole companies are the two sets above. An empty choice is no access.
    chosen: frozenset = frozenset()
    # (firm id, right) pairs: what a member may do (firms.rights).
    rights: frozenset = frozenset()

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
        """The clients represented, whatever the level, wholly or in some of their dossiers."""
        whole = self.full_client_ids | self.limited_client_ids
        return whole.union(client_id for client_id, _dossier, _level in self.chosen) if self.chosen else whole

    @property
    def whole_firm_ids(self):
        """The firms of which the person sees every dossier."""
        return self.administered_firm_ids | self.firms_where(Right.ALL_DOSSIERS)

    def may(self, right, firm_id):
        """Whether a member may do this in the firm."""
        return firm_id in self.firms_where(right)

    def firms_where(self, right):
        """The firms in which the person may do this; administrators may do everything."""
        return self.administered_firm_ids.union(firm_id for firm_id, held in self.rights if held == right and firm_id in self.firm_ids)

    def level_in(self, dossier):
        """The level at which this person represents the client of a dossier (DossierFacts): «full», «limited», or "" for not at all."""
        if dossier.client_id in self.full_client_ids:
            return FULL
        if dossier.client_id in self.limited_client_ids:
            return LIMITED
        here = (dossier.client_id, dossier.dossier_id)
        return next((level for client_id, dossier_id, level in self.chosen if (client_id, dossier_id) == here), "")


def works_on(standing, dossier):
    """Whether a member of the firm may work on the dossier: administrator, licence given, or manager of it."""
    return dossier.firm_id in standing.firm_ids and (
        dossier.firm_id in standing.whole_firm_ids or dossier.licence_id in standing.licence_ids or standing.user_id in dossier.manager_ids
    )


def is_served_by(standing, dossier):
    """Whether a client user represents the dossier's client, whatever the level."""
    return bool(standing.level_in(dossier))


def standing_with(contact_id, user_id, client_id, level, chosen=None):
    """The Standing of a contact as if they had this level with this client, and nothing else: whatever a hypothetical person would see (X9).

    `user_id` is 0 for who has no account; `level` is "limited", "full", or "" for no access at all; `chosen` the ids of the dossiers that it reaches,
    None for all of the client's.
    """
    if chosen is not None:
        reached = frozenset((client_id, dossier_id, level) for dossier_id in chosen if level)
        return Standing(user_id=user_id, contact_id=contact_id, chosen=reached)
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
        chosen=frozenset(one for one in standing.chosen if one[0] in kept),
    )


class Because(StrEnum):
    """Why somebody sees a dossier."""

    ADMINISTRATOR = "administrator"
    ALL_DOSSIERS = "all_dossiers"
    LICENCE = "licence"
    MANAGER = "manager"
    FULL_ACCESS = "full_access"
    LIMITED_ACCESS = "limited_access"


def reasons_to_see(standing, dossier):
    """Every Because for which this person sees the dossier, in the order of the enumeration; none for who does not («pourquoi Paul voit-il ce dossier ?»)."""
    reasons = []
    if dossier.firm_id in standing.firm_ids:
        holds = {
            Because.ADMINISTRATOR: dossier.firm_id in standing.administered_firm_ids,
            Because.ALL_DOSSIERS: (dossier.firm_id, Right.ALL_DOSSIERS) in standing.rights and dossier.firm_id not in standing.administered_firm_ids,
            Because.LICENCE: dossier.licence_id in standing.licence_ids,
            Because.MANAGER: standing.user_id in dossier.manager_ids,
        }
        reasons = [because for because, is_so in holds.items() if is_so]
    level = standing.level_in(dossier)
    return reasons + ([Because.FULL_ACCESS if level == FULL else Because.LIMITED_ACCESS] if level else [])


class Hold(StrEnum):
    """What keeps a client user's accesses from being open, though they are not closed: nothing is seen, told or reached meanwhile."""

    NONE = ""
    # «Ultérieurement»: somebody of the firm validates first (seed 002).
    VALIDATION = "validation"
    SUSPENSION = "suspension"
    # Billing mode «Client»: the payment method comes before anything else (I4).
    PAYMENT = "payment"


def hold_of(*, is_validated, is_suspended, owes_method):
    """The Hold of a client user: what somebody decided counts before what is waited for."""
    if is_suspended:
        return Hold.SUSPENSION
    if not is_validated:
        return Hold.VALIDATION
    return Hold.PAYMENT if owes_method else Hold.NONE
