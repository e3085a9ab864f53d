"""What surrounds writing, by program: drafts, answers that cross, canned answers, sleep, missions (X8)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comptoir.conversations.actions import Draft, add_mission, post_message
from comptoir.conversations.models import CannedAnswer, Mission, SavedDraft

from .conftest import fields_in_error


def test_an_answer_that_crosses_another_is_answered_409_until_it_was_read(cast, call, question):
    path = f"conversations/{question.pk}/messages"
    marie = call(cast.marie)
    first = marie.get(path).json()["items"][0]["id"]
    paul = post_message(question, Draft("Le 24.", cast.paul))

    held = marie.post(path, {"body": "Le 30.", "seen_up_to": first})
    sent = marie.post(path, {"body": "Le 30.", "seen_up_to": paul.pk})
    unasked = call(cast.jean).post(path, {"body": "Bien vu."})

    assert (held.status_code, held.json()["code"]) == (409, "answered_meanwhile")
    assert held.json()["detail"].startswith("Paul Petit a répondu à ")
    assert (sent.status_code, unasked.status_code) == (201, 201)


def test_a_draft_is_kept_read_and_forgotten_by_its_author_alone(cast, call, question):
    path = f"conversations/{question.pk}/draft"
    paul = call(cast.paul)

    saved = [paul.put(path, {"body": "Le 24"}) for _time in range(2)]

    assert [answer.status_code for answer in saved] == [200, 200]
    assert paul.get(path).json()["body"] == "Le 24"
    assert call(cast.marie).get(path).status_code == 404
    assert paul.put(path, {"body": " "}).status_code == 204
    assert (paul.get(path).status_code, paul.delete(path).status_code) == (404, 204)
    assert not SavedDraft.objects.exists()


def test_mission_due_date_and_sleep_are_members_business(cast, call, question):
    mission = add_mission(cast.firm, "Paie", by=cast.admin)
    path = f"conversations/{question.pk}"
    paul = call(cast.paul)

    paul.patch(path, {"mission": mission.pk})
    changed = paul.patch(path, {"due_on": "2027-01-15"}).json()
    asleep = paul.put(f"{path}/snooze", {"until": soon()}).json()
    awake = paul.delete(f"{path}/snooze").json()

    assert (changed["mission"], changed["due_on"]) == ({"id": mission.pk, "name": "Paie"}, "2027-01-15")
    assert (asleep["snoozed_by"]["name"], awake["snoozed_until"]) == ("Paul Petit", None)
    assert "mission" not in call(cast.helene).get(path).json()
    assert paul.patch(path, {"mission": None}).json()["mission"] is None


def soon():
    return (timezone.now() + timedelta(days=1)).isoformat()


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("", {"mission": 999_999}, "mission"),
        ("", {"due_on": "15/01/2027"}, "due_on"),
        ("", {"due_on": "0202-01-15"}, "due_on"),
        ("", {"subject": "Autre"}, "subject"),
        ("/snooze", {"until": "2020-01-01T08:00:00+01:00"}, "until"),
        ("/snooze", {"until": "2020"}, "until"),
    ],
)
def test_what_cannot_be_is_named_by_its_field(cast, call, question, path, body, field):
    paul = call(cast.paul)
    method = paul.put if path else paul.patch

    assert fields_in_error(method(f"conversations/{question.pk}{path}", body)) == [field]


def test_missions_are_kept_by_administrators_and_read_by_members(cast, call):
    admin, marie = call(cast.admin), call(cast.marie)

    made = admin.post("missions", {"name": "Paie"})
    path = f"missions/{made.json()['id']}"

    assert made.json() | {"id": 0} == {"id": 0, "firm": cast.firm.pk, "name": "Paie", "conversations": 0}
    assert fields_in_error(admin.post("missions", {"name": "Paie"})) == ["name"]
    assert admin.patch(path, {"name": "Social"}).json()["name"] == "Social"
    assert [one["name"] for one in marie.get("missions").json()["items"]] == ["Social"]
    assert {marie.post("missions", {"name": "x"}).status_code, marie.patch(path, {"name": "x"}).status_code, marie.delete(path).status_code} == {404}
    assert call(cast.helene).get("missions").json()["items"] == []
    assert fields_in_error(admin.post("missions", {"name": "x", "firm": cast.other_firm.pk})) == ["firm"]
    assert (admin.delete(path).status_code, Mission.objects.count()) == (204, 0)


def test_canned_answers_are_kept_found_filled_and_removed(cast, call, question):
    marie, paul = call(cast.marie), call(cast.paul)

    made = marie.post("canned-answers", {"audience": "firm", "title": "Pièces", "body": "Bonjour {{prénom}}, avant le {{échéance}} ?"}).json()
    path = f"canned-answers/{made['id']}"

    assert [one["title"] for one in paul.get("canned-answers", q="bonjour").json()["items"]] == ["Pièces"]
    assert paul.get(f"conversations/{question.pk}/{path}").json() == {"text": "Bonjour Hélène, avant le [échéance] ?", "missing": ["échéance"]}
    assert {paul.patch(path, {"title": "x"}).status_code, paul.delete(path).status_code, call(cast.vera).delete(path).status_code} == {404}
    assert marie.patch(path, {"title": "Les pièces"}).json()["title"] == "Les pièces"
    assert (marie.delete(path).status_code, CannedAnswer.objects.count()) == (204, 0)


@pytest.mark.parametrize(
    ("who", "changes", "field"),
    [
        ("paul", {"audience": "firm"}, "audience"),
        ("paul", {"body": "{{date}}"}, "body"),
        ("paul", {"title": "À moi"}, "title"),
        ("paul", {"firm": 999_999}, "firm"),
    ],
)
def test_a_canned_answer_that_cannot_be_kept_says_why(cast, call, who, changes, field):
    CannedAnswer.objects.create(firm=cast.firm, owner=cast.paul, title="À moi", body="Cordialement")

    assert fields_in_error(call(getattr(cast, who)).post("canned-answers", {"title": "Bonjour", "body": "Bonjour"} | changes)) == [field]
