"""The verbs of a conversation, one module per journey."""

from comptoir.clients.mentions import UnknownMention

from .ask import UnknownRecipient, ask
from .assignment import CannotAnswer, assign_conversation
from .closure import close_conversation, reopen_conversation
from .handover import take_back
from .note import add_note
from .posting import ConversationClosed, Draft
from .reply import post_message
from .resend import resend_message

__all__ = [
    "CannotAnswer",
    "ConversationClosed",
    "Draft",
    "UnknownMention",
    "UnknownRecipient",
    "add_note",
    "ask",
    "assign_conversation",
    "close_conversation",
    "post_message",
    "reopen_conversation",
    "resend_message",
    "take_back",
]
