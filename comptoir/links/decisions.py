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
