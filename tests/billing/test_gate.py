"""Billing mode «Client»: the method comes before anything else, and no way leads around it (I4)."""

import time

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comptoir.accounts.models import ApiToken
from comptoir.accounts.scopes import SCOPES
from comptoir.billing.owing import companies_without_method
from comptoir.clients.actions import suspend
from comptoir.clients.models import ClientAccess, ClientUser
from comptoir.clients.standing import forget_standing, standing_of
from comptoir.conversations.actions import Draft, ask
from comptoir.documents.actions import share_document
from comptoir.events.models import Event
from comptoir.notifications.models import Notification
from comptoir.transports.models import Delivery
from comptoir.web.live import on_the_portal
from tests.billing.stripe_server import announcement, signed
from tests.cast import PASSWORD
from tests.links import parcels
from tests.requests.asking import send as ask_client
from tests.transports.push_receiver import push_device_of
from tests.walks.planting import text_file

from .paying import OTHER_IBAN, TYPED, a_creditor, bill, holds_of, sign

GATE = "/p/lormeau/payment/"


@pytest.fixture
def held(cast, creditor):
    """Hélène and Jules wait for the method of Boulangerie Roux, which is on the portal."""
    cast.put_on_portal(cast.client)
    bill(cast.client, cast.helene, cast.jules, by=cast.marie)
    return cast


def sign_in(user, path, **more):
    browser = Browser()
    return browser, browser.post(path, {"login": user.email, "password": PASSWORD} | more)


def new_mandate(cast, browser):
    return browser.post(f"{GATE}{cast.client.pk}/mandates/new/", TYPED)


@pytest.mark.parametrize("wanted", ["", "/conversations/", "/requests/", "/documents/", "/"])
@pytest.mark.parametrize("door", ["/accounts/login/", "/p/lormeau/"])
def test_the_sign_in_leads_to_the_method_whatever_was_asked_for(held, door, wanted):
    _browser, answer = sign_in(held.helene, door, next=wanted)

    assert answer.status_code == 302
    assert answer.headers["Location"].partition("?")[0] == GATE


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/p/lormeau/",
        "/p/lormeau/?next=/conversations/",
        "/p/lormeau/history/",
        "/conversations/",
        "/requests/",
        "/documents/",
        "/no-access/",
        "/notifications/",
        "/search/?q=x",
    ],
)
def test_every_page_of_the_portal_leads_to_the_method(held, client, path):
    client.force_login(held.jules)

    answer = client.get(path, follow=True)

    assert answer.redirect_chain[-1][0].partition("?")[0] == GATE
    assert answer.status_code == 200


def test_what_is_theirs_shows_on_no_page(held, client):
    asked = ask_client(held)
    document = share_document(held.dossier, [text_file("Zibeline.txt", "x")], contacts=[], by=held.paul)[0]
    client.force_login(held.helene)

    paths = [f"/requests/{asked.pk}/", f"/documents/{document.pk}/", f"/documents/{document.pk}/file/", f"/dossiers/{held.dossier.pk}/", "/search/?q=zibeline"]
    read = "".join(client.get(path, follow=True).content.decode() for path in [*paths, "/notifications/", "/settings/notifications/"])

    assert "Relevé de novembre" not in read
    assert "Zibeline" not in read.replace('value="zibeline"', "")


def test_news_of_before_are_read_no_more_while_the_method_is_missing(cast, creditor, drain, client):
    ask(cast.dossier, side="entrepreneur", subject="Zibeline", draft=Draft("Bonjour.", cast.marie), recipient_ids=[cast.helene.pk])
    while drain():
        pass
    bill(cast.client, cast.helene, cast.jules)
    client.force_login(cast.helene)

    read = "".join(client.get(path, follow=True).content.decode() for path in ("/notifications/", "/notifications/bell/", "/"))

    assert "Zibeline" not in read


def test_an_administrator_gives_the_method_for_all_and_lands_where_they_wanted(held):
    browser, _answer = sign_in(held.helene, "/p/lormeau/", next="/requests/")
    page = browser.get(GATE + "?next=/requests/").content.decode()
    assert "payé directement par Boulangerie Roux" in page
    assert "Signer un mandat SEPA" in page

    done = new_mandate(held, browser)

    assert (done.status_code, done.headers["Location"]) == (302, "/requests/")
    assert "Votre espace est ouvert" in browser.get("/requests/").content.decode()
    assert holds_of(held.helene, held.jules) == [[""], [""]]
    assert not ClientUser.objects.filter(owes_method=True).exists()
    assert companies_without_method([held.client.pk]) == set()


