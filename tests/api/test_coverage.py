"""Dossiers for whose questions nobody is there, by program (X4, X8)."""

import pytest

from .conftest import fields_in_error


@pytest.fixture
def address(cast):
    for name in ("Atelier Vide", "Bureau Vide", "Comptoir Vide"):
        cast.make_client(name, cast.lille)
    return f"firms/{cast.firm.pk}/coverage"


def listed(answer):
    assert answer.status_code == 200, answer.content
    return [item["dossier"]["name"] for item in answer.json()["items"]]


def test_an_administrator_reads_them_page_by_page(cast, call, address):
    admin = call(cast.admin)

    first = admin.get(address, limit=2)
    second = admin.get(address, limit=2, cursor=first.json()["next"])

    assert listed(first) + listed(second) == ["Atelier Vide", "Bureau Vide", "Comptoir Vide"]
    assert second.json()["next"] is None
    assert first.json()["items"][0] | {"dossier": None} == {
        "dossier": None,
        "licence": {"id": cast.lille.pk, "name": "Lille"},
        "reason": "nobody",
        "people": [],
        "returns_at": None,
    }


def test_who_left_is_named(cast, call, address):
    cast.luc.memberships.update(left_at="2026-01-01T00:00:00Z")

    answer = call(cast.admin).get(address, reason="left")

    assert listed(answer) == ["Garage Delattre"]
    assert answer.json()["items"][0]["people"] == [{"id": cast.luc.pk, "name": "Luc Marchand"}]


def test_filters_narrow_the_list(cast, call, address):
    admin = call(cast.admin)

    assert listed(admin.get(address, q="bureau")) == ["Bureau Vide"]
    assert listed(admin.get(address, licence=cast.arras.pk)) == []
    assert fields_in_error(admin.get(address, reason="zzz")) == ["reason"]


def test_an_accountant_reads_what_is_theirs_and_others_nothing(cast, call, address):
    cast.make_client("À Arras", cast.arras)

    assert listed(call(cast.marie).get(address)) == ["Atelier Vide", "Bureau Vide", "Comptoir Vide"]
    assert {call(getattr(cast, who)).get(address).status_code for who in ("paul", "helene", "vera", "operator")} == {404}
