"""A client's question that waits for the firm: from when, until when, and what became of it (X4).

Whoever writes calls these in the transaction of what they write, with the conversation's row held (`lock_open`).
Snoozing is no answer: the question stays due, and its reminders wait (`escalate`).
"""

from datetime import timedelta

from django.db.models import F

from ..answering import policies_of, policy_of
from ..escalation import NOBODY_YET
from ..models import Answer, Conversation

# Reopened within that time, a conversation was closed by a slip of the hand.
REGRET = timedelta(hours=1)
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
    """The firm answered at `moment`: how long it took is written down, once. Return the Answer or None. Two queries, none when nothing waited.

    Not to be called for automatic answers: they answer nothing.
    """
    asked_at = conversation.awaits_since
    if asked_at is None or not put(conversation, NOTHING_WAITS, awaits_since=asked_at):
        return None
    answer = answer_of(conversation, policy_of(conversation.firm, conversation.licence_id), asked_at, by, moment)
    Answer.objects.bulk_create([answer], ignore_conflicts=True)
    return answer


def answer_of(conversation, policy, asked_at, by, moment):
    return Answer(
        firm_id=conversation.firm_id,
        licence_id=conversation.licence_id,
        conversation=conversation,
        asked_at=asked_at,
        answered_at=moment,
        answered_by=by,
        worked_minutes=policy.worktime.worked_between(asked_at, moment),
        target_minutes=policy.target_minutes,
    )


def questions_closed(conversations, by, moment, *, by_client=False):
    """Closing settles what waited in `conversations` (as they are now, their rows held): the firm answered, by telephone say.

    A client who closes has no question any more. A few queries, whatever their number.
    """
    waiting = [one for one in conversations if one.awaits_since]
    if not waiting:
        return
    if not by_client:
        policies = policies_of({(one.firm_id, one.licence_id) for one in waiting})
        answers = [answer_of(one, policies[one.firm_id, one.licence_id], one.awaits_since, by, moment) for one in waiting]
        Answer.objects.bulk_create(answers, ignore_conflicts=True)
    Conversation.objects.filter(pk__in=[one.pk for one in waiting]).update(**NOTHING_WAITS)


def questions_reopened(conversations, moment):
    """Where the client had the last word the firm owes an answer again, from now on; when it was closed a moment ago, since the question was put.

    `conversations` are as they are now, their rows held. A few queries, whatever their number.
    """
    owed = [one for one in conversations if one.awaits_firm and not one.awaits_since]
    if not owed:
        return
    asked, policies = take_back(owed, moment), policies_of({(one.firm_id, one.licence_id) for one in owed})
    for one in owed:
        since = asked.get(one.pk, moment)
        for name, value in ({"awaits_since": since} | timed(policies[one.firm_id, one.licence_id], since)).items():
            setattr(one, name, value)
    Conversation.objects.bulk_update(owed, list(NOTHING_WAITS))


def take_back(conversations, moment):
    """{conversation id: when its question was put} of those that were closed by a slip of the hand: that answered nothing, and is forgotten."""
    by_closing = Answer.objects.filter(conversation__in=[one.pk for one in conversations], answered_at__gte=moment - REGRET)
    slips = list(by_closing.filter(answered_at__gte=F("conversation__last_message_at")).values_list("pk", "conversation_id", "asked_at"))
    Answer.objects.filter(pk__in=[pk for pk, _conversation_id, _asked_at in slips]).delete()
    return {conversation_id: asked_at for _pk, conversation_id, asked_at in slips}


def put(conversation, columns, **as_before):
    """Write `columns` if the row is still `as_before`; whether it was."""
    if not Conversation.objects.filter(pk=conversation.pk, **as_before).update(**columns):
        return False
    for name, value in columns.items():
        setattr(conversation, name, value)
    return True
