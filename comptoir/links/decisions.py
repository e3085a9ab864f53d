"""How sure we must be of who acts, and how sure we are (X11). Values in, answer out: no clock, no database."""

from enum import IntEnum, StrEnum


class Act(StrEnum):
    """What somebody does with what the firm sent."""

    SEE = "see"
    UPLOAD = "upload"
    ANSWER = "answer"
    APPROVE = "approve"
    SIGN = "sign"
    PAY = "pay"


class Assurance(IntEnum):
    """What shows who somebody is; each proves all that the ones before it prove."""

    NONE = 0
    LINK = 1
    LINK_AND_CODE = 2
    ACCOUNT = 3
    ACCOUNT_AND_MFA = 4


# What a client request is made of. Approvals, signatures and payments stay open to unique links whatever the firm chooses for these (K5).
OF_A_REQUEST = (Act.SEE, Act.UPLOAD, Act.ANSWER)


def demanded_of(policy, act, *, has_portal):
    """The Assurance that `act` needs under `policy` ({Act: Assurance}).

    Whoever has no portal cannot be asked for an account: the most that can be asked there is a link and a code.
    """
    wanted = policy[act]
    return wanted if has_portal else min(wanted, Assurance.LINK_AND_CODE)


def may(proof, policy, act, *, has_portal):
    """Whether `proof` suffices for `act`. Nothing at all never does."""
    return proof is not Assurance.NONE and proof >= demanded_of(policy, act, has_portal=has_portal)


# How long what was shown at a link's door holds in the session.
GRANT_SECONDS = 2 * 60 * 60


def is_recent(since, now):
    """Whether what was shown at `since` still holds at `now` (seconds)."""
    return 0 <= now - since < GRANT_SECONDS


class State(StrEnum):
    """What became of a link."""

    OPEN = "open"
    EXPIRED = "expired"
    # A newer one took its place.
    REPLACED = "replaced"
    USED = "used"
    REVOKED = "revoked"


def state_of(link, now, *, has_newer=False):
    """The State of a link (its four moments) at `now`. What was done with it counts before what time did to it."""
    if link.consumed_at is not None:
        return State.USED
    if link.renewed_at is not None or has_newer:
        return State.REPLACED
    if link.revoked_at is not None:
        return State.REVOKED
    return State.OPEN if now < link.expires_at else State.EXPIRED


# What the two presets of K5 ask for a client request.
PRESETS = {"link": Assurance.LINK, "mfa": Assurance.ACCOUNT_AND_MFA}


def preset_of(policy):
    """The name of the preset that a policy is, as far as client requests go; "" for one made by hand."""
    asked = {policy[act] for act in OF_A_REQUEST}
    return next((name for name, assurance in PRESETS.items() if asked == {assurance}), "")


# A code of the door: how long it is valid, how often it may be guessed, how many are sent in an hour.
CODE_SECONDS, CODE_TRIES, CODES_AN_HOUR, CODE_DIGITS = 10 * 60, 5, 5, 6


def masked(email):
    """An address as its owner knows it again and nobody else learns it: «h…@b….example»."""
    name, _at, host = email.partition("@")
    domain, dot, ending = host.rpartition(".")
    return f"{name[:1]}…@{domain[:1]}…{dot}{ending}" if domain else f"{name[:1]}…@{ending[:1]}…"
