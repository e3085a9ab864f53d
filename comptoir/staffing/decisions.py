"""Who may give which place to whom, and in which state an arrival is. Values in, answers with their reason out."""

from enum import StrEnum

from comptoir.firms.rights import ADMINISTRATOR, USUAL, rights_of


class State(StrEnum):
    """Of an arrival."""

    PENDING = "pending"
    EXPIRED = "expired"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


def arrival_state(now, *, accepted_at, refused_at, withdrawn_at, expires_at):
    if accepted_at:
        return State.ACCEPTED
    if refused_at:
        return State.REFUSED
    if withdrawn_at:
        return State.WITHDRAWN
    return State.EXPIRED if expires_at <= now else State.PENDING


class Obstacle(StrEnum):
    """Why a change of somebody's place cannot be."""

    LAST_ADMINISTRATOR = "last_administrator"
    ONESELF = "oneself"
    ABOVE_ONE = "above_one"
    GONE = "gone"
    ALREADY_PLANNED = "already_planned"
    NO_HEIR = "no_heir"
    TOO_LATE = "too_late"
    IN_THE_PAST = "in_the_past"


def is_above(*, role, ticked, own_rights, administers):
    """Whether somebody with `own_rights` would give, or take, more than they hold: the administrator's role is for administrators,
    and of a custom role (`ticked`, as it keeps its rights) no right but those one has or that any colleague has by their role.
    """
    if administers:
        return False
    if role == ADMINISTRATOR:
        return True
    usual = frozenset().union(*USUAL.values())
    return ticked is not None and not rights_of(role, ticked) <= frozenset(own_rights) | usual
