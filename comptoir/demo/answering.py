"""How fast the demo firm answers: twelve weeks of answers, better by the week, and a question that nobody has answered in spite of two reminders."""

from datetime import timedelta
from math import log
from random import Random

from django.utils import timezone

from comptoir.conversations.actions.escalate import ESCALATED, take_steps
from comptoir.conversations.actions.waiting import timed
from comptoir.conversations.answering import policy_of
from comptoir.conversations.escalation import Step
from comptoir.conversations.models import Answer, Conversation
from comptoir.conversations.picture import week_starts
from comptoir.events.models import Event
from comptoir.events.outbox import drain
from comptoir.notifications.models import Notification
from comptoir.transports.models import Delivery

OVERDUE = "Bail du fournil"
# Questions in the weeks, the oldest first; the fifth is one of holidays.
ASKED = (9, 12, 8, 11, 4, 10, 13, 11, 9, 12, 14, 7)
SLOWEST_HOURS, FASTEST_HOURS = 7.0, 2.5


def show_answering(firm, people):
    """Call it when the firm has its conversations and their story lies in the past. `people`: {first name: User}."""
    now = timezone.now()
    fill_weeks(firm, [people[name] for name in ("marie", "paul", "jean")], now)
    for conversation in Conversation.objects.open().filter(firm=firm, awaits_firm=True).select_related("firm").order_by("pk"):
        let_wait(conversation, now)


def fill_weeks(firm, people, now):
    """The same every time, but for the days on which they lie."""
    chance = Random(5)  # noqa: S311  (nothing here is secret)
    conversations = list(Conversation.objects.filter(firm=firm).order_by("pk"))
    policy = policy_of(firm, conversations[0].licence_id)
    answers = [
        answer
        for number, (monday, asked) in enumerate(zip(week_starts(now, firm), ASKED, strict=False))
        for answer in answers_of_week(chance, policy, conversations, people, monday, asked, typical_hours(number))
        if answer.answered_at < now
    ]
    Answer.objects.bulk_create(answers, ignore_conflicts=True)


def typical_hours(number):
    return SLOWEST_HOURS - (SLOWEST_HOURS - FASTEST_HOURS) * number / (len(ASKED) - 1)


def answers_of_week(chance, policy, conversations, people, monday, asked, hours):
    """Most are answered in about `hours`, a few take long: as it is in firms."""
    for _number in range(asked):
        conversation = chance.choice(conversations)
        asked_at = policy.worktime.add_working(monday, chance.randrange(5 * 7 * 60))
        minutes = max(4, round(60 * chance.lognormvariate(log(hours * 0.7), 0.7)))
        yield Answer(
            firm_id=conversation.firm_id,
            licence_id=conversation.licence_id,
            conversation=conversation,
            asked_at=asked_at,
            answered_at=policy.worktime.add_working(asked_at, minutes),
            answered_by=chance.choice(people),
            worked_minutes=minutes,
            target_minutes=policy.target_minutes,
        )


def let_wait(conversation, now):
    """A question of the past waits since then. The overdue one was reminded of twice, the others as often as that is due, and at most once."""
    policy = policy_of(conversation.firm, conversation.licence_id)
    since = conversation.last_message_at if conversation.subject != OVERDUE else min(conversation.last_message_at, now - timedelta(days=4))
    Conversation.objects.filter(pk=conversation.pk).update(awaits_since=since, **timed(policy, since))
    for _step in range(Step.MANAGERS if conversation.subject == OVERDUE else Step.ASSIGNEE):
        remind_at_its_moment(conversation, now)
    conversation.refresh_from_db()
    if conversation.escalation:
        soon = policy.next_from(now, conversation.answer_due_at, conversation.escalation)
        Conversation.objects.filter(pk=conversation.pk).update(next_escalation_at=soon)


def remind_at_its_moment(conversation, now):
    """Take the step that has been due, as if it had been taken then; its mails count as delivered."""
    conversation.refresh_from_db(fields=["next_escalation_at"])
    moment = conversation.next_escalation_at
    if moment is None or moment > now or not take_steps([conversation.pk], moment):
        return
    while drain():
        pass
    events = Event.objects.about(conversation).filter(verb=ESCALATED, occurred_at__gte=now)
    Notification.objects.filter(event__in=events).update(created_at=moment)
    Delivery.objects.filter(event__in=events).update(state=Delivery.State.SENT, sent_at=moment)
    events.update(occurred_at=moment)
