"""Where a client user stands: one word for the list, as a function of facts. `user_listing` says the same in SQL, and a test compares them."""

from enum import StrEnum

from comptoir.clients.decisions import Hold


class State(StrEnum):
    ACTIVE = "active"
    # «Ultérieurement»: somebody of the firm validates first.
    VALIDATION = "validation"
    # Billing mode «Client», and no payment method yet.
    PAYMENT = "payment"
    SUSPENDED = "suspended"
    DELETED = "deleted"


OF_HOLD = {Hold.NONE: State.ACTIVE, Hold.VALIDATION: State.VALIDATION, Hold.PAYMENT: State.PAYMENT, Hold.SUSPENSION: State.SUSPENDED}


def state_of(*, is_deleted, hold):
    """The State of somebody whose accesses have this Hold."""
    return State.DELETED if is_deleted else OF_HOLD[Hold(hold)]
