"""A card at the provider's page: what is asked of it, what is kept, and its bad days."""

import time
from datetime import date

import pytest
from django.utils import timezone

from comptoir.billing.actions import begin_card, finish_card, forget_removed_cards, remove_method
from comptoir.billing.actions.cards import Way
from comptoir.billing.models import CardSetup, Payer, PaymentMethod, ProviderCustomer
from comptoir.billing.providers import Forged, card_provider, read_provider

from .paying import bill, holds_of
from .stripe_server import WEBHOOK_SECRET, announcement, signed

WAY = Way(back=lambda visit: f"https://portail.example/back/{visit.pk}", cancelled="https://portail.example/")
WEBHOOK = "/inbound/card-provider/"


def begin(cast):
    return begin_card(Payer(cast.firm), WAY, by=cast.admin)


def announce(client, body, signature):
    return client.post(WEBHOOK, body, content_type="application/json", headers={"Stripe-Signature": signature})


def test_the_way_to_the_provider_and_back(cast, stripe, browser):
    page = browser(cast.admin).post("/settings/billing/cards/", follow=True)

    visit = CardSetup.objects.get()
    assert f'href="{stripe.sessions[visit.reference]["url"]}"' in page.content.decode()
    asked = stripe.sessions[visit.reference]["_form"]
    assert (asked["mode"], asked["success_url"]) == ("setup", f"http://testserver/settings/billing/cards/{visit.pk}/return/")
    assert "n’est pas encore enregistrée" in browser(cast.admin).get(f"/settings/billing/cards/{visit.pk}/return/").content.decode()
    stripe.type_card(visit.reference)
    done = browser(cast.admin).get(f"/settings/billing/cards/{visit.pk}/return/", follow=True).content.decode()
    method = PaymentMethod.objects.get()
    assert (method.kind, method.label, method.last_four, method.expires_on, method.holder) == ("card", "visa", "4242", date(2099, 12, 31), "Hélène Roux")
    assert method.is_default
    assert "elle se termine par 4242" in done


def test_told_twice_by_the_person_and_twice_by_the_provider_it_is_one_method(cast, stripe, client):
    visit = begin(cast)
    stripe.type_card(visit.reference)
    body = announcement(visit.reference)

    statuses = [announce(client, body, signed(body, time.time())).status_code for _twice in range(2)]
    client.force_login(cast.admin)
    statuses += [client.get(f"/settings/billing/cards/{visit.pk}/return/").status_code for _twice in range(2)]

    assert statuses == [200, 200, 302, 302]
    assert PaymentMethod.objects.count() == 1


def test_who_begins_again_goes_on_with_the_same_visit(cast, stripe):
    assert begin(cast) == begin(cast)
    assert (len(stripe.sessions), len(stripe.customers), ProviderCustomer.objects.count()) == (1, 1, 1)


def test_an_answer_that_got_lost_is_asked_for_again_under_the_same_key(cast, stripe, hurry):
    stripe.mode, stripe.mode_at = "500", "/checkout/"
    with pytest.raises(Exception, match="down"):
        begin(cast)
    stripe.mode = ""

    visit = begin(cast)

    keys = [key for _method, path, _form, key in stripe.seen if path.endswith("/sessions")]
    assert keys == [f"visit-{visit.pk}"] * 2
    assert len(stripe.customers) == CardSetup.objects.count() == 1


def test_the_same_card_by_two_visits_is_one_method_with_the_newer_date(cast, stripe):
    first = begin(cast)
    stripe.type_card(first.reference, exp_year=2098)
    method = finish_card(first)
    second = begin(cast)
    stripe.type_card(second.reference)

    assert second != first
    assert finish_card(second) == method
    method.refresh_from_db()
    assert (PaymentMethod.objects.count(), method.expires_on.year) == (1, 2099)


@pytest.mark.parametrize(
    ("mode", "sentence"), [("slow", "met trop de temps"), ("500", "est injoignable"), ("402", "a refusé"), ("html", "illisible"), ("strange", "illisible")]
)
@pytest.mark.parametrize("at", ["/customers", "/checkout/", "/setup_intents/", "/payment_methods/"])
def test_a_bad_day_leaves_a_sentence_and_no_method(cast, stripe, browser, hurry, mode, sentence, at):
    visit = begin(cast) if at in ("/setup_intents/", "/payment_methods/") else None
    if visit:
        stripe.type_card(visit.reference)
    stripe.mode, stripe.mode_at = mode, at

    page = (
        browser(cast.admin).get(f"/settings/billing/cards/{visit.pk}/return/") if visit else browser(cast.admin).post("/settings/billing/cards/", follow=True)
    )

    assert (page.status_code, sentence in page.content.decode()) == (200, True)
    assert "secret inside" not in page.content.decode()
    assert not PaymentMethod.objects.exists()


