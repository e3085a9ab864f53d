"""The verbs of a request for validation, one module per journey."""

from .deciding import ReasonMissing, accept_validation, refuse_validation
from .following import ReminderTooSoon, remind_validation, withdraw_validation
from .requesting import CannotValidate, request_validation
from .settling import AddresseeGone, AlreadySettled, NotTheirs

__all__ = [
    "AddresseeGone",
    "AlreadySettled",
    "CannotValidate",
    "NotTheirs",
    "ReasonMissing",
    "ReminderTooSoon",
    "accept_validation",
    "refuse_validation",
    "remind_validation",
    "request_validation",
    "withdraw_validation",
]
