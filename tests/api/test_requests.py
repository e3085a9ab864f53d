"""Requests to clients, by programs of both sides."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comptoir.requests.actions import complete_request
from comptoir.requests.models import Request
from tests.conversations.pages import PDF, pdf
from tests.requests.asking import colette, demand, link_to, send

from .conftest import fields_in_error, ids


@pytest.fixture
def asked(cast):
    contact = cast.contact_of(cast.helene, cast.client)
    return {"dossier": cast.dossier.pk, "contacts": [contact.pk], "subject": "Relevé de novembre", "body": "Il nous manque."}


def test_a_request_lives_from_sending_to_its_answer(cast, call, asked):
    marie, helene = call(cast.marie), call(cast.helene)
    due = (timezone.localdate() + timedelta(days=3)).isoformat()

    made = marie.post("requests", asked | {"due_on": due})
    address = f"requests/{made.json()['id']}"

    assert made.status_code == 201
    contact = {"id": asked["contacts"][0], "name": "Hélène Roux"}
    assert made.json() | {"id": 0, "sent_at": ""} == {
        "id": 0,
        "firm": cast.firm.pk,
        "client": {"id": cast.client.pk, "name": "Boulangerie Roux"},
        "dossier": {"id": cast.dossier.pk, "name": "Boulangerie Roux"},
        "subject": "Relevé de novembre",
        "body": "Il nous manque.",
        "asks_file": True,
        "state": "open",
        "due_on": due,
        "is_overdue": False,
        "sent_by": {"id": cast.marie.pk, "name": "Marie Dubois"},
        "sent_at": "",
        "answer": "",
        "file": None,
        "completed_by": None,
        "completed_at": None,
        "cancelled_at": None,
        "recipients": [contact],
        "reminded_at": None,
    }
    assert marie.post(f"{address}/reminder").json()["reminded_at"]
    assert {"recipients", "reminded_at"} & set(helene.get(address).json()) == set()
    done = helene.form(f"{address}/completion", {"answer": "Le voici.", "files": pdf("relevé.pdf")}).json()
    assert (done["state"], done["answer"], done["completed_by"], done["file"]["name"]) == ("completed", "Le voici.", contact, "relevé.pdf")
    assert b"".join(marie.get(f"{address}/file").streaming_content) == PDF
    assert marie.get(address).json()["file"]["url"] == f"/api/v1/{address}/file"


def test_words_alone_are_an_answer_and_the_second_one_is_told(cast, call):
    made, helene = send(cast), call(cast.helene)

    first, second = [helene.post(f"requests/{made.pk}/completion", {"answer": words}) for words in ("Oui", "Non")]

    assert (first.status_code, second.status_code, second.json()["code"]) == (200, 409, "request_done")
    assert "Hélène Roux a déjà répondu" in second.json()["detail"]
    assert Request.objects.get().answer == "Oui"


@pytest.mark.parametrize("given", [{}, {"answer": "  "}])
def test_nothing_is_no_answer(cast, call, given):
    assert fields_in_error(call(cast.helene).post(f"requests/{send(cast).pk}/completion", given)) == ["answer"]


def test_a_file_that_is_not_taken_and_a_second_one_are_named(cast, call):
    made, helene = send(cast), call(cast.helene)

    assert fields_in_error(helene.form(f"requests/{made.pk}/completion", {"files": pdf("a.exe", b"MZ\x90\x00")})) == ["files"]
    assert fields_in_error(helene.form(f"requests/{made.pk}/completion", {"files": [pdf("a.pdf"), pdf("b.pdf")]})) == ["files"]
    assert Request.objects.get().is_open


def test_a_key_makes_two_calls_one_request(cast, call, asked):
    answers = [call(cast.marie).post("requests", asked, Idempotency_Key="une-fois").json() for _call in range(2)]

    assert answers[0] == answers[1]
    assert Request.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"dossier": 999_999}, "dossier"),
        ({"contacts": [999_999]}, "contacts"),
        ({"contacts": []}, "contacts"),
        ({"subject": " "}, "subject"),
        ({"body": ""}, "body"),
        ({"due_on": "2020-01-01"}, "due_on"),
        ({"due_on": 7}, "due_on"),
        ({"answer": "Oui"}, "answer"),
    ],
)
def test_what_cannot_be_is_named(cast, call, asked, changes, field):
    assert fields_in_error(call(cast.marie).post("requests", asked | changes)) == [field]
    assert not Request.objects.exists()


def test_lists_are_filtered_and_hold_what_one_may_see(cast, call):
    helene, jules = cast.contact_of(cast.helene, cast.client), cast.contact_of(cast.jules, cast.client)
    first, second, done = send(cast, subject="Statuts"), send(cast, jules, by=cast.paul), send(cast)
    complete_request(done, helene, "Oui", None)
    Request.objects.filter(pk=first.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    marie = call(cast.marie)

    assert ids(marie.get("requests")) == ids(call(cast.helene).get("requests")) == [done.pk, second.pk, first.pk]
    assert ids(call(cast.jules).get("requests")) == [second.pk]
    assert ids(call(cast.luc).get("requests")) == ids(call(cast.vera).get("requests")) == ids(call(cast.gaston).get("requests")) == []
    assert ids(marie.get("requests", state="completed")) == [done.pk]
    assert ids(marie.get("requests", overdue="true")) == ids(marie.get("requests", q="statuts")) == [first.pk]
    assert ids(marie.get("requests", sent_by="me")) == [done.pk, first.pk]
    assert ids(marie.get("requests", dossier=cast.other_dossier.pk)) == ids(marie.get("requests", client=cast.other_client.pk)) == []


@pytest.mark.parametrize("who", ["marie", "helene"])
def test_the_list_costs_the_same_for_one_and_for_three(cast, call, who):
    program, costs = call(getattr(cast, who)), []
    for number in (1, 2):
        for _ in range(number):
            send(cast)
        program.get("requests")
        with CaptureQueriesContext(connection) as queries:
            assert program.get("requests").status_code == 200
        costs.append(len(queries))

    assert costs[0] == costs[1]


@pytest.mark.parametrize("who", ["luc", "vera", "gaston", "jules"])
def test_strangers_find_nothing(cast, call, who):
    made, program = send(cast), call(getattr(cast, who))
    contact = made.recipients.get().contact_id

    answers = [program.get(f"requests/{made.pk}"), program.get(f"requests/{made.pk}/file")]
    answers += [program.post(f"requests/{made.pk}/{verb}", {"answer": "x"}) for verb in ("completion", "cancellation", "reminder")]
    answers += [program.post(f"requests/{made.pk}/recipients/{contact}/link"), program.delete(f"requests/{made.pk}/recipients/{contact}/link")]

    assert {one.status_code for one in answers} == {404}


def test_members_do_not_answer_and_clients_do_not_cancel(cast, call):
    made = send(cast)

    assert call(cast.marie).post(f"requests/{made.pk}/completion", {"answer": "x"}).status_code == 404
    assert call(cast.helene).post(f"requests/{made.pk}/cancellation").status_code == 404
    assert [call(cast.marie).post(f"requests/{made.pk}/cancellation").json()["state"] for _twice in range(2)] == ["cancelled"] * 2


def test_links_are_sent_anew_and_withdrawn(cast, call):
    contact = colette(cast)
    made, marie = send(cast, contact), call(cast.marie)
    first = link_to(made, contact)
    address = f"requests/{made.pk}/recipients/{contact.pk}/link"

    assert marie.post(address).status_code == 200
    assert link_to(made, contact) != first
    assert [marie.delete(address).json() for _twice in range(2)] == [{"revoked": True}, {"revoked": False}]
    assert marie.post(f"requests/{made.pk}/recipients/999999/link").status_code == 404


def test_a_program_learns_how_each_contact_is_reached(cast, call):
    contacts = [cast.contact_of(cast.helene, cast.client), colette(cast), cast.contact(cast.client, "Odile", "Roux")]

    found = call(cast.marie).get(f"dossiers/{cast.dossier.pk}/contacts").json()["items"]

    assert {one["id"]: one["way"] for one in found} == dict(zip([one.pk for one in contacts], ["portal", "link", "no_address"], strict=True))


def test_a_client_s_program_shows_as_much_as_the_firm_demands(cast, call):
    cast.put_on_portal(cast.client)
    demand(cast, "mfa")
    made, helene = send(cast), call(cast.helene)

    answers = [helene.get("requests"), helene.get(f"requests/{made.pk}"), helene.post(f"requests/{made.pk}/completion", {"answer": "x"})]
    assert {(one.status_code, one.json()["code"]) for one in answers} == {(403, "proof_missing")}
    assert call(cast.marie).get(f"requests/{made.pk}").status_code == 200
    Authenticator.objects.create(user=cast.helene, type="totp", data={})

    assert helene.get(f"requests/{made.pk}").status_code == 200
    assert helene.post(f"requests/{made.pk}/completion", {"answer": "Oui"}).status_code == 200


@pytest.mark.parametrize(("scope", "status"), [("requests:read", 200), ("conversations:read", 403)])
def test_a_token_needs_its_scope(cast, call, scope, status):
    assert call(cast.marie, scopes=[scope]).get("requests").status_code == status
