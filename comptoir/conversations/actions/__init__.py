"""The verbs of a conversation, one module per journey."""

from comptoir.clients.mentions import UnknownMention

from ..texts import TooLongForSms
from .ask import UnknownRecipient, ask
from .assignment import CannotAnswer, assign_conversation
from .canned import TitleTaken, keep_answer, remove_answer
from .classifying import ForeignMission, NameTaken, add_mission, add_usual_missions, classify_conversation, remove_mission, rename_mission
from .closure import close_conversation, reopen_conversation
from .drafts import forget_draft, forget_old_drafts, save_draft
from .handover import take_back
from .note import add_note
from .participants import CannotJoin, LastOneNamed, add_participants, people_to_add, remove_participant, set_confidential
from .posting import AnsweredMeanwhile, ConversationClosed, Draft
from .reply import post_message
from .resend import resend_message
from .snooze import BadMoment, snooze_conversation, wake, wake_conversation

__all__ = [
    "AnsweredMeanwhile",
    "BadMoment",
    "CannotAnswer",
    "CannotJoin",
    "ConversationClosed",
    "Draft",
    "ForeignMission",
    "LastOneNamed",
    "NameTaken",
    "TitleTaken",
    "TooLongForSms",
    "UnknownMention",
    "UnknownRecipient",
    "add_mission",
    "add_note",
    "add_participants",
    "add_usual_missions",
    "ask",
    "assign_conversation",
    "classify_conversation",
    "close_conversation",
    "forget_draft",
    "forget_old_drafts",
    "keep_answer",
    "people_to_add",
    "post_message",
    "remove_answer",
    "remove_mission",
    "remove_participant",
    "rename_mission",
    "reopen_conversation",
    "resend_message",
    "save_draft",
    "set_confidential",
    "snooze_conversation",
    "wake",
    "wake_conversation",
    "take_back",
]
