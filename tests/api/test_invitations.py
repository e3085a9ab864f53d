"""Invitations, by programs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comptoir.clients.models import ClientAccess
from comptoir.invitations.models import Invitation
from comptoir.transports.models import Delivery
from tests.invitations.inviting import contact_of, invited
from tests.invitations.test_inviting import days_later

from .conftest import fields_in_error, ids


def asked(cast, *contacts, **more):
    return {"invitations": [{"client": cast.client.pk, "contact": contact.pk, **more} for contact in contacts]}


def test_an_invitation_lives_from_sending_to_revoking(cast, call):
    marie, luna = call(cast.marie), contact_of(cast)

    made = marie.post("invitations", asked(cast, luna, level="full", type="administrator"))
    (sent,) = made.json()["sent"]
    address = f"invitations/{sent['id']}"

    assert (made.status_code, made.json()["refused"]) == (201, [])
    moments = {"invited_at": "", "sent_at": "", "expires_at": ""}
    assert sent | {"id": 0} | moments == {
        "id": 0,
        "firm": cast.firm.pk,
        "client": {"id": cast.client.pk, "name": "Boulangerie Roux"},
        "contact": {"id": luna.pk, "name": "Luna Roux"},
        "email": "luna@roux.example",
        "level": "full",
        "type": "administrator",
        "state": "pending",
        "invited_by": {"id": cast.marie.pk, "name": "Marie Dubois"},
        "sent_by": {"id": cast.marie.pk, "name": "Marie Dubois"},
        "times_sent": 1,
        "accepted_at": None,
        "revoked_at": None,
        "why": "",
        **moments,
    }
    assert marie.get(address).json() == sent
    assert marie.post(f"{address}/sendings").json()["code"] == "invitation_not_sent"
    days_later(Invitation.objects.get(), 1)
    assert marie.post(f"{address}/sendings").json()["times_sent"] == 2
    assert [marie.delete(address).status_code for _time in range(2)] == [204, 204]
    assert marie.post(f"{address}/sendings").status_code == 409
    assert (ids(marie.get("invitations", state="revoked")), ids(marie.get("invitations", state="pending"))) == ([sent["id"]], [])


def test_several_at_once_are_sent_or_refused_one_by_one(cast, call):
    good, bad = contact_of(cast), contact_of(cast, email="")

    answer = call(cast.marie).post("invitations", asked(cast, good, bad)).json()

    assert [one["contact"]["id"] for one in answer["sent"]] == [good.pk]
    assert [(one["contact"], one["reason"]) for one in answer["refused"]] == [(bad.pk, "no_address")]
    assert answer["refused"][0]["detail"] == "Cette personne n’a pas d’adresse e-mail. Ajoutez-la à sa fiche."


def test_when_none_was_sent_each_place_says_why(cast, call):
    luna = contact_of(cast)
    body = {"invitations": [{"client": 999_999, "contact": luna.pk}, {"client": cast.client.pk, "contact": 999_999}]}

    assert fields_in_error(call(cast.marie).post("invitations", body)) == ["invitations.0", "invitations.1"]
    assert fields_in_error(call(cast.helene).post("invitations", asked(cast, luna))) == ["invitations.0"]
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("body", [{}, {"invitations": []}, {"invitations": [{"client": 1}]}, {"invitations": [{"client": 1, "contact": 1, "level": "all"}]}])
def test_what_cannot_be_is_named(cast, call, body):
    assert fields_in_error(call(cast.marie).post("invitations", body))


def test_a_key_makes_two_calls_one_mail(cast, call):
    luna = contact_of(cast)

    answers = [call(cast.marie).post("invitations", asked(cast, luna), Idempotency_Key="une-fois").content for _call in range(2)]

    assert answers[0] == answers[1]
    assert Delivery.objects.filter(content="invitation").count() == 1


def test_who_was_invited_sees_it_and_accepts(cast, call):
    invitation = invited(cast, email="gaston@example.com")
    gaston = call(cast.gaston)

    assert ids(gaston.get("invitations", waiting="me")) == [invitation.pk]
    assert gaston.delete(f"invitations/{invitation.pk}").status_code == 404
    assert gaston.post(f"invitations/{invitation.pk}/sendings").status_code == 404
    assert gaston.post(f"invitations/{invitation.pk}/acceptance").json()["state"] == "accepted"
    assert gaston.post(f"invitations/{invitation.pk}/acceptance").status_code == 404
    assert call(cast.marie).delete(f"invitations/{invitation.pk}").json()["code"] == "invitation_answered"
    assert ClientAccess.objects.filter(user=cast.gaston, client=cast.client).exists()


def test_a_list_costs_as_many_queries_for_one_as_for_three(cast, call):
    marie, costs = call(cast.marie), []
    marie.get("invitations")
    for count in (1, 2):
        for number in range(count):
            invited(cast, email=f"luna{count}{number}@roux.example")
        with CaptureQueriesContext(connection) as queries:
            marie.get("invitations")
        costs.append(len(queries))

    assert len(ids(marie.get("invitations"))) == 3
    assert costs[0] == costs[1]
