"""How long a conversation's question has waited, for its page and its API (X4)."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from time import monotonic

from django.utils.translation import gettext as _

from .answering import policy_of
from .escalation import Step

# How long a page may show hours by a working time that was changed meanwhile.
REMEMBERED_SECONDS = 10


@dataclass(frozen=True)
class Waits:
    """`hours`: whole ones, worked since the question was put, once it is late. `told`: who was reminded last, in words; "" for nobody yet."""

    due_at: datetime
    is_late: bool
    hours: int = 0
    told: str = ""


def waits_of(conversation, now):
    """What the conversation's head says of the question that waits in it; None when nothing does. Costs the page no query but once in a while."""
    if conversation.is_closed or conversation.awaits_since is None or conversation.answer_due_at is None:
        return None
    if conversation.answer_due_at > now:
        return Waits(conversation.answer_due_at, is_late=False)
    worktime = remembered_worktime(conversation.firm, conversation.licence_id, monotonic() // REMEMBERED_SECONDS)
    hours = worktime.worked_between(conversation.awaits_since, now) // 60
    return Waits(conversation.answer_due_at, is_late=True, hours=hours, told=told(conversation.escalation))


@lru_cache(maxsize=1024)
def remembered_worktime(firm, licence_id, _while):
    return policy_of(firm, licence_id).worktime


def told(escalation):
    sentences = {
        Step.ASSIGNEE: _("rappelée à qui elle est assignée"),
        Step.MANAGERS: _("rappelée aux gestionnaires du dossier"),
        Step.FALLBACK: _("rappelée au recours du cabinet"),
    }
    return sentences.get(escalation, "")
