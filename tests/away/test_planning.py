"""Several absences, planned, changed and called off; two never cover one moment; an administrator sets a colleague's (A1, A6)."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from comptoir.away.actions import (
    AbsenceOver,
    AlreadyAway,
    AlreadyStarted,
    CannotStandIn,
    EndsBeforeStart,
    cancel_absence,
    change_absence,
    end_absence,
    plan_absence,
    start_absence,
)
from comptoir.away.decisions import Delegate, DelegateProblem, delegate_problem
from comptoir.away.models import Absence
from comptoir.events.models import Event
from tests.conversations.pages import words
from tests.notifications.producers import question
from tests.transports.threads import threaded_db, together  # noqa: F401

DAY = timedelta(days=1)


@pytest.fixture
def _noon():
    """One moment for a whole test: what ends as the other begins does so to the second."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


def plan(cast, start, end, *, user=None, by=None, **fields):
    """An absence from `start` until `end` days from now."""
    now, user = timezone.now(), user or cast.marie
    return plan_absence(user, cast.firm, by=by or user, starts_at=now + start * DAY, ends_at=None if end is None else now + end * DAY, **fields)


def spans(cast):
    now = timezone.now()
    rows = Absence.objects.current_or_planned(now).filter(user=cast.marie).order_by("starts_at")
    return [(round((one.starts_at - now) / DAY), one.ends_at and round((one.ends_at - now) / DAY)) for one in rows]


@pytest.mark.usefixtures("_noon")
def test_several_are_planned_and_each_can_be_called_off(cast):
    plan(cast, 10, 20)
    second = plan(cast, 30, 40)
    plan(cast, 20, 30)

    cancel_absence(second, by=cast.marie)
    cancel_absence(second, by=cast.marie)

    assert spans(cast) == [(10, 20), (20, 30)]
    assert Event.objects.filter(verb="absence.cancelled").count() == 1


@pytest.mark.parametrize("span", [(15, 16), (5, 11), (19, 25), (5, 25), (10, 20), (15, None), (0, None)])
def test_one_that_overlaps_is_refused_and_the_other_named(cast, span):
    other = plan(cast, 10, 20)

    with pytest.raises(AlreadyAway) as refused:
        plan(cast, *span)

    assert refused.value.other == other
    assert spans(cast) == [(10, 20)]


@pytest.mark.usefixtures("_noon")
def test_nothing_follows_one_without_an_end(cast):
    plan(cast, 10, None)

    with pytest.raises(AlreadyAway):
        plan(cast, 1000, 1001)
    plan(cast, 5, 10)


def test_another_firm_and_another_person_are_no_obstacle(cast):
    cast.other_firm.memberships.create(user=cast.marie)
    plan(cast, 10, 20)

    plan(cast, 10, 20, user=cast.paul)
    plan_absence(cast.marie, cast.other_firm, by=cast.marie, starts_at=timezone.now() + 10 * DAY, ends_at=timezone.now() + 20 * DAY)

    assert Absence.objects.count() == 3


def test_changing_one_looks_at_the_others_and_not_at_itself(cast):
    first, second = plan(cast, 10, 20), plan(cast, 30, 40)

    change_absence(first, by=cast.marie, ends_at=timezone.now() + 25 * DAY)
    with pytest.raises(AlreadyAway) as refused:
        change_absence(second, by=cast.marie, starts_at=timezone.now() + 24 * DAY)

    assert refused.value.other == first


def test_what_cannot_be_is_refused(cast):
    now = timezone.now()
    running = plan(cast, 0, 5)
    with pytest.raises(EndsBeforeStart):
        plan(cast, 20, 19)
    with pytest.raises(CannotStandIn) as oneself:
        plan(cast, 20, 30, delegate_user=cast.marie)
    with pytest.raises(CannotStandIn) as stranger:
        plan(cast, 20, 30, delegate_user=cast.vera)
    with pytest.raises(AlreadyStarted):
        change_absence(running, by=cast.marie, starts_at=now + DAY)
    end_absence(cast.marie, cast.firm, by=cast.marie)
    with pytest.raises(AbsenceOver):
        change_absence(running, by=cast.marie, ends_at=now + 9 * DAY)

    assert (oneself.value.problem, stranger.value.problem) == (DelegateProblem.ONESELF, DelegateProblem.NOT_HERE)


