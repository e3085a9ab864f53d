"""What becomes of a mail that came to one of our addresses. Pure: what is known of it in, the verdict and its reason out."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """`Incoming.Verdict` as far as it is given on arrival, by value: this module knows no tables."""

    POSTED = "posted"
    AUTOMATIC = "automatic"
    QUARANTINED = "quarantined"
    REFUSED = "refused"


class Why(StrEnum):
    """The reason that is kept and told in words (`sentences.WHY`)."""

    ANSWERED = "answered"
    AUTOMATIC = "automatic"
    # The address was signed for somebody else than who writes.
    OTHER_SENDER = "other_sender"
    # Whose address it is may no longer read the conversation.
    NO_ACCESS = "no_access"
    # Nothing but what was quoted.
    EMPTY = "empty"
    # Longer than the conversation's way to the client takes.
    TOO_LONG = "too_long"
    # To the firm's own address, which proves nothing about who writes.
    NOT_SIGNED = "not_signed"
    # An address that we never gave to anybody.
    FORGED = "forged"


@dataclass(frozen=True)
class Arrival:
    """What is known of a mail. `is_signed`: its address names a conversation and a person; `to_firm`: it names a firm. Neither: somebody made it up."""

    is_signed: bool = False
    to_firm: bool = False
    is_automatic: bool = False
    from_own_address: bool = False
    may_write: bool = False
    is_empty: bool = False


def verdict_on(arrival):
    """(Verdict, Why). What a machine wrote is never posted, whoever signs; what is not proven waits for a person; what is made up is not even kept."""
    if not (arrival.is_signed or arrival.to_firm):
        return Verdict.REFUSED, Why.FORGED
    if arrival.is_automatic:
        return Verdict.AUTOMATIC, Why.AUTOMATIC
    doubt = doubt_about(arrival)
    return (Verdict.QUARANTINED, doubt) if doubt else (Verdict.POSTED, Why.ANSWERED)


def doubt_about(arrival):
    """Why a person has to look first; None when nothing has to be looked at."""
    doubts = {
        Why.NOT_SIGNED: not arrival.is_signed,
        Why.OTHER_SENDER: not arrival.from_own_address,
        Why.NO_ACCESS: not arrival.may_write,
        Why.EMPTY: arrival.is_empty,
    }
    return next((why for why, holds in doubts.items() if holds), None)
