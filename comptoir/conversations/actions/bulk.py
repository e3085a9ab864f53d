"""One change to many conversations at once: those that may be changed and are not so already; the others stay, and are counted.

Whatever their number: the rows are read and held once, written once, and told in one statement.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db import transaction
from django.utils import timezone

from comptoir.events.recording import record_events
from comptoir.firms.models import Membership, Team
from comptoir.notifications.actions import mark_read
from comptoir.notifications.models import Notification

from ..assigning import present_in
from ..decisions import Reason
from ..models import Conversation, Mission, Recipient
from ..rota import next_in_turn
from .assignment import record_assignments
from .classifying import as_words
from .snooze import AWAKE
from .waiting import questions_closed, questions_reopened

MOST_AT_ONCE = 500


@dataclass(frozen=True)
class Outcome:
    """What became of a change: the ids that it changed, how many were so `same`, how many it was `refused` for; and the change that takes it back, or None."""

    changed: tuple = ()
    same: int = 0
    refused: int = 0
    undo: object = None


@transaction.atomic
def change_many(conversations, *, by, change):
    """Make `change` to those of `conversations` that `by` works on, MOST_AT_ONCE at most. Returns an Outcome; records one event for each that changed."""
    ids = list(conversations.order_by("-last_message_at", "-pk").values_list("pk", flat=True)[:MOST_AT_ONCE])
    able = [row for row in held(Conversation.objects.worked_on_by(by).filter(pk__in=ids)) if change.suits(row)]
    changing = [row for row in able if change.alters(row)]
    before = {row.pk: change.kept(row) for row in changing}
    if changing:
        change.write(changing, by)
    return Outcome(tuple(before), len(able) - len(changing), len(ids) - len(able), change.undo(before, changing) if changing else None)


def held(conversations):
    """The rows as they are now, held until the end of the transaction, in an order that two of them share."""
    return list(conversations.select_related("dossier", "mission").select_for_update(of=["self"]).order_by("pk"))


class Change:
    """`suits`: whether it can be made to a conversation at all; `alters`: whether it is not so already; `kept`: what `undo` needs to know of before."""

    def suits(self, row):
        return True

    def kept(self, row):
        return None

    def undo(self, before, rows):
        """The change that takes this one back, or None. `before`: {id: what was kept}."""

    def update(self, rows, **values):
        Conversation.objects.filter(pk__in=[row.pk for row in rows]).update(**values)


@dataclass(frozen=True)
class Close(Change):
    def alters(self, row):
        return not row.is_closed

    def write(self, rows, by):
        now = timezone.now()
        self.update(rows, closed_at=now, closed_by=by)
        questions_closed(rows, by, now)
        record_events("conversation.closed", [(row, {"subject": row.subject}) for row in rows], actor=by)

    def undo(self, before, rows):
        return Reopen()


@dataclass(frozen=True)
class Reopen(Change):
    def alters(self, row):
        return row.is_closed

    def write(self, rows, by):
        self.update(rows, closed_at=None, closed_by=None)
        questions_reopened(rows, timezone.now())
        record_events("conversation.reopened", [(row, {"subject": row.subject}) for row in rows], actor=by)

    def undo(self, before, rows):
        return Close()


@dataclass(frozen=True)
class Assign(Change):
    """To a colleague, a team (its queue, or its members in turn), or nobody."""

    user: object = None
    team: object = None

    def suits(self, row):
        return self.team.firm_id == row.firm_id if self.team else not self.user or row.firm_id in self.firm_ids

    @cached_property
    def firm_ids(self):
        """The firms that the colleague works for."""
        return set(Membership.objects.active().filter(user=self.user).values_list("firm_id", flat=True))

    def alters(self, row):
        return (row.assigned_user_id, row.assigned_team_id) != (self.user and self.user.pk, self.team and self.team.pk)

    def kept(self, row):
        return [row.assigned_user_id, row.assigned_team_id, row.assignment]

    def undo(self, before, rows):
        return AssignBack(before, {row.pk: [row.assigned_user_id, row.assigned_team_id] for row in rows})

    def write(self, rows, by):
        takers = turns(self.team, len(rows)) if self.team else None
        words = {"reason": str(Reason.BY_HAND), "by": by.full_name}
        for place, row in enumerate(rows):
            row.assigned_user_id, row.assigned_team_id = (takers[place], None) if takers else (self.user and self.user.pk, self.team and self.team.pk)
            row.assignment = words | ({"team": self.team.name} if takers else {})
        write_assignments(rows)
        keep_reading([row for row in rows if row.is_confidential], by)
        record_assignments(rows, by=by)


@dataclass(frozen=True)
class AssignBack(Change):
    """To whom each was assigned before ({id: [user, team, assignment]}), where it is still with whom it was `given` to ({id: [user, team]})."""

    before: dict
    given: dict

    def suits(self, row):
        return self.given.get(row.pk) == [row.assigned_user_id, row.assigned_team_id]

    def alters(self, row):
        return self.before[row.pk][:2] != [row.assigned_user_id, row.assigned_team_id]

    def write(self, rows, by):
        for row in rows:
            row.assigned_user_id, row.assigned_team_id, row.assignment = self.before[row.pk]
        write_assignments(rows)
        record_assignments(rows, by=by)


@dataclass(frozen=True)
class Snooze(Change):
    """Until a moment to come. What is closed does not sleep."""

    until: datetime

    def suits(self, row):
        return not row.is_closed

    def alters(self, row):
        return row.snoozed_until != self.until

    def write(self, rows, by):
        self.update(rows, snoozed_until=self.until, snoozed_by=by)
        record_events("conversation.snoozed", [(row, {"subject": row.subject, "until": self.until.isoformat()}) for row in rows], actor=by)

    def undo(self, before, rows):
        return Wake()


@dataclass(frozen=True)
class Wake(Change):
    def alters(self, row):
        return row.is_snoozed

    def write(self, rows, by):
        self.update(rows, **AWAKE)
        record_events("conversation.woken", [(row, {"subject": row.subject}) for row in rows], actor=by)


@dataclass(frozen=True)
class GiveMission(Change):
    """A mission of the firm, or none."""

    mission: Mission | None

    def suits(self, row):
        return self.mission is None or self.mission.firm_id == row.firm_id

    def alters(self, row):
        return row.mission_id != (self.mission and self.mission.pk)

    def write(self, rows, by):
        classify(rows, by, mission=self.mission)


@dataclass(frozen=True)
class SetDue(Change):
    """A day, or none."""

    due_on: date | None

    def alters(self, row):
        return row.due_on != self.due_on

    def write(self, rows, by):
        classify(rows, by, due_on=self.due_on)


@dataclass(frozen=True)
class MarkRead(Change):
    """What the bell says of them is read. Nobody else hears of it, and no event is recorded."""

    def alters(self, row):
        return True

    def write(self, rows, by):
        told = {"event__target_type": Conversation._meta.label_lower, "event__target_id__in": [row.pk for row in rows]}
        mark_read(by, notifications=Notification.objects.filter(**told))


def kept_of(change):
    """An `Outcome.undo` as JSON, for a session; `change_of` reads it."""
    kind = next(kind for kind, made in UNDOING.items() if isinstance(change, made))
    return [kind, change.before, change.given] if isinstance(change, AssignBack) else [kind]


def change_of(kept):
    kind, *tables = kept
    if UNDOING[kind] is AssignBack:
        return AssignBack(*({int(pk): value for pk, value in table.items()} for table in tables))
    return UNDOING[kind]()


UNDOING = {"close": Close, "reopen": Reopen, "wake": Wake, "assign_back": AssignBack}


def write_assignments(rows):
    """Who has each of them, in one statement."""
    Conversation.objects.bulk_update(rows, ["assigned_user", "assigned_team", "assignment"])


def keep_reading(confidential, by):
    """Whoever gives a confidential one away still reads it."""
    Recipient.objects.bulk_create([Recipient(conversation=row, user=by) for row in confidential], ignore_conflicts=True)


def classify(rows, by, **changes):
    """Write mission or due date; the event says what was true before and after, in words."""
    before = [as_words(row) for row in rows]
    for row in rows:
        for name, value in changes.items():
            setattr(row, name, value)
    Conversation.objects.filter(pk__in=[row.pk for row in rows]).update(**changes)
    told = [(row, {"subject": row.subject, "before": words} | as_words(row)) for row, words in zip(rows, before, strict=True)]
    record_events("conversation.classified", told, actor=by)


def turns(team, count):
    """The ids of the `count` members whose turn it is, one after the other; None for a team with a queue, or without anybody present."""
    if team.mode != Team.Mode.ROUND_ROBIN:
        return None
    present = present_in(team)
    last = Team.objects.select_for_update(no_key=True).get(pk=team.pk).last_given_to_id
    takers = []
    for _place in range(count if present else 0):
        last = next_in_turn(sorted(present), last, present)
        takers.append(last)
    if takers:
        Team.objects.filter(pk=team.pk).update(last_given_to=last)
    return takers or None