def test_a_team_in_which_nobody_works_stands_in_for_nobody(cast, client):
    absence = plan(cast, 0, 5, delegate_team=cast.team)
    for user in (cast.paul, cast.nora):
        user.memberships.update(left_at=timezone.now())
    asked = question(cast).conversation
    end_absence(cast.marie, cast.firm, by=cast.marie)

    assert (asked.assigned_user, asked.assignment["reason"]) == (cast.marie, "away_without_delegate")
    with pytest.raises(CannotStandIn):
        plan(cast, 10, 20, delegate_team=cast.team)
    client.force_login(cast.marie)
    assert "Équipe TPE" not in words(client.get(f"/settings/away/return/{absence.pk}/"))


@given(st.integers(1, 4), st.none() | st.builds(Delegate, st.none() | st.integers(1, 4), st.booleans()))
def test_a_delegate_is_somebody_else_who_is_here(user_id, delegate):
    fits = delegate is None or (delegate.user_id != user_id and delegate.is_here)

    assert (delegate_problem(user_id, delegate) is None) == fits


def test_a_delegate_who_left_since_is_refused_when_the_absence_is_changed(cast):
    absence = plan(cast, 10, 20, delegate_user=cast.paul)
    cast.paul.memberships.update(left_at=timezone.now())

    with pytest.raises(CannotStandIn):
        change_absence(absence, by=cast.marie, ends_at=timezone.now() + 12 * DAY)
    change_absence(absence, by=cast.marie, delegate_user=cast.nora)


def test_putting_one_replaces_what_runs_else_what_is_next_and_leaves_the_others(cast):
    plan(cast, 30, 40)
    plan(cast, 10, 20)

    start_absence(cast.marie, cast.firm, by=cast.marie, ends_at=timezone.now() + 5 * DAY)
    assert spans(cast) == [(0, 5), (30, 40)]
    start_absence(cast.marie, cast.firm, by=cast.marie, ends_at=timezone.now() + 7 * DAY)
    assert spans(cast) == [(0, 7), (30, 40)]
    start_absence(cast.marie, cast.firm, by=cast.marie, starts_at=timezone.now() + 2 * DAY, ends_at=timezone.now() + 8 * DAY)
    assert spans(cast) == [(2, 8), (30, 40)]


def test_ending_twice_does_not_touch_what_is_planned(cast):
    plan(cast, 0, 5)
    plan(cast, 10, 20)

    end_absence(cast.marie, cast.firm, by=cast.marie)
    end_absence(cast.marie, cast.firm, by=cast.marie)

    assert spans(cast) == [(10, 20)]


@pytest.mark.django_db(transaction=True)
def test_two_windows_plan_the_same_days_once(threaded_db):  # noqa: F811
    from tests.cast import Cast

    cast = Cast()
    start = timezone.now() + 10 * DAY

    def plan_it():
        try:
            return plan_absence(cast.marie, cast.firm, by=cast.marie, starts_at=start, ends_at=start + DAY).pk
        except AlreadyAway:
            return None

    made = together(plan_it, plan_it, plan_it)

    assert len([pk for pk in made if pk]) == Absence.objects.count() == 1


@pytest.mark.parametrize("month", ["2027-03-28", "2027-10-31"])
def test_clock_changes_move_neither_the_start_nor_the_end(cast, client, month):
    with time_machine.travel("2027-03-01T10:00Z"):
        client.force_login(cast.marie)
        data = {"is_away": "on", "starts_on": month, "leaves_at": "02:30", "until": month, "at": "04:30"}
        assert client.post("/settings/away/", data, follow=True).status_code == 200

    absence = Absence.objects.get()
    assert timezone.localtime(absence.ends_at).isoformat()[:16] == f"{month}T04:30"
    assert timezone.localtime(absence.starts_at).isoformat()[:10] == month


def in_days(number):
    return (timezone.localdate() + number * DAY).isoformat()


def save(browser, path="/settings/away/", **data):
    return browser.post(path, {"is_away": "on"} | data, follow=True)


