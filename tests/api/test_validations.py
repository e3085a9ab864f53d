"""Requests for validation, by programs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comptoir.away.actions import start_absence
from comptoir.validations.models import Validation
from tests.validations.asking import make_accountant, request

from .conftest import fields_in_error, ids


@pytest.fixture
def asked(cast):
    return {"dossier": cast.dossier.pk, "subject": "Liasse 2025", "body": "Peut-on l’envoyer ?", "addressed_to": cast.marie.pk}


def test_a_request_lives_from_asking_to_its_answer(cast, call, asked):
    paul, marie = call(cast.paul), call(cast.marie)
    due = (timezone.localdate() + timedelta(days=3)).isoformat()

    made = paul.post("validations", asked | {"due_on": due})
    address = f"validations/{made.json()['id']}"
    assert made.status_code == 201
    assert made.json() | {"id": 0, "requested_at": ""} == {
        "id": 0,
        "firm": cast.firm.pk,
        "dossier": {"id": cast.dossier.pk, "name": "Boulangerie Roux"},
        "subject": "Liasse 2025",
        "body": "Peut-on l’envoyer ?",
        "state": "pending",
        "due_on": due,
        "requested_by": {"id": cast.paul.pk, "name": "Paul Petit"},
        "requested_at": "",
        "addressed_to": {"id": cast.marie.pk, "name": "Marie Dubois"},
        "reminded_at": None,
        "decided_by": None,
        "decided_at": None,
        "reason": "",
        "withdrawn_by": None,
        "withdrawn_at": None,
    }
    assert paul.post(f"{address}/reminder").json()["reminded_at"]
    assert marie.get(address).json()["state"] == "pending"
    refused = marie.post(f"{address}/refusal", {"reason": "Il manque l’annexe."}).json()
    assert (refused["state"], refused["reason"], refused["decided_by"]["name"]) == ("refused", "Il manque l’annexe.", "Marie Dubois")
    assert paul.get(address).json() == refused


def test_a_key_makes_two_calls_one_request(cast, call, asked):
    paul = call(cast.paul)

    answers = [paul.post("validations", asked, Idempotency_Key="une-fois").json() for _call in range(2)]

    assert answers[0] == answers[1]
    assert Validation.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"dossier": 999_999}, "dossier"),
        ({"addressed_to": 999_999}, "addressed_to"),
        ({"subject": " "}, "subject"),
        ({"body": ""}, "body"),
        ({"due_on": "2020-01-01"}, "due_on"),
        ({"due_on": 7}, "due_on"),
        ({"due_on": "9999-12-31"}, "due_on"),
        ({"replaces": 999_999}, "replaces"),
        ({"state": "accepted"}, "state"),
    ],
)
def test_what_cannot_be_is_named(cast, call, asked, changes, field):
    assert fields_in_error(call(cast.paul).post("validations", asked | changes)) == [field]
    assert not Validation.objects.exists()


def test_only_an_accountant_of_the_dossier_can_be_asked(cast, call, asked):
    for who in (cast.admin, cast.jean, cast.helene, cast.vera):
        assert fields_in_error(call(cast.paul).post("validations", asked | {"addressed_to": who.pk})) == ["addressed_to"]
    assert fields_in_error(call(cast.luc).post("validations", asked)) == ["dossier"]
    assert fields_in_error(call(cast.helene).post("validations", asked)) == ["dossier"]


def test_accountants_of_a_dossier_are_listed_with_their_absence(cast, call):
    make_accountant(cast.nora)
    start_absence(cast.nora, cast.firm, by=cast.nora)
    path = f"dossiers/{cast.dossier.pk}/accountants"

    assert call(cast.paul).get(path).json()["items"] == [
        {"id": cast.marie.pk, "name": "Marie Dubois", "manages": True, "is_away": False, "away_until": None},
        {"id": cast.nora.pk, "name": "Nora Benali", "manages": False, "is_away": True, "away_until": None},
    ]
    assert call(cast.helene).get(path).status_code == call(cast.luc).get(path).status_code == 404


def test_refusals_say_who_decided_and_who_may(cast, call):
    made = request(cast)
    address = f"validations/{made.pk}"
    marie, paul, nora = call(cast.marie), call(cast.paul), call(cast.nora)

    for verb in ("acceptance", "withdrawal", "reminder"):
        answer = nora.post(f"{address}/{verb}")
        assert (answer.status_code, answer.json()["code"]) == (403, "validation_not_yours")
    assert fields_in_error(marie.post(f"{address}/refusal", {})) == ["reason"]
    assert fields_in_error(marie.post(f"{address}/refusal", {"reason": " "})) == ["reason"]
    paul.post(f"{address}/reminder")
    assert (paul.post(f"{address}/reminder").status_code, paul.post(f"{address}/reminder").json()["code"]) == (409, "reminder_too_soon")
    assert marie.post(f"{address}/acceptance").json() == marie.post(f"{address}/acceptance").json()
    late = paul.post(f"{address}/withdrawal")
    assert (late.status_code, late.json()["code"]) == (409, "validation_settled")
    assert "acceptée par Marie Dubois" in late.json()["detail"]


def test_a_request_takes_the_place_of_another(cast, call, asked):
    make_accountant(cast.nora)
    first = request(cast)

    answer = call(cast.paul).post("validations", asked | {"addressed_to": cast.nora.pk, "replaces": first.pk})

    first.refresh_from_db()
    assert (answer.status_code, first.state) == (201, "withdrawn")


def test_the_list_is_filtered_and_keeps_to_what_one_sees(cast, call):
    make_accountant(cast.luc)
    by_paul, by_nora = request(cast), request(cast, by=cast.nora, subject="Déclaration d’été")
    elsewhere = request(cast, dossier=cast.other_dossier, by=cast.admin, addressed_to=cast.luc)
    call(cast.marie).post(f"validations/{by_paul.pk}/acceptance")
    paul, marie, admin = call(cast.paul), call(cast.marie), call(cast.admin)

    assert ids(paul.get("validations")) == [by_nora.pk, by_paul.pk]
    assert ids(paul.get("validations", requested_by="me")) == [by_paul.pk]
    assert ids(marie.get("validations", addressed_to="me", state="pending")) == [by_nora.pk]
    assert ids(marie.get("validations", state="accepted")) == [by_paul.pk]
    assert ids(marie.get("validations", state="withdrawn")) == ids(marie.get("validations", state="refused")) == []
    assert ids(admin.get("validations", dossier=cast.other_dossier.pk)) == [elsewhere.pk]
    assert ids(paul.get("validations", q="declaration ETE")) == [by_nora.pk]
    for who in (cast.helene, cast.jules, cast.vera, cast.operator):
        assert ids(call(who).get("validations")) == []
    first = paul.get("validations", limit=1).json()
    assert [row["id"] for row in paul.get("validations", limit=1, cursor=first["next"]).json()["items"]] == [by_paul.pk]


def test_the_list_costs_the_same_for_one_and_for_three(cast, call):
    paul, counts = call(cast.paul), []
    paul.get("me")
    for number in (1, 2):
        for one in range(number):
            request(cast, by=cast.nora if one else cast.paul)
        with CaptureQueriesContext(connection) as queries:
            assert len(ids(paul.get("validations"))) == Validation.objects.count()
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 8
