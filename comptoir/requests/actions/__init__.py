"""The verbs of a request to a client, one module per journey."""

from .completing import AnswerMissing, complete_request
from .following import ReminderTooSoon, cancel_request, remind
from .linking import NotReachable, resend_link, revoke_link
from .recalling import remind_due
from .sending import UnknownContact, send_request
from .telling import AlreadyDone

__all__ = [
    "AlreadyDone",
    "AnswerMissing",
    "NotReachable",
    "ReminderTooSoon",
    "UnknownContact",
    "cancel_request",
    "complete_request",
    "remind",
    "remind_due",
    "resend_link",
    "revoke_link",
    "send_request",
]
