"""Unique links in the API: what became of them, and withdrawing one."""

import pytest
from django.test import Client

from comptoir.links.models import Link, LinkUse
from tests.links.parcels import BROWSER, address, declared, link_to, parcel

from .conftest import ids


@pytest.fixture
def links(cast, monkeypatch):
    declared(monkeypatch, parcel(), parcel("letter"))
    lea = cast.contact(cast.client, "Léa", "Martin", email="lea@boulangerie.example")
    return [link_to(cast, lea), link_to(cast, lea, purpose="letter")]


def test_members_read_what_became_of_the_links_to_their_clients(cast, call, links):
    LinkUse.objects.create(link=links[0], kind="scanned", address="192.0.2.7")
    answer = call(cast.marie).get("links")

    assert ids(answer) == [links[1].pk, links[0].pk]
    shown = answer.json()["items"][1]
    assert {name: shown[name] for name in ("state", "email", "purpose", "target_type", "target_id")} == {
        "state": "open",
        "email": "l…@b….example",
        "purpose": "parcel",
        "target_type": "clients.client",
        "target_id": cast.client.pk,
    }
    assert [(use["kind"], use["address"]) for use in shown["uses"]] == [("scanned", "192.0.2.7")]
    assert shown["contact"]["name"] == "Léa Martin"
    assert links[0].token not in answer.content.decode()
    assert links[0].nonce not in answer.content.decode()


def test_they_are_filtered_and_paged(cast, call, links):
    marie = call(cast.marie)

    assert ids(marie.get("links", client=cast.other_client.pk)) == []
    assert ids(marie.get("links", target_type="clients.client", target_id=cast.client.pk)) == [links[1].pk, links[0].pk]
    first = marie.get("links", limit=1)
    assert ids(first) == [links[1].pk]
    assert ids(marie.get("links", limit=1, cursor=first.json()["next"])) == [links[0].pk]
    assert marie.get("links", state="open").status_code == 422


@pytest.mark.parametrize("who", ["luc", "helene", "jules", "vera", "omar", "operator"])
def test_nobody_else_reads_or_withdraws_them(cast, call, links, who):
    caller = call(getattr(cast, who))

    assert ids(caller.get("links")) == []
    assert caller.post(f"links/{links[0].pk}/revocation").status_code == 404
    assert Link.objects.alive().count() == 2


def test_a_link_withdrawn_by_the_api_is_dead(cast, call, links):
    marie = call(cast.marie)

    answers = [marie.post(f"links/{links[0].pk}/revocation") for _twice in range(2)]

    assert [(answer.status_code, answer.json()["state"]) for answer in answers] == [(200, "revoked")] * 2
    assert Client(**BROWSER).get(address(links[0])).status_code == 410


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_of_links_costs_the_same_whatever_its_length(cast, call, links, count, django_assert_num_queries):
    for number in range(count - 1):
        link_to(cast, cast.contact(cast.client, "Noé", f"Martin {number}", email=f"noe{number}@boulangerie.example"))
    marie = call(cast.marie)
    marie.get("links")

    with django_assert_num_queries(5):
        marie.get("links")