def test_the_page_plans_beside_what_is_planned_changes_and_calls_off(cast, client):
    client.force_login(cast.marie)
    assert "Absence prévue à partir du" in words(save(client, starts_on=in_days(10), until=in_days(20)))
    page = words(save(client, starts_on=in_days(30), leaves_at="12:00", until=in_days(40), delegate=f"user:{cast.paul.pk}", moves="all", notices="digest"))
    first, second = Absence.objects.order_by("starts_at")

    assert "Absences prévues" in page
    assert "away-bubble" not in page
    assert (second.moves, second.notices, second.delegate_user) == ("all", "digest", cast.paul)
    assert f"/settings/away/{second.pk}/" in page
    changed = words(save(client, f"/settings/away/{second.pk}/", starts_on=in_days(31), until=in_days(41), delegate=""))
    assert "Absence prévue à partir du" in changed
    second.refresh_from_db()
    assert (timezone.localdate(second.starts_at).isoformat(), second.delegate_user) == (in_days(31), None)
    client.post(f"/settings/away/{first.pk}/cancellation/")
    assert [one.pk for one in Absence.objects.current_or_planned(timezone.now())] == [second.pk]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"starts_on": 15, "until": 16}, "Une autre absence couvre ces dates : Du"),
        ({"starts_on": 5, "until": 4}, "Le retour doit venir après le départ."),
        ({"starts_on": -3, "until": 4}, "Ce moment est déjà passé."),
        ({"starts_on": 5000, "until": 5001}, "Choisissez une date dans les trois ans."),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_stays_typed(cast, client, data, sentence):
    plan(cast, 10, 20)
    client.force_login(cast.marie)
    typed = {name: in_days(number) for name, number in data.items()}

    answer = save(client, **typed)

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert all(f'value="{day}"' in words(answer) for day in typed.values())
    assert Absence.objects.count() == 1


def test_dates_without_the_switch_are_not_lost_silently(cast, client):
    client.force_login(cast.marie)

    answer = client.post("/settings/away/", {"starts_on": in_days(3), "until": in_days(5)})

    assert answer.status_code == 422
    assert "Activez le mode absence" in words(answer)


def test_an_administrator_sets_a_colleague_s_absence_and_the_colleague_sees_who_did(cast, client):
    client.force_login(cast.admin)
    member = cast.marie.memberships.get()
    page = words(client.get(f"/firm/absences/new/?member={member.pk}"))
    assert "Absence de Marie Dubois" in page
    assert "me prévenir" not in page

    said = words(client.post(f"/firm/absences/new/?member={member.pk}", {"until": in_days(9), "delegate": f"user:{cast.paul.pk}"}, follow=True))

    absence = Absence.objects.get()
    assert "Marie Dubois : Absence enregistrée jusqu’au" in said
    assert (absence.user, absence.created_by, absence.notices) == (cast.marie, cast.admin, "usual")
    client.force_login(cast.marie)
    assert "Alix Lormeau a enregistré cette absence pour vous" in words(client.get("/settings/away/"))
    assert "Absence prévue du" in words(client.get("/settings/history/"))
    assert "away-bubble" in words(client.get("/"))


def test_an_administrator_ends_it_from_the_list(cast, client):
    absence = plan(cast, 0, None)
    client.force_login(cast.admin)
    assert "Marie Dubois" in words(client.get("/firm/absences/"))

    client.post(f"/firm/absences/{absence.pk}/cancellation/")

    assert not Absence.objects.covering(timezone.now()).exists()
    assert "Personne n’est absent" in words(client.get("/firm/absences/"))
    assert "Marie Dubois" in words(client.get("/firm/absences/?box=past"))


@pytest.mark.parametrize("who", ["paul", "vera", "helene"])
def test_nobody_else_does(cast, client, who):
    absence, member = plan(cast, 10, 20), cast.marie.memberships.get()
    client.force_login(getattr(cast, who))

    answers = [
        client.get(f"/firm/absences/new/?member={member.pk}"),
        client.get(f"/firm/absences/{absence.pk}/"),
        client.post(f"/firm/absences/{absence.pk}/cancellation/"),
        client.post(f"/settings/away/{absence.pk}/cancellation/"),
        client.get(f"/settings/away/{absence.pk}/"),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert Absence.objects.filter(ended_at=None).count() == 1


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 30, "²"])
def test_a_member_that_is_none_is_not_found(cast, client, number):
    client.force_login(cast.admin)

    assert client.get("/firm/absences/new/", {"member": number}).status_code == 404
