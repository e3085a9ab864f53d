"""Documents, by programs of both sides."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comptoir.documents.actions import withdraw_document
from comptoir.documents.models import Document
from comptoir.events.models import Event
from comptoir.preferences.actions import change_settings_at
from comptoir.preferences.models import Holder
from tests.documents.sharing import PDF, pdf, share

from .conftest import fields_in_error, ids


@pytest.fixture
def jules(cast):
    return cast.contact_of(cast.jules, cast.client)


def test_a_document_lives_from_sharing_to_withdrawal(cast, call, jules):
    paul, theirs = call(cast.paul), call(cast.jules)

    made = paul.form("documents", {"dossier": cast.dossier.pk, "title": "Comptes annuels", "contacts": [jules.pk], "files": [pdf("Bilan d’été.pdf")]})
    assert made.status_code == 201, made.content
    (one,) = made.json()["items"]
    address = f"documents/{one['id']}"
    assert one | {"id": 0, "shared_at": ""} == {
        "id": 0,
        "firm": cast.firm.pk,
        "dossier": {"id": cast.dossier.pk, "name": "Boulangerie Roux"},
        "client": {"id": cast.client.pk, "name": "Boulangerie Roux"},
        "title": "Comptes annuels",
        "file": {
            "name": "Bilan d’été.pdf",
            "media_type": "application/pdf",
            "size": len(PDF),
            "sha256": hashlib.sha256(PDF).hexdigest(),
            "url": f"/api/v1/{address}/content",
        },
        "from_client": False,
        "shared_by": {"id": cast.paul.pk, "name": "Paul Petit"},
        "shared_at": "",
        "state": "shared",
        "withdrawn_at": None,
        "withdrawn_by": None,
    }
    assert theirs.get(address).json() == {name: value for name, value in one.items() if not name.startswith("withdrawn")}
    assert b"".join(theirs.get(f"{address}/content").streaming_content) == PDF
    assert [(line["by"]["name"]) for line in paul.get(f"{address}/downloads").json()["items"]] == ["Jules Roux"]
    assert paul.patch(address, {"title": "Liasse"}).json()["title"] == "Liasse"

    withdrawn = paul.post(f"{address}/withdrawal").json()
    assert (withdrawn["state"], withdrawn["withdrawn_by"]["name"]) == ("withdrawn", "Paul Petit")
    assert theirs.get(address).status_code == theirs.get(f"{address}/content").status_code == 404
    assert paul.delete(f"{address}/withdrawal").json()["state"] == "shared"
    assert theirs.get(address).status_code == 200


def test_shares_say_who_sees_it_and_why(cast, call, jules):
    paul, ines, made = call(cast.paul), cast.contact(cast.client, "Inès", "Roux"), share(cast)

    added = paul.post(f"documents/{made.pk}/shares", {"contacts": [jules.pk, ines.pk]}).json()["items"]

    assert [(one["name"], one["because"], one["sees"]) for one in added] == [
        ("Jules Roux", "named", True),
        ("Hélène Roux", "full", True),
        ("Inès Roux", "no_account", False),
    ]
    assert paul.get(f"documents/{made.pk}/shares").json()["items"] == added
    assert paul.delete(f"documents/{made.pk}/shares/{jules.pk}").status_code == 204
    assert paul.delete(f"documents/{made.pk}/shares/{jules.pk}").status_code == 404
    assert call(cast.jules).get(f"documents/{made.pk}").status_code == 404


def test_a_client_drops_several_at_once_and_names_nobody(cast, call, jules):
    helene = call(cast.helene)
    files = [pdf("Mars.pdf"), pdf("Avril.pdf")]

    made = helene.form("documents", {"dossier": cast.dossier.pk, "files": files}).json()["items"]

    assert [(one["title"], one["from_client"]) for one in made] == [("Mars", True), ("Avril", True)]
    assert "withdrawn_at" not in made[0]
    named = helene.form("documents", {"dossier": cast.dossier.pk, "files": [pdf()], "contacts": [jules.pk]})
    assert fields_in_error(named) == ["contacts"]


def test_a_key_makes_two_calls_one_document(cast, call):
    paul = call(cast.paul)

    answers = [paul.form("documents", {"dossier": cast.dossier.pk, "files": [pdf()]}, Idempotency_Key="une-fois").json() for _call in range(2)]

    assert answers[0] == answers[1]
    assert Document.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"dossier": 999_999}, "dossier"),
        ({"files": []}, "files"),
        ({"files": [SimpleUploadedFile("virus.exe", b"MZ\x90\x00")]}, "files"),
        ({"files": [SimpleUploadedFile("vide.pdf", b"")]}, "files"),
        ({"contacts": [999_999]}, "contacts"),
        ({"title": "x" * 201}, "title"),
        ({"state": "withdrawn"}, "state"),
    ],
)
def test_what_cannot_be_is_named(cast, call, changes, field):
    answer = call(cast.paul).form("documents", {"dossier": cast.dossier.pk, "files": [pdf()]} | changes)

    assert fields_in_error(answer) == [field]
    assert not Document.objects.exists()


def test_a_list_is_what_one_sees_and_what_one_asks_for(cast, call, jules):
    named, general, withdrawn = share(cast, contacts=[jules]), share(cast, name="Été.pdf"), share(cast)
    withdraw_document(withdrawn, by=cast.paul)
    dropped = share(cast, by=cast.helene)
    paul = call(cast.paul)

    seen = {who: ids(call(getattr(cast, who)).get("documents")) for who in ("paul", "helene", "jules", "luc", "gaston", "vera", "omar", "operator")}
    asked = [ids(paul.get("documents", **filters)) for filters in ({"state": "withdrawn"}, {"from_client": "true"}, {"q": "ete"}, {"licence": cast.arras.pk})]

    assert seen == {
        "paul": [dropped.pk, withdrawn.pk, general.pk, named.pk],
        "helene": [dropped.pk, general.pk, named.pk],
        "jules": [named.pk],
        "luc": [],
        "gaston": [],
        "vera": [],
        "omar": [],
        "operator": [],
    }
    assert asked == [[withdrawn.pk], [dropped.pk], [general.pk], []]
    assert ids(call(cast.helene).get("documents", state="withdrawn")) == []


def test_a_client_user_gets_404_for_what_only_members_do(cast, call, jules):
    made = share(cast, contacts=[jules])
    address = f"documents/{made.pk}"

    for who in (cast.helene, cast.jules):
        one = call(who)
        answers = [
            one.patch(address, {"title": "x"}),
            one.post(f"{address}/withdrawal"),
            one.delete(f"{address}/withdrawal"),
            one.get(f"{address}/shares"),
            one.post(f"{address}/shares", {"contacts": [jules.pk]}),
            one.delete(f"{address}/shares/{jules.pk}"),
            one.get(f"{address}/downloads"),
        ]
        assert {answer.status_code for answer in answers} == {404}
    assert made.shares.count() == 1


def test_a_firm_that_asks_for_a_second_factor_asks_programs_too(cast, call, jules):
    made = share(cast, contacts=[jules])
    change_settings_at(Holder.of_firm(cast.firm), {"assurance.see": "mfa", "assurance.upload": "mfa"}, by=cast.admin)
    one = call(cast.jules)

    answers = [
        one.get("documents"),
        one.get(f"documents/{made.pk}"),
        one.get(f"documents/{made.pk}/content"),
        one.form("documents", {"dossier": cast.dossier.pk, "files": [pdf()]}),
    ]

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(403, "proof_missing")}
    assert not Event.objects.filter(verb="document.downloaded").exists()
    assert call(cast.paul).get(f"documents/{made.pk}").status_code == 200


def test_a_page_costs_the_same_with_one_and_with_three(cast, call, jules):
    counts = []
    for more in (1, 2):
        for _number in range(more):
            share(cast, contacts=[jules])
        with CaptureQueriesContext(connection) as queries:
            ids(call(cast.jules).get("documents"))
        counts.append(len(queries))

    assert counts[0] == counts[1]
