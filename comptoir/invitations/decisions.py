"""Where an invitation stands, and whether one may leave. Values in, answer out: no clock, no database."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

DEFAULT_DAYS = 3
FEWEST_DAYS, MOST_DAYS = 1, 30
# The person is reminded this long before the end, of an invitation that is valid long enough for it.
REMIND_BEFORE = timedelta(hours=24)
LONG_ENOUGH = timedelta(days=2)
# A second press of «Renvoyer» within it is the same wish.
BETWEEN_ROUNDS = timedelta(minutes=1)


class State(StrEnum):
    PENDING = "pending"
    ACCEPTED = "accepted"
    EXPIRED = "expired"
    REVOKED = "revoked"
    UNDELIVERABLE = "undeliverable"


def state_of(now, *, expires_at, accepted_at=None, revoked_at=None, undeliverable_at=None):
    """The one state of an invitation at `now`. Valid up to the very moment of `expires_at`, no longer."""
    if accepted_at is not None:
        return State.ACCEPTED
    if revoked_at is not None:
        return State.REVOKED
    if undeliverable_at is not None:
        return State.UNDELIVERABLE
    return State.EXPIRED if now >= expires_at else State.PENDING


def expiry_of(sent_at, days):
    """Whole days of 24 hours, whatever the clocks on the wall do meanwhile (K8)."""
    return sent_at + timedelta(days=days)


def reminder_due(now, *, sent_at, expires_at):
    """Whether a pending invitation that nobody was reminded of is to be reminded of now."""
    return expires_at - sent_at >= LONG_ENOUGH and expires_at - REMIND_BEFORE <= now < expires_at


class Reason(StrEnum):
    """Why an invitation does not leave, or is not accepted."""

    UNKNOWN_CLIENT = "unknown_client"
    NOT_OF_CLIENT = "not_of_client"
    REPEATED = "repeated"
    FIRM_PORTAL_OFF = "firm_portal_off"
    CLIENT_PORTAL_OFF = "client_portal_off"
    NO_ADDRESS = "no_address"
    ONESELF = "oneself"
    MEMBER = "member"
    HAS_ACCESS = "has_access"
    PENDING = "pending"
    BOUNCING = "bouncing"
    # Of invitations that are there already.
    ACCEPTED = "accepted"
    REVOKED = "revoked"
    TOO_SOON = "too_soon"


@dataclass(frozen=True)
class Facts:
    """What is known of a client, a contact and who invites, at the moment of inviting."""

    serves: bool = True
    is_of_client: bool = True
    is_repeated: bool = False
    firm_is_on: bool = True
    client_is_on: bool = True
    has_address: bool = True
    is_oneself: bool = False
    is_member: bool = False
    has_access: bool = False
    is_invited: bool = False
    is_bouncing: bool = False


def refusal_of(facts):
    """The first Reason against inviting, or None. Who does not serve the client learns nothing else of it."""
    against = {
        Reason.UNKNOWN_CLIENT: not facts.serves,
        Reason.NOT_OF_CLIENT: not facts.is_of_client,
        Reason.REPEATED: facts.is_repeated,
        Reason.FIRM_PORTAL_OFF: not facts.firm_is_on,
        Reason.CLIENT_PORTAL_OFF: not facts.client_is_on,
        Reason.NO_ADDRESS: not facts.has_address,
        Reason.ONESELF: facts.is_oneself,
        Reason.MEMBER: facts.is_member,
        Reason.HAS_ACCESS: facts.has_access,
        Reason.PENDING: facts.is_invited,
        Reason.BOUNCING: facts.is_bouncing,
    }
    return next((reason for reason, holds in against.items() if holds), None)


def refusal_to_send_again(now, *, state, sent_at):
    """The Reason of the invitation itself against another round, or None: expired and undeliverable ones may have one."""
    settled = {State.ACCEPTED: Reason.ACCEPTED, State.REVOKED: Reason.REVOKED}
    if state in settled:
        return settled[state]
    return Reason.TOO_SOON if state is State.PENDING and now < sent_at + BETWEEN_ROUNDS else None


class Page(StrEnum):
    """What whoever opens the link of an invitation finds."""

    JOIN = "join"
    SIGN_IN = "sign_in"
    ACCEPT = "accept"
    OTHER_ADDRESS = "other_address"
    COLLEAGUE = "colleague"
    ACCEPTED = "accepted"
    REVOKED = "revoked"
    UNDELIVERABLE = "undeliverable"
    EXPIRED = "expired"
    REPLACED = "replaced"
    GONE = "gone"


@dataclass(frozen=True)
class Visitor:
    """Who holds the link: nobody signed in, somebody with the invited address, or somebody else."""

    is_signed_in: bool = False
    has_address: bool = False
    is_colleague: bool = False


def page_for(state, visitor, *, is_acceptable, is_latest_link, has_account):
    """The one Page. What has become of the invitation comes before who looks at it; only the last three of them offer to accept."""
    settled = {State.ACCEPTED: Page.ACCEPTED, State.REVOKED: Page.REVOKED}
    if state in settled:
        return settled[state]
    if not is_acceptable:
        return Page.GONE
    if not is_latest_link:
        return Page.REPLACED
    over = {State.UNDELIVERABLE: Page.UNDELIVERABLE, State.EXPIRED: Page.EXPIRED}
    return over.get(state) or page_of_pending(visitor, has_account)


def page_of_pending(visitor, has_account):
    if not visitor.is_signed_in:
        return Page.SIGN_IN if has_account else Page.JOIN
    if not visitor.has_address:
        return Page.OTHER_ADDRESS
    return Page.COLLEAGUE if visitor.is_colleague else Page.ACCEPT
