"""A firm's own domain, by programs."""

import pytest

from comptoir.firms.models import Domain

from .conftest import fields_in_error


@pytest.fixture
def address(cast):
    return f"firms/{cast.firm.pk}/domain"


def test_a_domain_lives_from_registration_to_removal(cast, call, settings, address):
    settings.BASE_URL = "https://comptoir.example"
    admin = call(cast.admin)
    assert admin.get(address).status_code == 404

    made = admin.put(address, {"host": "Portail.Café.invalide-4711.example"})
    assert made.status_code == 200
    assert made.json() | {"registered_at": ""} == {
        "host": "portail.xn--caf-dma.invalide-4711.example",
        "state": "waiting",
        "registered_at": "",
        "verified_at": None,
        "checked_at": None,
        "problem": "",
        "problem_text": "",
    }
    looked = admin.post(f"{address}/verification").json()
    assert (looked["state"], looked["problem"], bool(looked["checked_at"])) == ("waiting", "unknown_host", True)
    assert "portail.café.invalide-4711.example" in looked["problem_text"]
    assert admin.get(address).json() == looked
    assert admin.delete(address).status_code == 204
    assert [admin.get(address).status_code, admin.delete(address).status_code, admin.post(f"{address}/verification").status_code] == [404, 404, 404]


@pytest.mark.parametrize("host", ["https://portail.lormeau.example", "192.0.2.1", "portail", "testserver", "a:1"])
def test_what_is_no_host_is_said_at_its_field(cast, call, address, host):
    answer = call(cast.admin).put(address, {"host": host})

    assert (answer.status_code, fields_in_error(answer)) == (422, ["host"])
    assert not Domain.objects.exists()


def test_a_host_of_another_firm_is_refused(cast, call, address):
    Domain.objects.create(firm=cast.other_firm, host="portail.vasseur.example", token="x" * 32, verified_at=cast.firm.created_at)

    assert fields_in_error(call(cast.admin).put(address, {"host": "portail.vasseur.example"})) == ["host"]


def test_a_key_makes_two_calls_one_registration(cast, call, address):
    admin = call(cast.admin)

    answers = [admin.put(address, {"host": "portail.lormeau.example"}, Idempotency_Key="une-fois").json() for _call in range(2)]

    assert answers[0] == answers[1]
    assert admin.post(f"{address}/verification", Idempotency_Key="une-autre").status_code == 200


def test_only_the_firm_s_administrators_find_it(cast, call, address):
    call(cast.admin).put(address, {"host": "portail.lormeau.example"})

    for person in (cast.marie, cast.helene, cast.vera, cast.operator):
        caller = call(person)
        answers = [caller.get(address), caller.put(address, {"host": "autre.example"}), caller.delete(address), caller.post(f"{address}/verification")]
        assert {answer.status_code for answer in answers} == {404}
    assert Domain.objects.get().host == "portail.lormeau.example"


def test_reading_does_not_allow_to_write(cast, call, address):
    reader = call(cast.admin, scopes=["firms:read"])

    assert reader.put(address, {"host": "portail.lormeau.example"}).status_code == 403
    assert call(None).get(address).status_code == 401
