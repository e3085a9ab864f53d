"""How fast a firm answers, week by week: what was asked, what was answered in time, how long it took, what still waits (X4).

One count by the database over the answers of twelve weeks, whatever their number. A question counts in the week in which it was put, by the firm's calendar.
Percentiles are nearest ranks: a time that some question really took.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case, Count, F, IntegerField, Q, Sum, Value, When

from comptoir.accounts.middleware import zone
from comptoir.clients.standing import standing_of

from .coverage import dossiers_reviewed_by
from .models import Answer, Conversation

WEEKS = 12
# In percent of all: the percentile is the time of the answer of that rank, rounded up.
PERCENTILES = {"median": 50, "ninetieth": 90}


@dataclass(frozen=True)
class Filters:
    """What the picture is narrowed to; None: not narrowed. `team_members`: ids of the team's people."""

    licence_id: int | None = None
    team_id: int | None = None
    person_id: int | None = None
    team_members: tuple[int, ...] = ()


@dataclass(frozen=True)
class Week:
    """The questions put in one week. Minutes are worked ones, None where nothing was answered."""

    starts_on: date
    in_time: int = 0
    late: int = 0
    # Still waiting: within their time, and beyond it.
    waiting: int = 0
    overdue: int = 0
    median: int | None = None
    ninetieth: int | None = None

    @property
    def asked(self):
        return self.in_time + self.late + self.waiting + self.overdue

    @property
    def unanswered(self):
        return self.waiting + self.overdue

    @property
    def share_in_time(self):
        """In percent, of all that were due: answered, or beyond their time. None where none was."""
        due = self.in_time + self.late + self.overdue
        return round(100 * self.in_time / due) if due else None


def picture_of(user, firm, now, filters=Filters()):  # noqa: B008  (an immutable value)
    """The last twelve weeks of `firm`, the current one included, oldest first, as far as `user` reviews them. Two queries."""
    starts = week_starts(now, firm)
    answers = rows_of_answers(narrowed_answers(reviewed(Answer.objects, user, firm, "conversation__dossier"), filters), starts)
    waiting = rows_of_waiting(narrowed_waiting(reviewed(Conversation.objects.open(), user, firm, "dossier"), filters), starts, now)
    facts = [{"starts_on": start.date()} | answers.get(number, {}) | waiting.get(number, {}) for number, start in enumerate(starts[:-1])]
    return [Week(**one) for one in facts]


def week_starts(now, firm):
    """The Mondays at midnight, on the firm's wall, that begin the twelve weeks, and the one that ends the last."""
    local = now.astimezone(zone(firm.time_zone))
    monday = datetime.combine(local.date() - timedelta(days=local.weekday()), datetime.min.time(), local.tzinfo)
    return [monday + timedelta(weeks=ahead) for ahead in range(1 - WEEKS, 2)]


def reviewed(rows, user, firm, dossier):
    """What `user` reviews: an administrator all of the firm, an accountant what is about the dossiers they work on."""
    rows = rows.filter(firm=firm)
    if firm.pk in standing_of(user).administered_firm_ids:
        return rows
    return rows.filter(**{f"{dossier}__in": dossiers_reviewed_by(user).filter(firm=firm).values("pk")})


def narrowed_answers(rows, filters):
    if filters.licence_id:
        rows = rows.filter(licence=filters.licence_id)
    if filters.person_id:
        rows = rows.filter(answered_by=filters.person_id)
    return rows.filter(answered_by__in=filters.team_members) if filters.team_id else rows


def narrowed_waiting(rows, filters):
    if filters.licence_id:
        rows = rows.filter(licence=filters.licence_id)
    if filters.person_id:
        rows = rows.filter(assigned_user=filters.person_id)
    return rows.filter(Q(assigned_team=filters.team_id) | Q(assigned_user__in=filters.team_members)) if filters.team_id else rows


def number_of_week(column, starts):
    """Which of the weeks a moment falls into, 0 being the first."""
    whens = [When(**{f"{column}__lt": end}, then=Value(number)) for number, end in enumerate(starts[1:])]
    return Case(*whens, default=Value(len(starts)), output_field=IntegerField())


def rows_of_answers(rows, starts):
    """{number of the week: {"in_time", "late", "median", "ninetieth"}}. Ranks are found among how often each time was taken, which the database counts."""
    kept = Case(When(worked_minutes__lte=F("target_minutes"), then=Value(1)), default=Value(0), output_field=IntegerField())
    counted = (
        rows.filter(asked_at__gte=starts[0], asked_at__lt=starts[-1])
        .order_by("worked_minutes")
        .values(week=number_of_week("asked_at", starts), minutes=F("worked_minutes"))
        .annotate(in_time=Sum(kept), size=Count("pk"))
    )
    weeks = defaultdict(list)
    for row in counted:
        weeks[row["week"]].append((row["minutes"], row["size"], row["in_time"]))
    return {number: figures(times) for number, times in weeks.items()}


def figures(times):
    """What a week comes to; `times`: [(minutes, how many answers took them, how many of these were in time), …], the shortest first."""
    size, in_time = sum(count for _minutes, count, _in_time in times), sum(kept for _minutes, _count, kept in times)
    ranks = {name: nearest_rank(times, -(-size * share // 100)) for name, share in PERCENTILES.items()}
    return {"in_time": in_time, "late": size - in_time} | ranks


def nearest_rank(times, rank):
    """The minutes that the answer of that rank took, 1 being the fastest."""
    for minutes, count, _in_time in times:
        rank -= count
        if rank <= 0:
            return minutes
    raise ValueError("A rank beyond the last")


def rows_of_waiting(rows, starts, now):
    """{number of the week: {"waiting", "overdue"}} of open questions; what was put before the twelve weeks counts in the first."""
    overdue = Q(answer_due_at__lte=now)
    counted = (
        rows.exclude(awaits_since=None)
        .filter(awaits_since__lt=starts[-1])
        .order_by()
        .annotate(week=number_of_week("awaits_since", starts))
        .values("week")
        .annotate(overdue=Count("pk", filter=overdue), all=Count("pk"))
    )
    return {row["week"]: {"waiting": row["all"] - row["overdue"], "overdue": row["overdue"]} for row in counted}


def total_of(weeks):
    """The twelve weeks in one line, without its times: medians do not add up."""
    return Week(
        weeks[0].starts_on,
        *(sum(getattr(week, name) for week in weeks) for name in ("in_time", "late", "waiting", "overdue")),
    )
