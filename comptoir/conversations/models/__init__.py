from .conversation import Conversation, Recipient
from .message import Attachment, Mention, Message
from .participation import Participation, Side

__all__ = ["Attachment", "Conversation", "Mention", "Message", "Participation", "Recipient", "Side"]
