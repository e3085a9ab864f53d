"""Where a request stands, who may see it, how it reaches people, and when it is recalled. Values in, answer out: no clock, no database."""

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum, StrEnum

from comptoir.clients.decisions import FULL, LIMITED, DossierFacts, works_on
from comptoir.links.decisions import OF_A_REQUEST, Act, Assurance, demanded_of

BETWEEN_REMINDERS = timedelta(days=1)


class State(StrEnum):
    OPEN = "open"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class Way(StrEnum):
    """How a request reaches one person, and what they must show to answer it."""

    PORTAL = "portal"
    SIGN_IN = "sign_in"
    SECOND_FACTOR = "second_factor"
    LINK = "link"
    CODE = "code"
    ACCOUNT_MISSING = "account_missing"
    NO_ADDRESS = "no_address"


class Recall(IntEnum):
    """The reminders of a due day that the product sends by itself, in their order."""

    NONE = 0
    BEFORE = 1
    AFTER = 2


@dataclass(frozen=True)
class RequestFacts:
    """The dossier of a request, and the accounts and contacts that it was sent to."""

    dossier: DossierFacts
    user_ids: frozenset = frozenset()
    contact_ids: frozenset = frozenset()


@dataclass(frozen=True)
class Addressee:
    """What counts of a contact: an account with an open access to the client, an address for mails."""

    has_access: bool
    has_address: bool


def state_of(*, completed_at=None, cancelled_at=None):
    if completed_at is not None:
        return State.COMPLETED
    return State.CANCELLED if cancelled_at is not None else State.OPEN


def sees_as_member(standing, facts):
    """Whoever works on the dossier."""
    return works_on(standing, facts.dossier)


def sees_as_client(standing, facts):
    """With full access all of the client's; with limited access what was sent to that very person (K9)."""
    level = standing.level_in(facts.dossier)
    if level == FULL:
        return True
    was_sent = standing.user_id in facts.user_ids or standing.contact_id in facts.contact_ids
    return level == LIMITED and was_sent


def way_of(addressee, *, has_portal, policy):
    """The `Way` to this `Addressee` of a client (K5, K6). `has_portal`: the firm and the client are enabled; `policy`: {Act: Assurance}.

    The strictest of what a request is made of counts. Whoever has an account is told there in any case; a client without portal is asked for none.
    """
    wanted = max(demanded_of(policy, act, has_portal=has_portal) for act in OF_A_REQUEST)
    if addressee.has_access:
        return WITH_ACCESS.get(wanted, Way.PORTAL)
    return WITHOUT_ACCESS.get(wanted, Way.LINK) if addressee.has_address else Way.NO_ADDRESS


WITH_ACCESS = {Assurance.ACCOUNT: Way.SIGN_IN, Assurance.ACCOUNT_AND_MFA: Way.SECOND_FACTOR}
WITHOUT_ACCESS = {Assurance.LINK_AND_CODE: Way.CODE, Assurance.ACCOUNT: Way.ACCOUNT_MISSING, Assurance.ACCOUNT_AND_MFA: Way.ACCOUNT_MISSING}


def opens_by_link(policy, *, has_portal):
    """Whether a unique link leads to the request itself, not to a sign-in."""
    return demanded_of(policy, Act.SEE, has_portal=has_portal) <= Assurance.LINK_AND_CODE


def acts_of_answering(*, with_file):
    """What somebody does who answers."""
    return (Act.ANSWER, Act.UPLOAD) if with_file else (Act.ANSWER,)


def may_be_reminded_from(reminded_at):
    """The moment from which somebody may send the next reminder; None when the first one may leave at once."""
    return reminded_at + BETWEEN_REMINDERS if reminded_at else None


def recall_of(due_on, today, *, recalled):
    """The `Recall` of this day: from the day before it is due, and from the day after; NONE when it was sent (`recalled`) or it is too early."""
    if due_on is None or today < due_on - timedelta(days=1):
        return Recall.NONE
    step = Recall.AFTER if today > due_on else Recall.BEFORE
    return step if step > recalled else Recall.NONE


class Due(StrEnum):
    """How urgent a request is on a day."""

    NONE = "none"
    LATER = "later"
    TODAY = "today"
    LATE = "late"


def due_state(due_on, today):
    """A request is late from the day after the one it was due on."""
    if due_on is None:
        return Due.NONE
    if due_on < today:
        return Due.LATE
    return Due.TODAY if due_on == today else Due.LATER


def is_overdue(due_on, today):
    return due_state(due_on, today) is Due.LATE
