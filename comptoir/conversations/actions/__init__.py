"""The verbs of a conversation, one module per journey."""

from comptoir.clients.mentions import UnknownMention

from ..texts import TooLongForSms
from .ask import UnknownRecipient, ask
from .assignment import CannotAnswer, assign_conversation
from .closure import close_conversation, reopen_conversation
from .note import add_note
from .participants import CannotJoin, LastOneNamed, add_participants, people_to_add, remove_participant, set_confidential
from .posting import ConversationClosed, Draft
from .reply import post_message
from .resend import resend_message

__all__ = [
    "CannotAnswer",
    "CannotJoin",
    "ConversationClosed",
    "Draft",
    "LastOneNamed",
    "TooLongForSms",
    "UnknownMention",
    "UnknownRecipient",
    "add_note",
    "add_participants",
    "ask",
    "assign_conversation",
    "close_conversation",
    "people_to_add",
    "post_message",
    "remove_participant",
    "reopen_conversation",
    "resend_message",
    "set_confidential",
]
