from .channel import Channel
from .conversation import Conversation, Recipient
from .following import Answer, Reassignment
from .incoming import Incoming, IncomingFile
from .message import Attachment, Mention, Message, MessageWords
from .mission import Mission
from .participation import Participation, Side
from .view import SavedView
from .writing import CannedAnswer, SavedDraft

__all__ = [
    "Answer",
    "Attachment",
    "CannedAnswer",
    "Channel",
    "Conversation",
    "Incoming",
    "IncomingFile",
    "Mention",
    "Message",
    "MessageWords",
    "Mission",
    "Participation",
    "Reassignment",
    "Recipient",
    "SavedDraft",
    "SavedView",
    "Side",
]