def test_a_provider_that_is_down_is_told_to_say_it_again(cast, stripe, client):
    visit = begin(cast)
    stripe.type_card(visit.reference)
    stripe.mode = "500"
    body = announcement(visit.reference)

    assert announce(client, body, signed(body, time.time())).status_code == 503
    stripe.mode = ""
    assert announce(client, body, signed(body, time.time())).status_code == 200
    assert PaymentMethod.objects.count() == 1


@pytest.mark.parametrize("what", ["old", "coming", "other secret", "other body", "nothing", "no moment", "no json"])
def test_what_the_provider_did_not_sign_is_refused(cast, stripe, client, what):
    visit = begin(cast)
    stripe.type_card(visit.reference)
    now, body = time.time(), announcement(visit.reference)
    signature = {
        "old": signed(body, now - 301),
        "coming": signed(body, now + 400),
        "other secret": signed(body, now, "whsec_other"),
        "other body": signed(body + b" ", now),
        "nothing": "",
        "no moment": signed(body, now).partition(",")[2],
        "no json": signed(b"[]", now),
    }[what]

    assert announce(client, b"[]" if what == "no json" else body, signature).status_code == 400
    assert not PaymentMethod.objects.exists()


def test_other_announcements_and_unknown_visits_are_nothing(cast, stripe, client):
    for body in (announcement("cs_unknown"), announcement("cs_1", "invoice.paid")):
        assert announce(client, body, signed(body, time.time())).status_code == 200
    assert client.get(WEBHOOK).status_code == 405


def test_without_a_provider_there_is_no_door_and_the_page_says_why(cast, client):
    assert announce(client, b"{}", "").status_code == 404
    client.force_login(cast.admin)
    page = client.get("/settings/billing/").content.decode()
    assert "cette installation n’a pas de prestataire de paiement" in page
    assert "Ajouter une carte" not in page
    assert client.post("/settings/billing/cards/").status_code == 302


def test_a_removed_card_is_forgotten_by_the_provider_as_soon_as_it_answers(cast, stripe):
    visit = begin(cast)
    card = stripe.type_card(visit.reference)
    remove_method(finish_card(visit), by=cast.admin)
    stripe.mode = "500"
    assert forget_removed_cards(timezone.now()) == 0
    stripe.mode = ""

    assert (forget_removed_cards(timezone.now()), forget_removed_cards(timezone.now())) == (1, 0)
    assert stripe.detached == [card["id"]]


def test_nobody_comes_back_from_somebody_else_s_visit(cast, stripe, browser):
    visit = begin(cast)

    assert browser(cast.vera).get(f"/settings/billing/cards/{visit.pk}/return/").status_code == 404


def test_an_expired_card_works_no_more(cast, stripe):
    visit = begin_card(Payer(cast.firm, cast.client), WAY, by=cast.helene)
    stripe.type_card(visit.reference, exp_month=1, exp_year=2020)
    method = finish_card(visit)

    assert not method.works(timezone.localdate())
    bill(cast.client, cast.jules)
    assert holds_of(cast.jules) == [["payment"]]


@pytest.mark.parametrize(
    "url", ["https://sk@api.stripe.com?webhook=w", "stripe://api.stripe.com?webhook=w", "stripe://sk@api.stripe.com", "stripe://sk@?webhook=w"]
)
def test_an_address_that_lacks_something_stops_the_start(url):
    with pytest.raises(ValueError, match="doit"):
        read_provider(url)


def test_the_address_of_the_real_one():
    assert read_provider("stripe://sk_live_1@api.stripe.com?webhook=whsec_1") == {
        "base": "https://api.stripe.com",
        "key": "sk_live_1",
        "webhook_secret": "whsec_1",
    }


def test_a_signature_is_compared_with_each_that_is_given(stripe):
    body, now = b'{"type": "ping", "data": {"object": {"id": "x"}}}', time.time()

    assert card_provider().visit_announced(body, signed(body, now, WEBHOOK_SECRET), now) is None
    with pytest.raises(Forged):
        card_provider().visit_announced(body, f"t={int(now)}", now)