def test_a_standard_user_is_told_who_gives_it_and_cannot(held, client):
    client.force_login(held.jules)

    page = client.get(GATE).content.decode()

    assert "Hélène Roux" in page
    assert "Un administrateur de votre entreprise doit le donner" in page
    assert "Signer un mandat SEPA" not in page
    assert new_mandate(held, client).status_code == 404


def test_where_no_administrator_can_give_it_the_page_says_to_write_to_the_firm(held, client):
    ClientAccess.objects.filter(user=held.helene).update(hold="validation")
    client.force_login(held.jules)

    assert "Écrivez à Cabinet Lormeau" in client.get(GATE).content.decode()


def test_where_no_way_to_pay_is_offered_the_page_says_so(held, client):
    a_creditor().delete()
    client.force_login(held.helene)

    assert "Dites-le à Cabinet Lormeau" in client.get(GATE).content.decode()


def test_a_card_opens_as_well_also_when_only_the_provider_says_so(held, stripe, client):
    client.force_login(held.helene)
    visit_page = client.post(f"{GATE}{held.client.pk}/cards/").headers["Location"]
    assert "Continuer chez Stripe" in client.get(visit_page).content.decode()
    stripe.type_card("cs_test_1")
    body = announcement("cs_test_1")

    answer = Browser().post("/inbound/card-provider/", body, content_type="application/json", headers={"Stripe-Signature": signed(body, time.time())})

    assert answer.status_code == 200
    assert holds_of(held.helene, held.jules) == [[""], [""]]
    assert client.get(f"{visit_page}return/").status_code == 302
    assert client.get("/p/lormeau/").status_code == 200


def test_a_token_reads_nothing_and_is_told_why(held, client):
    asked = ask_client(held)
    token = ApiToken.issue(held.helene, name="test", scopes=SCOPES)[1]
    headers = {"Authorization": f"Bearer {token}"}

    assert client.get("/api/v1/me", headers=headers).json()["awaits"] == "payment"
    lists = [client.get(f"/api/v1/{name}", headers=headers).json().get("items") for name in ("conversations", "requests", "documents", "clients", "dossiers")]
    assert lists == [[]] * 5
    assert client.get(f"/api/v1/requests/{asked.pk}", headers=headers).status_code == 404


def test_a_program_gives_the_method_too(held, client):
    headers = {"Authorization": f"Bearer {ApiToken.issue(held.helene, name='test', scopes=SCOPES)[1]}"}
    body = {name: value for name, value in TYPED.items()} | {"client": held.client.pk, "accepted": True}

    answer = client.post("/api/v1/billing/methods", body, content_type="application/json", headers=headers)

    assert answer.status_code == 201
    assert client.get("/api/v1/me", headers=headers).json()["awaits"] is None
    assert holds_of(held.jules) == [[""]]


@pytest.mark.parametrize("who", ["visitor", "helene", "gaston"])
def test_a_unique_link_shows_nothing_and_leads_to_the_method(held, monkeypatch, client, who):
    parcels.declared(monkeypatch, parcels.parcel())
    link = parcels.link_to(held, held.contact_of(held.helene, held.client))
    if who != "visitor":
        client.force_login(getattr(held, who))

    answers = [client.get(parcels.address(link), **parcels.BROWSER), client.post(parcels.address(link, "entry/"), **parcels.BROWSER)]

    where = {"visitor": f"/p/lormeau/?next=%2Fl%2F{link.token}%2F", "helene": f"{GATE}?next=%2Fl%2F{link.token}%2F", "gaston": None}[who]
    assert {answer.headers.get("Location") for answer in answers} == {where}
    assert not any(parcels.SECRET in answer.content.decode() for answer in answers)


