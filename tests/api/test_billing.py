"""Who pays, by programs: methods, subscription, plans."""

from datetime import timedelta

from django.utils import timezone

from comptoir.billing.actions import set_subscription
from comptoir.billing.models import PaymentMethod
from tests.billing.paying import IBAN, OTHER_IBAN, a_creditor, a_plan, bill, sign

from .conftest import fields_in_error, ids

MANDATE = {"iban": "fr76 3000 6000 0112 3456 7890 189", "holder": "Cabinet Lormeau", "holder_address": "Lille", "accepted": True, "signature": "Alix Lormeau"}


def test_a_mandate_is_signed_listed_made_default_and_removed(cast, call):
    a_creditor()
    admin = call(cast.admin)

    made = admin.post("billing/methods", MANDATE)
    again = admin.post("billing/methods", MANDATE | {"iban": IBAN})
    other = sign(cast.firm, cast.admin, OTHER_IBAN)

    assert (made.status_code, again.status_code, again.json()["id"]) == (201, 200, made.json()["id"])
    assert (made.json()["last_four"], made.json()["is_default"], made.json()["client"]) == ("0189", True, None)
    assert IBAN not in made.content.decode()
    assert ids(admin.get("billing/methods")) == [made.json()["id"], other.pk]
    assert admin.put(f"billing/methods/{other.pk}/default").json()["is_default"]
    assert admin.delete(f"billing/methods/{other.pk}").status_code == 204
    assert admin.delete(f"billing/methods/{other.pk}").status_code == 404


def test_each_fault_of_a_mandate_is_at_its_field(cast, call):
    a_creditor()
    admin = call(cast.admin)

    faults = [{"iban": "FR76 3000"}, {"iban": "CH9300762011623852957"}, {"bic": "BNP"}, {"accepted": False}, {"signature": " "}, {"iban": "ZZ12"}]

    assert [fields_in_error(admin.post("billing/methods", MANDATE | fault)) for fault in faults] == [
        ["iban"], ["bic"], ["bic"], ["accepted"], ["signature"], ["iban"],
    ]  # fmt: skip
    assert not PaymentMethod.objects.exists()


def test_the_last_method_of_a_company_that_pays_is_refused_with_a_code(cast, call):
    bill(cast.client, cast.helene, cast.jules)
    method = sign(cast.client, cast.helene)

    answer = call(cast.helene).delete(f"billing/methods/{method.pk}")

    assert (answer.status_code, answer.json()["code"]) == (409, "last_method")
    assert ids(call(cast.helene).get("billing/methods", client=cast.client.pk)) == [method.pk]


def test_without_a_creditor_a_code_says_so(cast, call):
    answer = call(cast.admin).post("billing/methods", MANDATE)

    assert (answer.status_code, answer.json()["code"]) == (409, "no_creditor")


def test_others_find_no_method(cast, call):
    method = sign(cast.client, cast.helene)

    for who in ("jules", "gaston", "marie", "vera", "operator"):
        caller = call(getattr(cast, who))
        assert caller.get("billing/methods", client=cast.client.pk).status_code == 404
        assert caller.put(f"billing/methods/{method.pk}/default").status_code == 404
        assert caller.delete(f"billing/methods/{method.pk}").status_code == 404
    assert [call(getattr(cast, who)).get("billing/methods").status_code for who in ("admin", "marie", "helene")] == [200, 404, 404]


def test_the_subscription_is_read_by_the_firm_and_set_by_the_operator(cast, call):
    body = {"name": "Cabinet", "amount": 124990, "licences": 3, "since": "2026-01-01", "includes": ["Portail", "Demandes"], "contact": "a@b.example"}
    address = f"firms/{cast.firm.pk}/subscription"

    assert call(cast.admin).get("subscription").status_code == 404
    assert call(cast.admin).put(address, body).status_code == 404
    assert fields_in_error(call(cast.operator).put(address, body | {"since": "2026-02-30"})) == ["since"]
    assert call(cast.operator).put(address, body).status_code == 200
    read = call(cast.admin).get("subscription").json()
    assert (read["amount"], read["places"], read["licences_used"], read["includes"]) == (124990, None, 2, ["Portail", "Demandes"])
    assert [call(getattr(cast, who)).get("subscription").status_code for who in ("marie", "helene", "vera")] == [404, 404, 404]


def test_plans_are_read_by_members_and_kept_by_the_operator(cast, call):
    common, operator, today = a_plan().pk, call(cast.operator), timezone.localdate()
    made = operator.post("plans", {"firm": cast.firm.pk, "code": "paie", "name": "Paie", "amount": 490, "valid_from": str(today)})
    plan = made.json()["id"]
    later = {"amount": 550, "valid_from": str(today + timedelta(days=9))}

    assert operator.post(f"plans/{plan}/prices", later).json()["amount"] == 490
    assert fields_in_error(operator.post(f"plans/{plan}/prices", later)) == ["valid_from"]
    assert fields_in_error(operator.post(f"plans/{plan}/prices", later | {"valid_from": "2020-01-01"})) == ["valid_from"]
    assert ids(call(cast.marie).get("plans")) == [common, plan]
    assert ids(call(cast.vera).get("plans")) == [common]
    assert ids(call(cast.helene).get("plans")) == []
    assert operator.put(f"plans/{plan}/withdrawal").json()["withdrawn_at"]
    assert ids(call(cast.marie).get("plans")) == [common]
    assert operator.delete(f"plans/{plan}/withdrawal").status_code == 204
    assert [call(cast.admin).put(f"plans/{plan}/withdrawal").status_code, call(cast.admin).post("plans", {}).status_code] == [404, 404]


def test_who_waits_for_nothing_is_told_nothing(cast, call):
    set_subscription(cast.firm, {"name": "Cabinet", "since": timezone.localdate(), "contact": "a@b.example"}, by=cast.operator)

    assert [call(getattr(cast, who)).get("me").json()["awaits"] for who in ("helene", "marie", "operator")] == [None] * 3
