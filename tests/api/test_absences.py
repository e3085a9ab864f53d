"""Absences by program: several, simulated, a colleague's (A1, A6, X5)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comptoir.away.actions import end_absence, plan_absence
from comptoir.away.models import Absence

DAY = timedelta(days=1)


def at(days):
    return (timezone.now() + days * DAY).isoformat()


def fields_in_error(answer):
    assert answer.status_code == 422, answer.content
    return [error["field"] for error in answer.json()["errors"]]


def test_several_are_planned_listed_changed_and_called_off(cast, call):
    marie = call(cast.marie)
    second = marie.post("me/absences", {"starts_at": at(30), "ends_at": at(40), "delegate_team": cast.team.pk, "moves": "all", "notices": "digest"}).json()
    first = marie.post("me/absences", {"starts_at": at(10), "ends_at": at(20)}).json()

    listed = marie.get("me/absences").json()["items"]
    assert [one["id"] for one in listed] == [first["id"], second["id"]]
    assert (second["moves"], second["notices"], second["gives_back"], second["tells_clients"]) == ("all", "digest", True, True)
    changed = marie.patch(f"me/absences/{first['id']}", {"delegate_user": cast.paul.pk, "gives_back": False}).json()
    assert changed == first | {"delegate_user": {"id": cast.paul.pk, "name": "Paul Petit"}, "gives_back": False}
    assert marie.get(f"me/absences/{first['id']}").json() == changed
    assert [marie.delete(f"me/absences/{first['id']}").status_code for _time in range(2)] == [204, 204]
    assert [one["id"] for one in marie.get("me/absences").json()["items"]] == [second["id"]]
    assert [one["id"] for one in marie.get("me/absences", state="over").json()["items"]] == [first["id"]]


def test_one_that_overlaps_is_a_conflict_that_names_the_other(cast, call):
    marie = call(cast.marie)
    marie.post("me/absences", {"starts_at": at(10), "ends_at": at(20)})

    refused = marie.post("me/absences", {"starts_at": at(15)})

    assert (refused.status_code, refused.json()["code"]) == (409, "already_away")
    assert "Une autre absence couvre ces dates" in refused.json()["detail"]
    assert Absence.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"starts_at": None}, "starts_at"),
        ({"ends_at": "demain"}, "ends_at"),
        ({"ends_at": 5}, "ends_at"),
        ({"moves": "everything"}, "moves"),
        ({"notices": None}, "notices"),
        ({"gives_back": "perhaps"}, "gives_back"),
        ({"delegate_user": "marie"}, "delegate_user"),
        ({"delegate_user": "vera"}, "delegate_user"),
        ({"firm": "firm"}, "firm"),
        ({"user": 3}, "user"),
    ],
)
def test_a_change_that_cannot_be_is_refused_with_its_field(cast, call, changes, field):
    absence = plan_absence(cast.marie, cast.firm, by=cast.marie, starts_at=timezone.now() + 10 * DAY, ends_at=timezone.now() + 20 * DAY)
    body = {name: getattr(cast, value).pk if isinstance(value, str) and hasattr(cast, value) else value for name, value in changes.items()}
    if changes == {"ends_at": 5}:
        body = {"ends_at": at(5)}

    assert fields_in_error(call(cast.marie).patch(f"me/absences/{absence.pk}", body)) == [field]


def test_what_has_begun_is_not_put_off_and_what_is_over_not_changed(cast, call):
    absence = plan_absence(cast.marie, cast.firm, by=cast.marie)
    marie = call(cast.marie)

    assert fields_in_error(marie.patch(f"me/absences/{absence.pk}", {"starts_at": at(3)})) == ["starts_at"]
    end_absence(cast.marie, cast.firm, by=cast.marie)
    over = marie.patch(f"me/absences/{absence.pk}", {"ends_at": at(3)})

    assert (over.status_code, over.json()["code"]) == (409, "absence_over")


def test_a_simulation_says_what_would_happen_and_writes_nothing(cast, call, question):
    answer = call(cast.marie).post("me/absence/simulation", {"ends_at": at(9), "delegate_user": cast.luc.pk, "moves": "all"})

    sections = {one["code"]: one for one in answer.json()["sections"]}
    assert sections["moving"]["items"] == [{"id": question.pk, "text": question.subject, "detail": "Boulangerie Roux"}]
    assert (sections["out_of_reach"]["count"], sections["out_of_reach"]["is_warning"]) == (1, True)
    assert not Absence.objects.exists()


def test_an_administrator_sets_reads_simulates_and_ends_a_colleague_s(cast, call):
    admin, address = call(cast.admin), f"members/{cast.marie.pk}/absence"

    assert admin.get(address).status_code == 404
    put = admin.put(address, {"ends_at": at(9), "delegate_user": cast.paul.pk}).json()
    assert (put["person"]["name"], put["set_by"]["name"], put["is_running"]) == ("Marie Dubois", "Alix Lormeau", True)
    assert admin.get(address).json() == put == call(cast.marie).get("me/absence").json()
    assert admin.post(f"{address}/simulation", {"ends_at": at(9)}).status_code == 200
    assert admin.delete(address).status_code == 204
    assert admin.get(address).status_code == 404
    assert [one["id"] for one in admin.get(f"members/{cast.marie.pk}/absences", state="over").json()["items"]] == [put["id"]]


@pytest.mark.parametrize("who", ["paul", "vera", "helene"])
def test_nobody_else_does(cast, call, who):
    absence = plan_absence(cast.marie, cast.firm, by=cast.marie, starts_at=timezone.now() + 10 * DAY)
    caller, address = call(getattr(cast, who)), f"members/{cast.marie.pk}/absence"

    answers = [
        caller.get(address),
        caller.put(address, {}),
        caller.delete(address),
        caller.post(f"{address}/simulation", {}),
        caller.get(f"members/{cast.marie.pk}/absences"),
        caller.get(f"me/absences/{absence.pk}"),
        caller.patch(f"me/absences/{absence.pk}", {}),
        caller.delete(f"me/absences/{absence.pk}"),
    ]

    assert {answer.status_code for answer in answers} == {404}
    absence.refresh_from_db()
    assert absence.ended_at is None


def test_what_the_person_hears_stays_theirs_when_an_administrator_changes_the_rest(cast, call):
    plan_absence(cast.marie, cast.firm, by=cast.marie, notices="digest")

    call(cast.admin).put(f"members/{cast.marie.pk}/absence", {"ends_at": at(4)})

    assert Absence.objects.get().notices == "digest"