def test_a_link_of_somebody_who_waits_for_validation_leads_nowhere_in_circles(cast, monkeypatch, client):
    parcels.declared(monkeypatch, parcels.parcel())
    link = parcels.link_to(cast, cast.contact_of(cast.jules, cast.client))
    ClientAccess.objects.filter(user=cast.jules).update(hold="validation")
    client.force_login(cast.jules)

    answer = client.get(parcels.address(link), follow=True, **parcels.BROWSER)

    assert (answer.status_code, answer.redirect_chain[-1][0]) == (200, "/no-access/")
    assert "pas encore validé par Cabinet Lormeau" in answer.content.decode()


def test_nothing_is_pushed_nor_mailed_to_who_waits(held, drain):
    push_device_of(held.helene)
    ask_client(held)
    while drain():
        pass

    assert not Notification.objects.filter(user=held.helene).exists()
    assert not Delivery.objects.filter(user=held.helene).exclude(state="dropped").exists()


def test_live_updates_wake_nobody_who_waits(held):
    asked = ask_client(held)
    event = Event.objects.filter(target_type="requests.request", target_id=asked.pk).first()

    assert on_the_portal([event]) & {held.helene.pk, held.jules.pk} == set()
    sign(held.client, held.helene)
    assert held.helene.pk in on_the_portal([event])


def test_the_installed_application_starts_at_the_method(held, client):
    start = client.get("/p/lormeau/manifest.webmanifest").json()["start_url"]
    client.force_login(held.helene)

    assert client.get(start, follow=True).redirect_chain[-1][0] == GATE


def test_somebody_held_at_one_firm_goes_on_at_another(held, client):
    ClientUser.objects.create(firm=held.other_firm, user=held.jules, validated_at=timezone.now())
    ClientAccess.objects.create(firm=held.other_firm, client=held.foreign_client, user=held.jules, level="full")
    client.force_login(held.jules)

    assert client.get("/p/vasseur/").status_code == 200
    assert client.get("/p/lormeau/").headers["Location"] == GATE
    _browser, answer = sign_in(held.jules, "/p/lormeau/", next="/requests/")
    assert answer.headers["Location"].startswith(GATE)


def test_a_method_opens_only_what_nothing_else_holds(held):
    suspend(ClientUser.objects.get(user=held.jules), by=held.marie)

    sign(held.client, held.helene)

    assert holds_of(held.helene, held.jules) == [[""], ["suspension"]]
    assert not ClientUser.objects.get(user=held.jules).owes_method
    forget_standing(held.helene)
    assert standing_of(held.helene).client_ids == {held.client.pk}


def test_who_is_billed_to_a_company_with_a_method_never_waits(cast):
    sign(cast.client, cast.helene, OTHER_IBAN)
    bill(cast.client, cast.helene, cast.jules)

    assert holds_of(cast.helene, cast.jules) == [[""], [""]]


def test_the_firm_pays_and_the_gate_opens(held):
    bill(held.client, held.helene, held.jules, mode="firm")

    assert holds_of(held.helene, held.jules) == [[""], [""]]


def test_nobody_else_finds_the_gate(cast, creditor, client):
    for user in (cast.helene, cast.marie, cast.vera, cast.operator):
        client.force_login(user)
        assert client.get(GATE).status_code == 404


@pytest.mark.parametrize(("hold", "words"), [("validation", "pas encore validé"), ("suspension", "est suspendu par")])
def test_who_waits_for_something_else_reads_what_and_whom_to_ask(cast, client, hold, words):
    ClientUser.objects.filter(user=cast.jules).update(created_by=cast.marie, suspended_by=cast.marie)
    ClientAccess.objects.filter(user=cast.jules).update(hold=hold)

    browser, answer = sign_in(cast.jules, "/p/lormeau/")
    page = browser.get("/", follow=True).content.decode()

    assert words in page
    assert "marie@example.com" in page


def test_the_gate_asks_no_more_of_the_database_for_three_than_for_one(held, client, django_assert_num_queries):
    client.force_login(held.helene)
    client.get(GATE)
    with CaptureQueriesContext(connection) as one:
        client.get(GATE)
    for number in range(3):
        held.client_user(f"more{number}", "Autre", f"Personne{number}", held.client, level="full")
    bill(held.client, *[access.user for access in held.client.accesses.select_related("user")])
    with django_assert_num_queries(len(one)):
        client.get(GATE)
