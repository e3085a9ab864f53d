"""The page without account, which a unique link opens (K1, K5, K11)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from comptoir.documents.models import StoredFile
from comptoir.links.models import Link
from comptoir.requests.actions import cancel_request, complete_request
from comptoir.requests.decisions import State
from comptoir.transports.models import Delivery
from tests.conversations.pages import pdf, words

from .asking import colette, demand, link_to, now, send

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"}


@pytest.fixture
def asked(cast):
    """A request to Colette, who has no account."""
    contact = colette(cast)
    made = send(cast, contact, due_on=timezone.localdate() + timedelta(days=9))
    return made, contact, f"/l/{link_to(made, contact).token}/"


def come_in(address):
    """A browser in which the button of the door was pressed."""
    browser = Client(headers=BROWSER)
    assert browser.get(address).status_code == 200
    assert browser.post(f"{address}entry/").status_code == 302
    return browser


def test_the_door_says_nothing_of_the_request(asked):
    _made, _contact, address = asked

    page = words(Client(headers=BROWSER).get(address))

    assert "Cabinet Lormeau vous a adressé une demande." in page
    for hidden in ("Relevé", "Il nous manque", "Roux", "Marie"):
        assert hidden not in page


def test_behind_the_button_the_request_is_read_and_answered_once(asked):
    made, contact, address = asked
    browser = come_in(address)
    page = words(browser.get(address))
    for said in ("Relevé de novembre", "Il nous manque le relevé du compte courant.", "Marie Dubois, Cabinet Lormeau", "Envoyer ma réponse"):
        assert said in page
    assert "Se connecter" not in page

    thanks = browser.post(address, {"answer": "Le voici.", "file": pdf("relevé.pdf")})

    assert thanks.status_code == 200
    for said in ("Merci, c’est fait.", "relevé.pdf", "Le voici."):
        assert said in words(thanks)
    done = now(made)
    assert (done.state, done.completed_by, done.answer, done.file.name, done.file.uploaded_by) == (State.COMPLETED, contact, "Le voici.", "relevé.pdf", None)
    assert Link.objects.get().consumed_at is not None
    again = browser.get(address)
    assert (again.status_code, "Ce lien a déjà servi" in words(again)) == (410, True)


def test_nobody_reads_or_answers_without_the_button(asked):
    made, _contact, address = asked

    page = Client(headers=BROWSER).post(address, {"answer": "Intrusion"})

    assert page.status_code == 403
    assert "Relevé" not in words(page)
    assert now(made).is_open


def test_what_is_refused_keeps_what_was_typed(asked):
    made, _contact, address = asked
    browser = come_in(address)

    nothing = browser.post(address, {"answer": " "})
    refused = browser.post(address, {"answer": "Mes mots", "file": pdf("programme.exe", b"MZ\x90\x00")})

    assert (nothing.status_code, refused.status_code) == (422, 422)
    assert "Joignez un fichier ou écrivez quelques mots." in words(nothing)
    assert "«programme.exe» n’est pas d’un type accepté" in words(refused)
    assert "Mes mots</textarea>" in words(refused)
    assert (now(made).is_open, StoredFile.objects.count(), Link.objects.get().consumed_at) == (True, 0, None)


def test_who_comes_after_a_colleague_answered_is_told(cast, asked):
    made, _contact, address = asked
    browser = come_in(address)
    complete_request(made, cast.contact_of(cast.helene, cast.client), "Par Hélène", None)

    page = browser.post(address, {"answer": "Trop tard"})

    assert page.status_code == 422
    assert "Hélène Roux a déjà répondu à cette demande" in words(page)
    assert "Trop tard</textarea>" in words(page)
    assert now(made).answer == "Par Hélène"
    assert "Hélène Roux a répondu, " in words(browser.get(address))


def test_a_cancelled_request_is_behind_no_link(cast, asked):
    made, _contact, address = asked
    browser = come_in(address)
    cancel_request(made, by=cast.marie)

    assert browser.get(address).status_code == 410
    assert browser.post(address, {"answer": "Encore ?"}).status_code == 410
    assert now(made).answer == ""


def test_an_expired_link_is_renewed_to_the_same_address(asked):
    made, contact, address = asked
    Link.objects.update(expires_at=timezone.now() - timedelta(days=1))
    browser = Client(headers=BROWSER)

    assert "Recevoir un nouveau lien" in words(browser.get(address))
    browser.post(f"{address}renewal/")

    renewed = link_to(made, contact)
    assert (renewed.email, renewed.is_open(timezone.now())) == ("colette@example.net", True)
    assert Delivery.objects.latest("pk").goes_to == "colette@example.net"


def test_an_enabled_client_s_page_offers_to_sign_in(cast, asked):
    made, _contact, address = asked
    cast.put_on_portal(cast.client)
    browser = come_in(address)

    assert f"/p/lormeau/?next=%2Frequests%2F{made.pk}%2F" in words(browser.get(address))


def test_where_an_account_is_demanded_the_link_leads_to_the_sign_in(cast, asked):
    made, _contact, address = asked
    cast.put_on_portal(cast.client)
    demand(cast, "mfa")
    browser = Client(headers=BROWSER)

    page = words(browser.get(address))
    browser.post(f"{address}entry/")

    assert "avec un second facteur" in page
    assert "Relevé" not in words(browser.get(address))
    assert browser.post(address, {"answer": "Intrusion"}).status_code == 403
    assert now(made).is_open


def test_before_the_client_is_enabled_a_code_is_the_most_that_is_asked_for(cast, asked):
    _made, _contact, address = asked
    demand(cast, "mfa")

    assert "un code à six chiffres" in words(Client(headers=BROWSER).get(address))


def test_answering_may_ask_for_more_than_seeing(cast, asked):
    made, _contact, address = asked
    demand(cast, "code", "answer")
    browser = come_in(address)

    page = words(browser.get(address))
    refused = browser.post(address, {"answer": "Le voici."})

    assert "Il nous manque le relevé" in page
    assert f"{address}?for=answer" in page
    assert "Envoyer ma réponse" not in page
    assert (refused.status_code, now(made).is_open) == (302, True)
    assert "un code à six chiffres" in words(browser.get(f"{address}?for=answer"))


def test_somebody_with_an_account_may_use_the_link_before_their_client_is_enabled(cast):
    contact = cast.contact_of(cast.helene, cast.client)
    made = send(cast, contact)
    address = f"/l/{link_to(made, contact).token}/"

    thanks = come_in(address).post(address, {"answer": "Le voici."})

    assert "Merci, c’est fait." in words(thanks)
    assert now(made).completed_by == contact


def test_once_enabled_the_link_leads_whoever_is_signed_in_to_the_portal_page(cast):
    cast.put_on_portal(cast.client)
    contact = cast.contact_of(cast.helene, cast.client)
    made = send(cast, contact)
    browser = Client(headers=BROWSER)
    browser.force_login(cast.helene)

    assert browser.get(f"/l/{link_to(made, contact).token}/").url == f"/requests/{made.pk}/"


def test_somebody_who_no_longer_is_a_recipient_finds_nothing(asked):
    made, _contact, address = asked
    made.recipients.all().delete()

    assert Client(headers=BROWSER).get(address).status_code == 410
