"""A client's question that waits for the firm: from when, until when, and what became of it (X4).

Whoever writes calls these in the transaction of what they write, with the conversation's row held (`lock_open`).
Snoozing is no answer: the question stays due, and its reminders wait (`escalate`).
"""

from ..answering import policy_of
from ..escalation import NOBODY_YET
from ..models import Answer, Conversation

NOTHING_WAITS = {"awaits_since": None, "answer_due_at": None, "escalation": NOBODY_YET, "next_escalation_at": None}


def question_waits(conversation, moment):
    """A client wrote at `moment`. The first message that nobody answered starts the clock, those after it change nothing."""
    columns = columns_of_question(conversation, moment)
    if columns:
        put(conversation, columns, awaits_since=None)


def columns_of_question(conversation, moment):
    """{column: value} that a question of `moment` gives the conversation; nothing when one waits already. One small query."""
    if conversation.awaits_since:
        return {}
    policy = policy_of(conversation.firm, conversation.licence_id)
    return {"awaits_since": moment} | timed(policy, moment)


def timed(policy, asked_at):
    """When a question of `asked_at` that nobody was reminded of is due, by `policy`."""
    due_at = policy.due_at(asked_at)
    return {"answer_due_at": due_at, "escalation": NOBODY_YET, "next_escalation_at": policy.next_at(due_at, NOBODY_YET)}


def question_answered(conversation, by, moment):
    """The firm answered at `moment`, be it by closing (they spoke by telephone): how long it took is written down, once. Return the Answer or None.

    Not to be called for automatic answers: they answer nothing.
    """
    asked_at = conversation.awaits_since
    if asked_at is None or not put(conversation, NOTHING_WAITS, awaits_since=asked_at):
        return None
    policy = policy_of(conversation.firm, conversation.licence_id)
    answer = Answer(
        firm_id=conversation.firm_id,
        licence_id=conversation.licence_id,
        conversation=conversation,
        asked_at=asked_at,
        answered_at=moment,
        answered_by=by,
        worked_minutes=policy.worktime.worked_between(asked_at, moment),
        target_minutes=policy.target_minutes,
    )
    Answer.objects.bulk_create([answer], ignore_conflicts=True)
    return answer


def conversation_closed(conversation, by, moment):
    """Closing settles what waited. `conversation` may be as it was when the page was opened."""
    conversation.refresh_from_db(fields=["awaits_since"])
    return question_answered(conversation, by, moment)


def conversation_reopened(conversation, moment):
    """Where the client had the last word, the firm owes an answer again, from now on."""
    conversation.refresh_from_db(fields=["awaits_firm", "awaits_since"])
    if conversation.awaits_firm:
        question_waits(conversation, moment)


def put(conversation, columns, **as_before):
    """Write `columns` if the row is still `as_before`; whether it was."""
    if not Conversation.objects.filter(pk=conversation.pk, **as_before).update(**columns):
        return False
    for name, value in columns.items():
        setattr(conversation, name, value)
    return True
