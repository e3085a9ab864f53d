"""Planning an absence, changing it, calling it off, coming back.

Who decides may be an administrator of the firm (A6): `by` is then somebody else than the person.
"""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from comptoir.firms.models import Membership

from ..decisions import Delegate, delegate_problem
from ..models import Absence
from ..standing_in import manned_teams
from .working import open_absence, record_about, settle_absence

PLANNED, CHANGED, CALLED_OFF, ENDED = "absence.planned", "absence.changed", "absence.cancelled", "absence.ended"
# What can be said of an absence, beside whose it is.
PLAN = ("starts_at", "ends_at", "delegate_user", "delegate_team", "moves", "gives_back", "notices", "tells_clients")
# Of these, what the work of its start depends on.
HANDED_OVER_BY = frozenset({"delegate_user", "delegate_team", "moves"})


class AlreadyAway(Exception):
    """The person is away then already: by `other`."""

    def __init__(self, other):
        super().__init__(other.pk)
        self.other = other


class EndsBeforeStart(Exception):
    """An absence ends after it starts."""


class CannotStandIn(Exception):
    """This delegate is the person themselves, or does not work for the firm. `problem`: a decisions.DelegateProblem."""

    def __init__(self, problem):
        super().__init__(problem)
        self.problem = problem


class AlreadyStarted(Exception):
    """What has begun can be ended, not put off."""


class AbsenceOver(Exception):
    """The person is back, or the absence was called off: there is nothing left to change."""


@transaction.atomic
def plan_absence(user, firm, *, by, **plan):
    """Plan an absence of `user` from `firm` (the fields of PLAN; from now on unless `starts_at` is later) and return it.

    Raises AlreadyAway where it overlaps another one, EndsBeforeStart, CannotStandIn. Records absence.planned, and absence.started once it begins.
    """
    now = one_at_a_time(user, firm)
    give_their_own_end(user, firm, now)
    absence = Absence(firm=firm, user=user, created_by=by, **plan | {"starts_at": plan.get("starts_at") or now})
    check(absence)
    absence.save()
    record_about(absence, PLANNED, by=by, **dates_of(absence))
    open_absence(absence.pk, now)
    return absence


@transaction.atomic
def change_absence(absence, *, by, **changes):
    """Change what is planned or going on. Who stands in now gets what the former delegate did not have yet.

    Raises AbsenceOver, AlreadyStarted, and what `plan_absence` raises. Records absence.changed, unless nothing is.
    """
    now = one_at_a_time(absence.user, absence.firm)
    absence = Absence.objects.select_for_update(of=["self"]).select_related("user", "firm", "delegate_user", "delegate_team").get(pk=absence.pk)
    changed = [name for name, value in changes.items() if getattr(absence, name) != value]
    refuse_to_change(absence, changes, changed, now)
    for name in changed:
        setattr(absence, name, changes[name])
    check(absence)
    if absence.opened_at and HANDED_OVER_BY.intersection(changed):
        absence.opened_at = None
    absence.save(update_fields=[*changed, "opened_at"])
    if changed:
        record_about(absence, CHANGED, by=by, fields=changed, **dates_of(absence))
    open_absence(absence.pk, now)
    return absence


@transaction.atomic
def cancel_absence(absence, *, by):
    """Call off what has not begun, end what has. Records absence.cancelled or absence.ended; doing it twice does it once."""
    now = one_at_a_time(absence.user, absence.firm)
    planned = Absence.objects.filter(pk=absence.pk, starts_at__gt=now, ended_at=None)
    if planned.update(ended_at=now, settled_at=now, seen_at=now):
        record_about(absence, CALLED_OFF, by=by, **dates_of(absence))
    else:
        come_back(absence, by, now)


@transaction.atomic
def end_absence(user, firm, *, by):
    """Bring `user` back now. Records absence.ended; does nothing for somebody who is not away, and leaves what is planned as it is."""
    now = one_at_a_time(user, firm)
    for absence in Absence.objects.covering(now).filter(user=user, firm=firm).select_related("user", "firm"):
        come_back(absence, by, now)


@transaction.atomic
def start_absence(user, firm, *, by, starts_at=None, **plan):
    """Plan or start `user`'s absence, in place of the one that is going on or comes next; others stay as they are. Raises what `plan_absence` does."""
    now = one_at_a_time(user, firm)
    replaced = Absence.objects.current_or_planned(now).filter(user=user, firm=firm).order_by("starts_at").first()
    plan = {"ends_at": None, "delegate_user": None, "delegate_team": None} | plan
    if replaced is None:
        return plan_absence(user, firm, by=by, starts_at=starts_at, **plan)
    has_begun = replaced.starts_at <= now
    if has_begun and starts_at and starts_at > now:
        come_back(replaced, by, now)
        return plan_absence(user, firm, by=by, starts_at=starts_at, **plan)
    return change_absence(replaced, by=by, starts_at=replaced.starts_at if has_begun else starts_at or now, **plan)


def mark_return_seen(absence):
    """The person has read what happened meanwhile; of the returns before it nothing needs to be said any more."""
    until = Absence.objects.filter(user=absence.user_id, firm=absence.firm_id, starts_at__lte=absence.starts_at, settled_at__isnull=False)
    until.filter(seen_at=None).update(seen_at=timezone.now())


def one_at_a_time(user, firm):
    """Absences of one person in one firm change one after the other: the second window waits for the first. SQLite has one writer anyway.

    Returns the moment, read once the wait is over.
    """
    Membership.objects.select_for_update(no_key=True).filter(user=user, firm=firm).first()
    return timezone.now()


def give_their_own_end(user, firm, now):
    """What ran out by itself has the end that it had."""
    Absence.objects.filter(user=user, firm=firm, ended_at=None, ends_at__lte=now).update(ended_at=F("ends_at"))


def check(absence):
    """Refuse what cannot be; called under the lock of `one_at_a_time`."""
    if absence.ends_at and absence.ends_at <= absence.starts_at:
        raise EndsBeforeStart
    problem = delegate_problem(absence.user_id, delegate_of(absence))
    if problem:
        raise CannotStandIn(problem)
    others = Absence.objects.overlapping(absence.starts_at, absence.ends_at).filter(user=absence.user_id, firm=absence.firm_id).exclude(pk=absence.pk)
    other = others.order_by("starts_at").first()
    if other:
        raise AlreadyAway(other)


def delegate_of(absence):
    """What the rules need to know of who would stand in; None for nobody."""
    if absence.delegate_user_id:
        is_here = Membership.objects.active().filter(firm=absence.firm_id, user=absence.delegate_user_id).exists()
        return Delegate(absence.delegate_user_id, is_here)
    if absence.delegate_team_id:
        return Delegate(None, manned_teams(absence.firm_id).filter(pk=absence.delegate_team_id).exists())
    return None


def refuse_to_change(absence, changes, changed, now):
    if absence.is_over(now):
        raise AbsenceOver
    if absence.starts_at <= now and "starts_at" in changed and changes["starts_at"] > now:
        raise AlreadyStarted


def come_back(absence, by, now):
    if Absence.objects.covering(now).filter(pk=absence.pk).update(ended_at=now):
        record_about(absence, ENDED, by=by, **dates_of(absence))
        settle_absence(absence.pk, now)


def dates_of(absence):
    return {"starts_at": absence.starts_at.isoformat(), "until": absence.ends_at.isoformat() if absence.ends_at else None}
