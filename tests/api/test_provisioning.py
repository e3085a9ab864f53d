"""Client users made by programs: as the wizard makes them, refused with the same sentences."""

import pytest

from comptoir.clients.models import ClientAccess, ClientUser
from comptoir.firms.models import CustomRole
from tests.provisioning.asking import family, plan


def body(cast, **words):
    usual = {"last_name": "Martin", "first_name": "Chloé", "email": "Chloe.Martin@example.com", "type": "standard", "mode": "firm"}
    return usual | {"client": cast.client.pk, "plan": plan().pk, "applications": sorted(family())} | words


def fields(response):
    return [one["field"] for one in response.json()["errors"]]


def test_a_client_user_is_made_with_the_mail(cast, call):
    response = call(cast.marie).post("client-users", body(cast, send_mail=True))

    place = ClientUser.objects.get(user__email="chloe.martin@example.com")
    assert response.status_code == 201
    assert response.json()["user"] == place.user_id
    assert [(one["client"]["id"], one["level"], one["type"]) for one in response.json()["accesses"]] == [(cast.client.pk, "full", "standard")]
    assert place.welcomed_at is not None


def test_single_dossiers_are_reached_where_they_are_named(cast, call):
    call(cast.marie).post("client-users", body(cast, reach=[{"client": cast.client.pk, "dossiers": [cast.dossier.pk]}], activation="later"))

    access = ClientAccess.objects.get(user__email="chloe.martin@example.com")
    assert (access.scope, access.hold, access.dossier_accesses.get().dossier) == ("chosen", "validation", cast.dossier)


def test_a_dry_run_says_all_and_makes_nothing(cast, call):
    good = call(cast.marie).post("client-users", body(cast, email="compta@example.com", dry_run=True))
    bad = call(cast.marie).post("client-users", body(cast, email="helene@example.com", mode="?", phone="12", dry_run=True))

    assert good.status_code == 200
    assert [one["field"] for one in good.json()["warnings"]] == ["email"]
    assert (bad.status_code, fields(bad)) == (422, ["mode", "email", "phone"])
    assert not ClientUser.objects.filter(user__email="compta@example.com").exists()


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (lambda cast: {"applications": sorted(family() | family("consultation"))}, "applications"),
        (lambda cast: {"applications": sorted(family())[:1]}, "applications"),
        (lambda cast: {"plan": 999_999}, "plan"),
        (lambda cast: {"client": cast.foreign_client.pk, "reach": [{"client": cast.client.pk}]}, "client"),
        (lambda cast: {"reach": [{"client": cast.other_client.pk}]}, "reach"),
        (lambda cast: {"reach": [{"client": cast.client.pk, "dossiers": [cast.other_dossier.pk]}]}, "reach"),
        (lambda cast: {"reach": []}, "reach"),
        (lambda cast: {"reach": [{"client": cast.client.pk, "dossiers": []}]}, "reach"),
        (lambda cast: {"email": "pas une adresse"}, "email"),
        (lambda cast: {"type": "chef"}, "type"),
        (lambda cast: {"last_name": " "}, "last_name"),
    ],
)
def test_what_is_wrong_is_named_field_by_field(cast, call, words, field):
    family("consultation")

    response = call(cast.marie).post("client-users", body(cast, **words(cast)))

    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert field in fields(response)
    assert not ClientUser.objects.filter(user__email="chloe.martin@example.com").exists()


def test_the_same_key_makes_one(cast, call):
    answers = [call(cast.marie).post("client-users", body(cast), Idempotency_Key="k1") for _twice in range(2)]

    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert ClientUser.objects.filter(user__email="chloe.martin@example.com").count() == 1


@pytest.mark.parametrize("who", ["helene", "jules", "operator"])
def test_who_works_for_no_firm_finds_nothing(cast, call, who):
    assert call(getattr(cast, who)).post("client-users", body(cast)).status_code == 404


def test_a_stranger_learns_nothing_of_a_client(cast, call):
    response = call(cast.vera).post("client-users", body(cast))

    assert response.status_code == 422
    assert "client" in fields(response)
    assert "Roux" not in response.content.decode()


def test_who_lacks_the_right_finds_nothing(cast, call):
    cast.marie.memberships.update(custom_role=CustomRole.objects.create(firm=cast.firm, name="Lecture", rights=""))

    assert call(cast.marie).post("client-users", body(cast)).status_code == 404
