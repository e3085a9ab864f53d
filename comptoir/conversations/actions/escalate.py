"""Questions that nobody answered in time: whoever has them is reminded, then the dossier's managers, then the firm's last resort (X4)."""

from django.db import connection, transaction
from django.db.models import Q

from comptoir.events.recording import record_events

from ..answering import policies_of
from ..escalation import among_named, next_reminder
from ..models import Conversation
from ..reminded import People
from .waiting import timed

ESCALATED = "conversation.escalated"
BATCH = 200
COLUMNS = ("answer_due_at", "escalation", "next_escalation_at")


def escalate_due(now, limit=BATCH):
    """Take the step that is due of up to `limit` questions; return how many there were. Records conversation.escalated for each.

    Rows and events are one transaction: a worker that dies has done nothing, and of two workers one does it.
    A number of queries that does not depend on that of the questions.
    """
    ids = list(due(now).order_by("next_escalation_at").values_list("pk", flat=True)[:limit])
    return take_steps(ids, now) if ids else 0


def due(now):
    """The questions whose next step is due: of open conversations, and not of those that somebody put to sleep."""
    awake = Q(snoozed_until=None) | Q(snoozed_until__lte=now)
    return Conversation.objects.open().filter(awake, next_escalation_at__lte=now).exclude(awaits_since=None)


@transaction.atomic
def take_steps(ids, now):
    conversations = claim(ids, now)
    policies = policies_of({(one.firm_id, one.licence_id) for one in conversations}) if conversations else {}
    late = [one for one in conversations if one.answer_due_at is not None]
    told = remind(late, policies, now) if late else []
    for one in conversations:
        if one.answer_due_at is None:
            begin(one, policies[one.firm_id, one.licence_id], now)
    Conversation.objects.bulk_update(conversations, COLUMNS)
    record_events(ESCALATED, told, actor=None)
    return len(conversations)


def claim(ids, now):
    """Those of `ids` that are still due, held until the end of the transaction. SQLite has one writer anyway."""
    rows = due(now).filter(pk__in=ids).select_related("dossier", "last_message_by")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=["self"])
    return list(rows)


def begin(conversation, policy, now):
    """A question from before there were working hours: due since it was put, and reminded of as if it had been put now, so that an upgrade rings no alarm."""
    columns = timed(policy, conversation.awaits_since) | {"next_escalation_at": timed(policy, now)["next_escalation_at"]}
    for name, value in columns.items():
        setattr(conversation, name, value)


def remind(conversations, policies, now):
    """Move each to its next step; return what is told of them: [(conversation, data), …]."""
    people, told = People(conversations, now), []
    for one in conversations:
        policy = policies[one.firm_id, one.licence_id]
        left = policy.steps_after(one.escalation)
        if not left:
            one.next_escalation_at = None
            continue
        by_step = people.by_step(one)
        reminder = next_reminder(left, among_named(by_step, people.named_in(one)) if one.is_confidential else by_step, people.present_in(one.firm_id))
        one.escalation, one.next_escalation_at = int(reminder.step), policy.next_from(now, one.answer_due_at, reminder.step)
        told.append((one, what_is_told(one, reminder, policy.worktime.worked_between(one.awaits_since, now) // 60)))
    return told


def what_is_told(conversation, reminder, hours):
    """The words and ids that stay true to this moment. `hours`: worked since the question was put; `reminded`: whose reminder it is."""
    return {
        "dossier": conversation.dossier_id,
        "dossier_name": conversation.dossier.name,
        "subject": conversation.subject,
        "author": conversation.last_message_by.full_name if conversation.last_message_by else "",
        "excerpt": conversation.last_excerpt,
        "step": int(reminder.step),
        "hours": hours,
        "to_team": conversation.assigned_team_id is not None,
        "reminded": list(reminder.user_ids),
        "assigned_user": conversation.assigned_user_id,
        "assigned_team": conversation.assigned_team_id,
        "is_confidential": conversation.is_confidential,
    }
