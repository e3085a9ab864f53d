"""What a session shows, and what somebody who is signed in is asked for: nothing, the second factor, or adding one (X11)."""

import time

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from comptoir.kernel.secrets import seal
from comptoir.links.assurance import proof_of
from comptoir.links.decisions import Act, Assurance
from comptoir.links.grants import ProofMissing, ask_for, proof_for, refuse_api
from comptoir.security.decisions import STEP_SECONDS, hotp, new_secret
from comptoir.security.factors import factors_of
from tests.cast import PASSWORD
from tests.web.signing_in import sign_in

from .parcels import BROWSER, address, link_to

SECRET_KEY = new_secret()


def code(secret=SECRET_KEY, step=0):
    return hotp(secret, int(time.time()) // STEP_SECONDS + step)


def give_app(user):
    return Authenticator.objects.create(user=user, type="totp", data={"secret": seal(SECRET_KEY), "last_step": 0})


def request_of(browser, user, rf, path="/here/?x=1", method="get"):
    request = getattr(rf, method)(path)
    request.session, request.user, request.htmx = browser.session, user, False
    return request


def way(response):
    return response and response.headers["Location"]


@pytest.fixture
def asked(cast, asks):
    cast.put_on_portal(cast.client)
    asks(see="mfa")


def test_a_password_is_an_account_and_with_a_code_of_the_app_a_second_factor(cast, rf):
    assert proof_of(request_of(sign_in(cast.helene), cast.helene, rf)) is Assurance.ACCOUNT
    give_app(cast.helene)
    browser = Client()
    browser.post("/accounts/login/", {"login": cast.helene.email, "password": PASSWORD})
    assert proof_of(request_of(browser, AnonymousUser(), rf)) is Assurance.NONE
    assert browser.post("/accounts/second-factor/", {"code": code()}).status_code == 302

    assert proof_of(request_of(browser, cast.helene, rf)) is Assurance.ACCOUNT_AND_MFA
    assert proof_of(request_of(browser, cast.jules, rf)) is Assurance.ACCOUNT


def test_a_session_from_before_the_factor_has_shown_none(cast, rf):
    browser = sign_in(cast.helene)
    give_app(cast.helene)

    assert proof_of(request_of(browser, cast.helene, rf)) is Assurance.ACCOUNT


def test_visitors_are_led_to_the_firm_s_own_sign_in_and_back(cast, asked, rf):
    assert way(ask_for(request_of(Client(), AnonymousUser(), rf), cast.firm, Act.SEE)) == "/p/lormeau/?next=%2Fhere%2F%3Fx%3D1"


def test_who_has_an_app_confirms_with_it_and_comes_back(cast, asked, rf):
    browser = sign_in(cast.helene)
    give_app(cast.helene)
    address = way(ask_for(request_of(browser, cast.helene, rf, "/conversations/"), cast.firm, Act.SEE))
    assert address == "/accounts/reauthenticate/code/?next=%2Fconversations%2F"

    assert browser.post(address, {"code": "000000"}).status_code == 200
    assert browser.post(address, {"code": code()}).headers["Location"] == "/conversations/"
    assert ask_for(request_of(browser, cast.helene, rf), cast.firm, Act.SEE) is None


def test_who_has_a_passkey_alone_confirms_with_it(cast, asked, rf):
    browser = sign_in(cast.helene)
    Authenticator.objects.create(user=cast.helene, type="webauthn", data={"name": "Portable", "credential": {"id": "x"}})

    assert way(ask_for(request_of(browser, cast.helene, rf), cast.firm, Act.SEE)).startswith("/accounts/reauthenticate/passkey/?next=")


def test_who_has_none_adds_one_on_the_spot_and_lands_where_they_were_going(cast, asked, rf):
    browser = sign_in(cast.helene)
    address = way(ask_for(request_of(browser, cast.helene, rf, "/conversations/?box=all"), cast.firm, Act.SEE))
    assert "Un second facteur est demandé" in browser.get(address).content.decode()
    browser.post("/accounts/reauthenticate/?next=/security/app/", {"password": PASSWORD})
    key = browser.get("/security/app/").context["key"].replace(" ", "")

    assert browser.post("/security/app/", {"code": code(key)}).headers["Location"] == "/security/recovery-codes/"
    assert 'href="/conversations/?box=all"' in browser.get("/security/recovery-codes/").content.decode()
    assert ask_for(request_of(browser, cast.helene, rf), cast.firm, Act.SEE) is None
    assert browser.get(address).headers["Location"] == "/conversations/?box=all"


def test_a_further_factor_shows_nothing_about_who_only_knew_the_password(cast, asked, rf):
    """A session from before the first factor adds a second one: it still has to confirm one."""
    browser = sign_in(cast.helene)
    browser.post("/accounts/reauthenticate/?next=/security/app/", {"password": PASSWORD})
    key = browser.get("/security/app/").context["key"].replace(" ", "")
    Authenticator.objects.create(user=cast.helene, type="webauthn", data={"name": "Portable", "credential": {"id": "x"}})
    Authenticator.objects.create(user=cast.helene, type="recovery_codes", data={"salt": "x", "hashes": []})
    browser.post("/security/app/", {"code": code(key)})

    assert factors_of(cast.helene).count() == 2
    assert proof_of(request_of(browser, cast.helene, rf)) is Assurance.ACCOUNT


@pytest.mark.parametrize("path", ["//elsewhere.example/", "https://elsewhere.example/", "javascript:alert(1)", "\\\\elsewhere", "/\\elsewhere.example", ""])
def test_no_other_site_is_led_to(cast, path):
    browser = sign_in(cast.helene)
    browser.get("/security/enrolment/", {"next": path})
    browser.post("/accounts/reauthenticate/?next=/security/app/", {"password": PASSWORD})
    key = browser.get("/security/app/").context["key"].replace(" ", "")
    browser.post("/security/app/", {"code": code(key)})

    assert 'href="/settings/security/">Je les' in browser.get("/security/recovery-codes/").content.decode()


def test_a_fragment_s_whole_page_goes_there(cast, asked, rf):
    request = request_of(sign_in(cast.helene), cast.helene, rf)
    request.htmx = True

    assert ask_for(request, cast.firm, Act.SEE).headers["HX-Redirect"].startswith("/security/enrolment/?next=")


def test_what_the_firm_does_not_ask_for_is_not_asked(cast, asked, rf):
    request = request_of(sign_in(cast.helene), cast.helene, rf)

    assert ask_for(request, cast.firm, Act.PAY) is None
    assert ask_for(request, cast.other_firm, Act.SEE) is None
    assert ask_for(request, cast.firm, Act.SEE, has_portal=False) is None


def test_a_token_shows_what_its_person_has(cast, asked, rf):
    request = request_of(Client(), cast.helene, rf)
    with pytest.raises(ProofMissing, match="second facteur"):
        refuse_api(request, cast.firm, Act.SEE)
    refuse_api(request, cast.firm, Act.PAY)
    give_app(cast.helene)

    assert refuse_api(request, cast.firm, Act.SEE) is None


def test_the_api_says_it_as_a_problem(cast, asked, rf):
    from comptoir.api.problems import answer_problem

    request = request_of(Client(), cast.helene, rf)
    with pytest.raises(ProofMissing) as missing:
        refuse_api(request, cast.firm, Act.SEE)
    answer = answer_problem(request, missing.value)

    assert answer.status_code == 403
    assert b"proof_missing" in answer.content
    assert "Ajoutez-en un à votre compte" in answer.content.decode()


def test_an_account_counts_for_its_own_links_only(cast, rf):
    theirs = link_to(cast, cast.contact_of(cast.helene, cast.client))
    others = link_to(cast, cast.contact(cast.client, "Léa", "Martin", email="lea@boulangerie.example"))
    request = request_of(sign_in(cast.helene), cast.helene, rf)

    assert proof_for(request, theirs) is Assurance.ACCOUNT
    assert proof_for(request, others) is Assurance.NONE
    browser = Client(**BROWSER)
    browser.post(address(others, "entry/"))
    visitor = request_of(browser, AnonymousUser(), rf)
    assert proof_for(visitor, others) is Assurance.LINK
    assert proof_for(visitor, theirs) is Assurance.NONE
    others.revoked_at = others.made_at
    assert proof_for(visitor, others) is Assurance.NONE
