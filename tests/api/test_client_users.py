"""Client users by programs: found, changed, suspended, deleted, opened again, and many at once (I1, I2, I5)."""

import pytest

from comptoir.clients.models import ClientAccess
from comptoir.provisioning.models import MassChange
from tests.provisioning.client_users import bundle, client_user, place_of, plan

from .conftest import fields_in_error, ids


@pytest.fixture
def jules(cast):
    """The address of Jules as a client user."""
    return f"client-users/{ClientAccess.objects.get(user=cast.jules).pk}"


def test_one_is_shown_with_all_that_they_have(cast, call, jules):
    shown = call(cast.marie).get(jules).json()

    assert {name: shown[name] for name in ("user", "email", "state", "last_sign_in", "has_second_factor", "applications", "terms", "other_companies")} == {
        "user": cast.jules.pk, "email": "jules@example.com", "state": "active", "last_sign_in": None, "has_second_factor": False,
        "applications": [], "terms": None, "other_companies": 0,
    }  # fmt: skip
    assert [(one["client"]["name"], one["level"], one["scope"], one["dossiers"]) for one in shown["accesses"]] == [("Boulangerie Roux", "limited", "whole", [])]
    assert {call(getattr(cast, who)).get(jules).status_code for who in ("luc", "vera", "helene", "jules", "operator")} == {404}


def test_the_list_is_narrowed_as_on_the_page(cast, call):
    waiting = client_user(cast, "waiting", validated_at=None)
    accesses = {access.user_id: access.pk for access in ClientAccess.objects.all()}
    marie = call(cast.marie)

    assert ids(marie.get("client-users", state="validation")) == [accesses[waiting.user_id]]
    assert set(ids(marie.get("client-users", type="administrator"))) == {accesses[cast.helene.pk]}
    assert ids(marie.get("client-users", q="jules")) == [accesses[cast.jules.pk]]
    assert len(ids(marie.get("client-users"))) == 3
    assert marie.get("client-users", state="x").status_code == 422
    assert ids(call(cast.helene).get("client-users", q="jules")) == []


def test_everything_of_the_profile_is_changed(cast, call, jules):
    three, _optional = bundle()
    offer, marie = plan(), call(cast.marie)

    assert marie.patch(f"{jules}/details", {"phone": "06 12 34 56 78"}).json()["phone"] == "+33612345678"
    access = {"level": "full", "type": "administrator", "scope": "chosen", "dossiers": [cast.dossier.pk]}
    (held,) = marie.put(f"{jules}/access", access).json()["accesses"]
    assert {name: held[name] for name in access} == access
    assert [one["id"] for one in marie.put(f"{jules}/applications", {"applications": three}).json()["applications"]] == three
    terms = marie.put(f"{jules}/terms", {"client": cast.client.pk, "mode": "firm", "plan": offer.pk}).json()["terms"]
    assert (terms["client"]["id"], terms["plan"]["id"]) == (cast.client.pk, offer.pk)
    added = call(cast.admin).post(f"{jules}/companies", {"client": cast.other_client.pk, "level": "limited", "type": "standard", "scope": "whole"})
    assert (added.status_code, len(added.json()["accesses"])) == (201, 2)


def test_what_cannot_be_names_its_field(cast, call, jules):
    three, _optional = bundle()
    marie = call(cast.marie)
    whole = {"level": "full", "type": "standard", "scope": "whole"}

    assert fields_in_error(marie.patch(f"{jules}/details", {"email": "helene@example.com"})) == ["email"]
    assert fields_in_error(marie.patch(f"{jules}/details", {"phone": "12"})) == ["phone"]
    assert fields_in_error(marie.put(f"{jules}/access", whole | {"scope": "chosen"})) == ["dossiers"]
    assert fields_in_error(marie.put(f"{jules}/access", whole | {"scope": "chosen", "dossiers": [cast.other_dossier.pk]})) == ["dossiers"]
    assert fields_in_error(marie.put(f"{jules}/applications", {"applications": three[:1]})) == ["applications"]
    assert fields_in_error(marie.put(f"{jules}/terms", {"client": cast.other_client.pk, "mode": "firm", "plan": plan().pk})) == ["client"]
    assert fields_in_error(marie.post(f"{jules}/companies", whole | {"client": cast.foreign_client.pk})) == ["client"]


def test_suspended_deleted_and_opened_again(cast, call, jules):
    marie = call(cast.marie)

    states = [
        marie.send(method, f"{jules}/{what}").json()["state"]
        for method, what in (("POST", "suspension"), ("POST", "suspension"), ("DELETE", "suspension"), ("POST", "deletion"), ("DELETE", "deletion"))
    ]

    assert states == ["suspended", "suspended", "active", "deleted", "active"]
    marie.post(f"{jules}/deletion")
    assert marie.post(f"{jules}/suspension").status_code == 409
    assert call(cast.jules).get("me").status_code == 200


def test_later_is_validated_before_it_is_welcomed(cast, call):
    place = client_user(cast, "waiting", validated_at=None)
    address = f"client-users/{place.user.client_accesses.get().pk}"

    assert call(cast.marie).post(f"{address}/welcome").status_code == 409
    assert call(cast.marie).post(f"{address}/validation").json()["state"] == "active"
    assert call(cast.marie).post(f"{address}/welcome").status_code == 200


def test_the_last_administrator_stays(cast, call):
    address = f"client-users/{ClientAccess.objects.get(user=cast.helene).pk}"

    for method, what, body in (
        ("POST", "suspension", None),
        ("POST", "deletion", None),
        ("PUT", "access", {"level": "full", "type": "standard", "scope": "whole"}),
    ):
        answer = call(cast.marie).send(method, f"{address}/{what}", body)
        assert (answer.status_code, answer.json()["code"]) == (409, "last_administrator")


def test_many_are_foretold_changed_and_given_back(cast, call, jules):
    helene = ClientAccess.objects.get(user=cast.helene)
    asked = {"change": "suspend", "users": [helene.pk, int(jules.rpartition("/")[2])]}
    marie = call(cast.marie)

    foretold = marie.post("client-users/bulk", asked | {"dry_run": True}).json()
    assert (foretold["changed"], foretold["mass_change"], [one["reason"] for one in foretold["left_out"]]) == (1, None, ["last_administrator"])
    assert place_of(cast.jules).suspended_at is None
    made = marie.post("client-users/bulk", asked).json()["mass_change"]
    assert place_of(cast.jules).suspended_at is not None
    assert call(cast.nora).post(f"client-users/bulk/{made}/undo").status_code == 404
    assert marie.post(f"client-users/bulk/{made}/undo").json()["changed"] == 1
    assert marie.post(f"client-users/bulk/{made}/undo").status_code == 409
    assert place_of(cast.jules).suspended_at is None


def test_a_key_sent_twice_changes_many_once(cast, call):
    asked = {"change": "level", "filter": {"type": "standard"}, "level": "full"}
    marie = call(cast.marie)

    first, second = [marie.post("client-users/bulk", asked, Idempotency_Key="k1").json() for _twice in range(2)]

    assert first == second
    assert MassChange.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"change": "suspend"}, "users"),
        ({"change": "suspend", "users": [1], "filter": {}}, "users"),
        ({"change": "add-companies", "filter": {}}, "clients"),
        ({"change": "add-dossiers", "filter": {}}, "dossiers"),
        ({"change": "x", "filter": {}}, "change"),
    ],
)
def test_many_without_what_is_needed_name_the_field(cast, call, body, field):
    assert fields_in_error(call(cast.marie).post("client-users/bulk", body)) == [field]
    assert call(cast.helene).post("client-users/bulk", body).status_code == 404
