"""Whatever is asked, the answer is one that was foreseen (promises D2, G1, G3)."""

import json

import pytest

from comptoir.accounts.models import User
from comptoir.conversations.models import Conversation

from .conftest import fields_in_error, ids

HUGE = 10**40


@pytest.fixture
def body(cast):
    return {"dossier": cast.dossier.pk, "subject": "TVA", "body": "Bonjour ?"}


def test_a_refusal_names_the_fields_in_the_persons_language(cast, call):
    User.objects.filter(pk=cast.paul.pk).update(language="en")

    marie, paul = [call(user).post("conversations", {"subject": "x" * 201, "side": "nord"}) for user in (cast.marie, cast.paul)]

    assert marie.headers["Content-Type"] == "application/problem+json"
    assert (marie.headers["Content-Language"], paul.headers["Content-Language"]) == ("fr", "en")
    assert fields_in_error(marie) == ["dossier", "side", "subject", "body"]
    assert marie.json()["errors"][0]["message"] == "Ce champ est requis."
    assert marie.json()["errors"][2]["message"] == "Au plus 200 caractères."


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"body": "a\0b"}, "body"),
        ({"subject": "a\0b"}, "subject"),
        ({"subject": "deux\nlignes"}, "subject"),
        ({"body": "  \n "}, "body"),
        ({"body": "x" * 50_001}, "body"),
        ({"dossier": HUGE}, "dossier"),
        ({"dossier": -1}, "dossier"),
        ({"dossier": True}, "dossier"),
        ({"dossier": "1"}, "dossier"),
        ({"dossier": 1.5}, "dossier"),
        ({"recipients": [HUGE]}, "recipients.0"),
        ({"recipients": [1] * 201}, "recipients"),
        ({"firm": 1}, "firm"),
        ({"id": 1}, "id"),
        ({"opened_by": 1}, "opened_by"),
        ({"closed_at": None}, "closed_at"),
    ],
)
def test_a_value_that_cannot_be_is_named(cast, call, body, changes, field):
    answer = call(cast.marie).post("conversations", body | changes)

    assert fields_in_error(answer) == [field]
    assert not Conversation.objects.exists()


@pytest.mark.parametrize("body", ["", "{", "[]", "null", "12", '"x"', b"\xff\xfe", "[" * 100_000, "1" * 5000, '{"subject": "\\ud800"}', '{"dossier": NaN}'])
def test_a_body_that_is_no_object_is_refused(cast, call, body):
    answer = call(cast.marie).post("conversations", body)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


@pytest.mark.parametrize("field", ["email", "is_operator", "is_active", "password", "id", "firm", "memberships"])
def test_a_profile_takes_only_what_is_offered(cast, call, field):
    answer = call(cast.marie).patch("me", {"first_name": "Mia", field: 1})

    assert fields_in_error(answer) == [field]
    assert User.objects.get(pk=cast.marie.pk).first_name == "Marie"


@pytest.mark.parametrize(("query", "field"), [
    ({"limit": 0}, "limit"), ({"limit": 101}, "limit"), ({"limit": HUGE}, "limit"), ({"limit": "x"}, "limit"),
    ({"cursor": "abc"}, "cursor"), ({"cursor": "x" * 4001}, "cursor"), ({"state": "ajar"}, "state"), ({"dossier": HUGE}, "dossier"), ({"q": "a\0"}, "q"),
    ({"stat": "open"}, "stat"),
])  # fmt: skip
def test_a_filter_that_cannot_be_is_named(cast, call, query, field):
    assert fields_in_error(call(cast.marie).get("conversations", **query)) == [field]


def test_a_cursor_leads_through_the_list_once(cast, call):
    for name in ("Abeille", "Église", "Zébulon"):
        cast.make_client(name, cast.lille)
    caller, cursor, names = call(cast.admin), None, []

    while True:
        page = caller.get("clients", limit=2, **({"cursor": cursor} if cursor else {})).json()
        names += [item["name"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break

    assert names == ["Abeille", "Boulangerie Roux", "Église", "Garage Delattre", "Zébulon"]


def test_a_cursor_of_another_list_or_changed_by_one_letter_is_refused(cast, call):
    cast.make_client("Abeille", cast.lille)
    caller = call(cast.marie)
    cursor = caller.get("clients", limit=1).json()["next"]

    assert ids(caller.get("clients", limit=1, cursor=cursor)) == [cast.client.pk]
    for other in ("A" + cursor[1:], cursor[:-1], cursor + "x"):
        assert fields_in_error(caller.get("clients", cursor=other)) == ["cursor"]
    assert fields_in_error(caller.get("dossiers", cursor=cursor)) == ["cursor"]


def test_a_cursor_shows_nobody_more_than_they_may_see(cast, call):
    cast.make_client("Abeille", cast.lille)
    cursor = call(cast.marie).get("clients", limit=1).json()["next"]

    assert ids(call(cast.vera).get("clients", cursor=cursor)) == [cast.foreign_client.pk]


def test_another_method_is_told_which_ones_there_are(cast, call):
    answer = call(cast.marie).delete("dossiers")

    assert (answer.status_code, answer.headers["Allow"], answer.headers["Content-Type"]) == (405, "GET", "application/problem+json")


def test_an_unknown_address_is_a_problem_too(call):
    answer = call().get("nulle/part")

    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")


def test_an_incident_says_nothing_of_the_inside(cast, call, monkeypatch, caplog):
    def burst(*args):
        raise RuntimeError("secret 42 of the inside")

    monkeypatch.setattr("comptoir.api.me.me", burst)
    answer = call(cast.marie).get("me")

    assert (answer.status_code, answer.headers["Content-Type"]) == (500, "application/problem+json")
    assert "secret" not in answer.content.decode()
    assert "secret 42" in caplog.text


def test_too_many_requests_are_told_when_to_come_back(cast, call, settings):
    settings.API_REQUESTS_PER_MINUTE = 2
    caller = call(cast.marie)

    *_, last = [caller.get("me") for _ in range(5)]

    assert last.status_code == 429
    assert 1 <= int(last.headers["Retry-After"]) <= 60
    settings.API_REQUESTS_PER_MINUTE = 0
    assert caller.get("me").status_code == 200


def test_a_body_beyond_all_measure_is_refused(cast, call, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    assert call(cast.marie).post("conversations", json.dumps({"body": "x" * 2000})).status_code == 413


def test_a_form_without_its_boundary_is_unreadable(cast, call, question):
    caller = call(cast.helene)

    answer = caller.client.generic("POST", f"/api/v1/conversations/{question.pk}/messages", "x", content_type="multipart/form-data", headers=caller.headers)

    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable_request")


def test_answers_are_kept_by_nobody(cast, call):
    assert "no-store" in call(cast.marie).get("me").headers["Cache-Control"]


def test_the_description_and_its_page_are_there_for_everybody(client):
    document, page = client.get("/api/v1/openapi.json"), client.get("/api/v1/docs")

    assert document.json()["openapi"] == "3.1.0"
    assert page.status_code == 200
    for operations in document.json()["paths"].values():
        assert all(f'id="{operation["operationId"]}"' in page.content.decode() for operation in operations.values())


def test_the_page_of_the_api_needs_no_script_of_its_own_and_nothing_from_elsewhere(client):
    page = client.get("/api/v1/docs").content.decode()

    assert "<script>" not in page
    assert " style=" not in page
    assert "//" not in page.replace("<!doctype html>", "").replace("http://testserver", "")
    assert client.get("/api/v1/").headers["Location"] == "/api/v1/docs"
