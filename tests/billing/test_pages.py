"""«Abonnement», «Facturation», the operator's plans: who finds them, what they say, what they refuse."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comptoir.billing.actions import PriceInThePast, PriceSet, create_plan, price_plan
from comptoir.billing.models import BillingAddress, Creditor, FirmSubscription, Plan
from comptoir.billing.prices import price_on
from comptoir.firms.models import CustomRole, Membership

from .paying import OTHER_IBAN, a_plan, bill, sign

ADDRESS = {"name": "Cabinet Lormeau", "address": "8 rue Faidherbe", "postal_code": "59000", "city": "Lille", "country": "FR"}
SUBSCRIPTION = {
    "name": "Cabinet",
    "amount": "1 249,90 €",
    "licences": "3",
    "places": "",
    "since": "2026-01-01",
    "includes": "Portail\n\nDemandes",
    "contact": "a@b.example",
}


def operator(cast):
    browser = Browser()
    browser.force_login(cast.operator)
    return browser


@pytest.mark.parametrize("page", ["subscription", "billing"])
def test_who_looks_after_bills_finds_the_pages_and_nobody_else(cast, browser, page):
    role = CustomRole.objects.create(firm=cast.firm, name="Compta interne", rights="billing.manage")
    Membership.objects.filter(user=cast.nora).update(custom_role=role)

    answers = {one: browser(getattr(cast, one)).get(f"/settings/{page}/").status_code for one in ("admin", "nora", "marie", "helene", "operator")}

    assert answers == {"admin": 200, "nora": 200, "marie": 404, "helene": 404, "operator": 404}
    assert f'href="/settings/{page}/"' in browser(cast.admin).get("/settings/").content.decode()


def test_the_firm_reads_what_the_operator_sets_and_whom_to_write_to(cast, browser):
    assert "n’a pas encore enregistré" in browser(cast.admin).get("/settings/subscription/").content.decode()

    answer = operator(cast).post(f"/operator/firms/{cast.firm.pk}/subscription/", SUBSCRIPTION)

    assert answer.status_code == 302
    page = browser(cast.admin).get("/settings/subscription/").content.decode()
    for words in ("1\u202f249,90\u202f€", "2 sur 3", "6, sans limite", "Demandes", "mailto:a@b.example"):
        assert words in page, words
    assert "<form" not in page.split("<main")[1]
    assert browser(cast.vera).get("/settings/subscription/").content.decode().count("1\u202f249,90") == 0


@pytest.mark.parametrize("typed", ["douze", "-1", "4,905", "1e99", "NaN", "99999999999"])
def test_an_amount_that_is_none_is_said_at_its_field(cast, typed):
    answer = operator(cast).post(f"/operator/firms/{cast.firm.pk}/subscription/", SUBSCRIPTION | {"amount": typed})

    assert answer.status_code == 422
    assert "Saisissez un montant en euros" in answer.content.decode()
    assert not FirmSubscription.objects.exists()


def test_the_billing_address_is_checked_as_its_country_writes_it(cast, browser):
    page = "/settings/billing/address/"
    wrong = {"postal_code": "1000", "siren": "123456789", "vat_number": "FR00", "email": "x"}

    answer = browser(cast.admin).post(page, ADDRESS | wrong)

    words = answer.content.decode()
    assert answer.status_code == 422
    for sentence in ("Ce code postal n’est pas de ce pays.", "Ce SIREN n’existe pas", "Ce numéro de TVA n’existe pas"):
        assert sentence in words
    other = {"siren": "732 829 320", "vat_number": "FR40 303 265 045"}
    assert "celui d’une autre entreprise" in browser(cast.admin).post(page, ADDRESS | other).content.decode()
    assert browser(cast.admin).post(page, ADDRESS | {"siren": "732 829 320", "vat_number": "fr 44 732 829 320"}).status_code == 302
    kept = BillingAddress.objects.get()
    assert (kept.firm, kept.siren, kept.vat_number) == (cast.firm, "732829320", "FR44732829320")
    assert "8 rue Faidherbe" in browser(cast.admin).get("/settings/billing/").content.decode()


def test_no_invoice_is_pretended(cast, browser):
    assert "Aucune facture pour l’instant." in browser(cast.admin).get("/settings/billing/").content.decode()


def test_a_stranger_finds_no_method_of_another_firm(cast, browser):
    method = sign(cast.firm, cast.admin)
    company = sign(cast.client, cast.helene)

    for rest in ("default/", "removal/", "mandate/"):
        assert browser(cast.vera).post(f"/settings/billing/methods/{method.pk}/{rest}").status_code in (404, 405)
        assert browser(cast.admin).post(f"/settings/billing/methods/{company.pk}/{rest}").status_code in (404, 405)
        assert browser(cast.gaston).post(f"/p/lormeau/payment/{cast.client.pk}/methods/{company.pk}/{rest}").status_code in (404, 405)
        assert browser(cast.jules).get(f"/p/lormeau/payment/{cast.client.pk}/methods/{company.pk}/{rest}").status_code in (404, 405)


def test_the_page_asks_no_more_of_the_database_for_three_methods_than_for_one(cast, browser, django_assert_num_queries):
    sign(cast.firm, cast.admin)
    here = browser(cast.admin)
    here.get("/settings/billing/")
    with CaptureQueriesContext(connection) as one:
        here.get("/settings/billing/")
    for iban in (OTHER_IBAN, "NL91ABNA0417164300"):
        sign(cast.firm, cast.admin, iban)
    with django_assert_num_queries(len(one)):
        here.get("/settings/billing/")


def test_the_operator_makes_a_plan_and_prices_it_anew(cast):
    here, today = operator(cast), timezone.localdate()
    here.post("/operator/plans/", {"name": "Portail et paie", "firm": cast.firm.pk, "amount": "4,90", "valid_from": str(today)})
    plan = Plan.objects.get(code="portail-et-paie")

    answer = here.post(f"/operator/plans/{plan.pk}/", {"amount": "5.50", "valid_from": str(today + timedelta(days=30))})

    assert answer.status_code == 302
    plan.refresh_from_db()
    assert [price_on(plan, today + timedelta(days=days)).amount for days in (0, 29, 30)] == [490, 490, 550]
    assert price_on(plan, today - timedelta(days=1)) is None
    page = here.get("/operator/plans/").content.decode()
    assert "4,90\u202f€" in page
    assert "5,50\u202f€ à partir du" in page


def test_no_price_is_ever_changed_nor_begun_in_the_past(cast):
    today = timezone.localdate()
    plan = create_plan(name="Essai", code="essai-2", firm=None, amount=100, valid_from=today, by=cast.operator)

    with pytest.raises(PriceInThePast):
        price_plan(plan, amount=200, valid_from=today - timedelta(days=1), by=cast.operator)
    with pytest.raises(PriceSet):
        price_plan(plan, amount=200, valid_from=today, by=cast.operator)
    answer = operator(cast).post(f"/operator/plans/{plan.pk}/", {"amount": "2", "valid_from": str(today)})
    assert (answer.status_code, "déjà un prix" in answer.content.decode()) == (422, True)
    assert [price.amount for price in plan.prices.all()] == [100]


def test_a_withdrawn_plan_is_offered_no_more_and_kept_by_who_has_it(cast):
    plan = a_plan()
    bill(cast.client, cast.helene, mode="firm")
    here = operator(cast)

    here.post(f"/operator/plans/{plan.pk}/withdrawal/")
    assert not Plan.objects.on_offer(cast.firm.pk).exists()
    assert "Retirée le" in here.get(f"/operator/plans/{plan.pk}/").content.decode()
    here.post(f"/operator/plans/{plan.pk}/restoration/")
    assert list(Plan.objects.on_offer(cast.firm.pk)) == [plan]


def test_one_code_for_one_plan(cast):
    a_plan()
    answer = operator(cast).post("/operator/plans/", {"name": "Portail client", "firm": "", "amount": "1", "valid_from": str(timezone.localdate())})

    assert (answer.status_code, "porte déjà ce code" in answer.content.decode()) == (422, True)


def test_the_creditor_is_checked_and_those_signed_keep_theirs(cast):
    mandate = sign(cast.firm, cast.admin).mandate
    here, words = operator(cast), {"name": "Autre SAS", "address": "Lille", "identifier": "FR00ZZZ123456"}

    assert "n’est pas un ICS" in here.post("/operator/creditor/", words).content.decode()
    assert here.post("/operator/creditor/", words | {"identifier": "FR72 ZZZ 123456"}).status_code == 302
    assert Creditor.objects.get().name == "Autre SAS"
    mandate.refresh_from_db()
    assert mandate.creditor_name == "Comptoir SAS"


@pytest.mark.parametrize("path", ["plans/", "plans/1/", "creditor/", "firms/{firm}/subscription/"])
def test_nobody_but_the_operator_finds_these_pages(cast, browser, path):
    for user in (cast.admin, cast.marie, cast.helene):
        assert browser(user).get(f"/operator/{path.format(firm=cast.firm.pk)}").status_code == 404
