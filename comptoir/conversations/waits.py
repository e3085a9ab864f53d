"""How long a conversation's question has waited, for its page and its API (X4)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from .answering import policy_of
from .escalation import Step


@dataclass(frozen=True)
class Waits:
    """`hours`: whole ones, worked since the question was put. `told`: who was reminded last, in words; "" for nobody yet."""

    hours: int
    due_at: datetime
    is_late: bool
    told: str


def waits_of(conversation, now):
    """What the conversation's head says of the question that waits in it; None when nothing does. One query, none when nothing waits."""
    if conversation.is_closed or conversation.awaits_since is None or conversation.answer_due_at is None:
        return None
    worktime = policy_of(conversation.firm, conversation.licence_id).worktime
    hours = worktime.worked_between(conversation.awaits_since, now) // 60
    return Waits(hours, conversation.answer_due_at, conversation.answer_due_at <= now, told(conversation.escalation))


def told(escalation):
    sentences = {
        Step.ASSIGNEE: _("rappelée à qui elle est assignée"),
        Step.MANAGERS: _("rappelée aux gestionnaires du dossier"),
        Step.FALLBACK: _("rappelée au recours du cabinet"),
    }
    return sentences.get(escalation, "")
