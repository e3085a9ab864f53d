"""The catalogue and one's own applications, by programs."""

import pytest

from comptoir.applications.models import Application, ApplicationFamily, SignIn
from tests.applications.catalogue import CLASSIC, common, given

from .conftest import fields_in_error


def test_one_s_own_applications(cast, call):
    given(cast, cast.helene, *CLASSIC, "documents")
    Application.objects.filter(code="production-compta").update(address="https://compta.example/")

    tiles = call(cast.helene).get("me/applications").json()["items"]

    assert [(one["name"], one["address"].removeprefix("http://localhost:8000"), one["firm"]["name"]) for one in tiles] == [
        ("Production Compta", "https://compta.example/", "Cabinet Lormeau"),
        ("Documents", "/documents/", "Cabinet Lormeau"),
    ]
    assert call(cast.jules).get("me/applications").json()["items"] == []
    assert call(cast.marie).get("me/applications").json()["items"] == []


def test_the_catalogue_is_read_by_members_and_by_nobody_else(cast, call):
    given(cast, cast.helene, *CLASSIC)
    address = f"firms/{cast.firm.pk}/applications"

    (compta,) = [one for one in call(cast.paul).get(address).json()["items"] if one["code"] == "production-compta"]

    family = ApplicationFamily.objects.get(code="classique")
    words = {"id": family.pk, "name": "Applications classiques", "code": "classique", "group": "production", "is_required": True}
    assert compta == {
        "id": common("production-compta")[0].pk,
        "code": "production-compta",
        "name": "Production Compta",
        "kind": "address",
        "is_common": True,
        "family": words,
        "address": "",
        "part": "",
        "icon": "calculator",
        "holders": 1,
        "withdrawn_at": None,
    }
    for user in (cast.helene, cast.vera, cast.operator):
        assert call(user).get(address).status_code == 404


def test_an_application_lives_from_adding_to_withdrawing(cast, call):
    admin, address = call(cast.admin), f"firms/{cast.firm.pk}/applications"

    answers = [admin.post(address, {"name": "Tableau", "address": "https://tableau.example/"}, Idempotency_Key="une-fois").json() for _ in range(2)]
    made = answers[0]
    assert answers[0] == answers[1]
    assert (made["name"], made["is_common"], made["address"], made["holders"]) == ("Tableau", False, "https://tableau.example/", 0)
    changed = admin.put(f"{address}/{made['id']}", {"name": "Pilotage", "address": "https://pilotage.example/", "icon": "star"}).json()
    assert (changed["name"], changed["address"], changed["icon"]) == ("Pilotage", "https://pilotage.example/", "star")
    assert admin.post(f"{address}/{made['id']}/withdrawal").json()["withdrawn_at"]
    assert [one["name"] for one in admin.get(address, on_offer="false").json()["items"]] == ["Pilotage"]
    assert admin.delete(f"{address}/{made['id']}/withdrawal").json()["withdrawn_at"] is None


def test_where_a_common_application_is_and_how_it_signs_in(cast, call):
    admin, (row,) = call(cast.admin), common("production-compta")
    address = f"firms/{cast.firm.pk}/applications/{row.pk}"

    assert admin.put(f"{address}/address", {"address": "https://compta.example/"}).json()["address"] == "https://compta.example/"
    made = admin.put(f"{address}/sign-in", {"redirect_uris": ["https://compta.example/retour"]}).json()
    assert SignIn.objects.get().client.check_secret(made["client_secret"])
    assert admin.get(f"{address}/sign-in").json() == made | {"client_secret": None}
    again = admin.post(f"{address}/sign-in/secret").json()
    assert again["client_secret"] not in {None, made["client_secret"]}
    assert admin.delete(f"{address}/sign-in").status_code == 204
    assert admin.get(f"{address}/sign-in").status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "production compta"}, "name"),
        ({"name": "X", "address": "http://x.example/"}, "address"),
        ({"name": "X", "kind": "part", "part": "paie"}, "part"),
        ({"name": "X", "family": 999_999}, "family"),
        ({"name": "X", "icon": "bombe"}, "icon"),
        ({"name": "X", "position": 1}, "position"),
    ],
)
def test_what_cannot_be_is_named(cast, call, body, field):
    assert fields_in_error(call(cast.admin).post(f"firms/{cast.firm.pk}/applications", body)) == [field]
    assert not Application.objects.filter(firm=cast.firm).exists()


def test_who_may_not_keep_the_catalogue_changes_nothing(cast, call):
    (row,) = common("production-compta")
    for user in (cast.marie, cast.helene, cast.vera, cast.operator):
        one = call(user)
        answers = [
            one.post(f"firms/{cast.firm.pk}/applications", {"name": "X"}),
            one.put(f"firms/{cast.firm.pk}/applications/{row.pk}/address", {"address": "https://x.example/"}),
            one.put(f"firms/{cast.firm.pk}/applications/{row.pk}/sign-in", {"redirect_uris": ["https://x.example/"]}),
        ]
        assert [answer.status_code for answer in answers] == [404, 404, 404], user
    assert call(cast.admin).put(f"firms/{cast.firm.pk}/applications/{row.pk}", {"name": "X"}).status_code == 404


def test_a_part_that_was_not_given_is_closed_to_programs_too(cast, call):
    given(cast, cast.helene, *CLASSIC, "documents")
    helene = call(cast.helene)

    assert helene.get("documents").status_code == 200
    refused = helene.get("conversations")
    assert (refused.status_code, refused.json()["code"]) == (403, "part_closed")
    home = helene.get("me/portal").json()
    assert home["conversations"] is None
    assert home["documents"] == []
    assert call(cast.jules).get("conversations").status_code == 200
