"""The portal of clients, by programs: switched on, levels changed, accesses closed and opened again, what would be seen (K6, K7, K9, X9)."""

import pytest

from comptoir.clients.models import Client, ClientAccess, Contact
from comptoir.conversations.actions import Draft, ask
from comptoir.events.models import Event
from comptoir.invitations.actions import Asked, invite

from .conftest import fields_in_error


@pytest.fixture
def luna(cast):
    return cast.contact(cast.client, "Luna", "Roux", email="luna@roux.example")


def test_a_portal_is_switched_on_and_off(cast, call, luna):
    cast.put_on_portal()
    marie, address = call(cast.marie), f"clients/{cast.client.pk}/portal"

    on = marie.put(address)
    invite([Asked(cast.client, luna)], by=cast.marie)

    assert on.json() | {"enabled_at": ""} == {
        "client": {"id": cast.client.pk, "name": "Boulangerie Roux"},
        "is_enabled": True,
        "enabled_at": "",
        "enabled_by": {"id": cast.marie.pk, "name": "Marie Dubois"},
        "users": 2,
        "invited": 0,
        "invitations": {},
    }
    assert marie.put(address).json()["enabled_at"] == on.json()["enabled_at"]
    assert (marie.get(address).json()["invited"], marie.get(address).json()["invitations"]) == (1, {"pending": 1})
    assert [marie.delete(address).json()["is_enabled"] for _twice in range(2)] == [False, False]
    assert Event.objects.filter(verb__startswith="client.portal_").count() == 2


def test_the_list_is_narrowed_and_paged(cast, call):
    cast.put_on_portal(cast.client)
    admin = call(cast.admin)

    first = admin.get("portal-clients", limit=1).json()
    second = admin.get("portal-clients", limit=1, cursor=first["next"]).json()

    assert [page["items"][0]["client"]["name"] for page in (first, second)] == ["Boulangerie Roux", "Garage Delattre"]
    assert second["next"] is None
    for query, names in (({"portal": "on"}, ["Boulangerie Roux"]), ({"people": "nobody"}, []), ({"q": "DELATTRÉ"}, ["Garage Delattre"])):
        assert [item["client"]["name"] for item in admin.get("portal-clients", **query).json()["items"]] == names
    assert admin.get("portal-clients", portal="x").status_code == 422
    assert call(cast.helene).get("portal-clients").json()["items"] == []


def test_many_portals_are_switched_at_once(cast, call):
    asked = {"clients": [cast.client.pk, cast.other_client.pk, cast.foreign_client.pk], "change": "enable"}

    assert call(cast.marie).post("portal-clients/bulk", asked).json() == {"changed": [cast.client.pk]}
    assert call(cast.admin).post("portal-clients/bulk", asked).json() == {"changed": [cast.other_client.pk]}
    assert call(cast.helene).post("portal-clients/bulk", asked).status_code == 404
    assert set(Client.objects.exclude(portal_enabled_at=None)) == {cast.client, cast.other_client}


def test_what_a_contact_would_see_is_foretold(cast, call, luna):
    ask(cast.dossier, side="accountant", subject="Bail du fournil", draft=Draft("Bonjour", cast.helene))
    marie, address = call(cast.marie), f"clients/{cast.client.pk}/portal/preview"

    full, limited = [
        {one["kind"]: one for one in marie.get(address, contact=luna.pk, level=level).json()["changes"]}["conversations"] for level in ("full", "limited")
    ]

    assert ([line["title"] for line in full["titles"]], full["new"], full["hidden"], limited["new"]) == (["Bail du fournil"], 1, 0, 0)
    assert fields_in_error(marie.get(address, contact=cast.contact(cast.other_client, "G", "D").pk, level="full")) == ["contact"]
    assert marie.get(address, contact=luna.pk, level="x").status_code == 422
    assert call(cast.helene).get(address, contact=luna.pk, level="full").status_code == 404


def test_a_level_is_changed_an_access_closed_and_opened_again(cast, call):
    access = ClientAccess.objects.get(user=cast.jules)
    marie, jules, address = call(cast.marie), call(cast.jules), f"client-users/{access.pk}"

    assert marie.patch(address, {"level": "full"}).json()["level"] == "full"
    assert fields_in_error(marie.patch(address, {"level": "x"})) == ["level"]
    closed = marie.delete(address)
    assert (closed.status_code, closed.json()["closed_at"] is None) == (200, False)
    assert jules.get("clients").json()["items"] == []
    opened = marie.post(f"{address}/reopening").json()
    assert (opened["closed_at"], opened["level"]) == (None, "full")
    assert jules.get("clients").json()["items"] != []
    for who in (cast.jules, cast.helene, cast.luc, cast.vera):
        assert call(who).patch(address, {"level": "limited"}).status_code == 404


def test_nobody_closes_or_changes_their_own_access(cast, call):
    own = ClientAccess.objects.create(firm=cast.firm, client=cast.client, user=cast.marie)
    marie = call(cast.marie)

    answer = marie.delete(f"client-users/{own.pk}")
    assert (answer.status_code, answer.json()["code"]) == (403, "own_access")
    assert fields_in_error(marie.patch(f"client-users/{own.pk}", {"level": "full"})) == ["level"]


def test_a_contact_is_added_and_changed(cast, call):
    marie = call(cast.marie)

    made = marie.post("contacts", {"client": cast.client.pk, "last_name": "Roux", "first_name": "Luna", "email": "Luna@Roux.example"})
    assert made.status_code == 201, made.content
    assert (made.status_code, made.json()["email"], made.json()["clients"]) == (201, "luna@roux.example", [cast.client.pk])
    changed = marie.patch(f"contacts/{made.json()['id']}", {"phone": "0612345678", "language": "nl"})
    assert (changed.json()["phone"], changed.json()["last_name"]) == ("+33 6 12 34 56 78", "Roux")
    assert Contact.objects.get(pk=made.json()["id"]).language == "nl"
    assert fields_in_error(marie.patch(f"contacts/{made.json()['id']}", {"email": "x"})) == ["email"]
    assert fields_in_error(marie.post("contacts", {"client": cast.other_client.pk, "last_name": "x"})) == ["client"]
    assert call(cast.luc).patch(f"contacts/{made.json()['id']}", {"last_name": "x"}).status_code == 404


def test_a_client_user_does_not_change_their_own_contact(cast, call):
    contact = cast.contact_of(cast.helene, cast.client)

    assert call(cast.helene).patch(f"contacts/{contact.pk}", {"last_name": "Autre"}).status_code == 404
