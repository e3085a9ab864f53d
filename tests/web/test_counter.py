"""A firm's own sign-in page: whose it is, who comes in by it, and where they land (K4)."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comptoir.clients.models import ClientAccess
from comptoir.transports.models import Delivery
from tests.cast import PASSWORD
from tests.security.apps import code_of, needs_oathtool
from tests.security.people import confirmed, give_app
from tests.security.soft_key import SoftKey
from tests.security.test_factors_passkeys import add, enter

PAGE = "/p/lormeau/"
WRONG = "Pas-le-bon-2026"


def attempt(email, password=PASSWORD, browser=None, page=PAGE, **data):
    return (browser or Client()).post(page, {"login": email, "password": password} | data)


def words(response):
    return unescape(response.content.decode())


def neutral(response, email):
    """The answer without what differs by itself: the address, and what protects the forms."""
    return response.status_code, re.sub(r"\b\w{64}\b", "…", words(response).replace(email, "…"))


def is_in(browser):
    return "_auth_user_id" in browser.session


def test_the_page_is_the_firm_s_own_and_offers_every_way_in(cast):
    page = words(Client().get(PAGE))

    assert "Se connecter à l’espace client de Cabinet Lormeau" in page
    assert "<title>Se connecter · Cabinet Lormeau</title>" in page
    for name in ('name="login"', 'name="password"', "Recevoir un code par e-mail", "Utiliser une clé d’accès", "Mot de passe oublié\u202f?"):
        assert name in page
    assert re.search(r'href="/p/lormeau/account/">Créer un compte</a>', page)
    assert "Cabinet Vasseur" not in page


def test_a_firm_that_does_not_exist_has_no_page(cast):
    assert [Client().get(f"/p/personne/{step}").status_code for step in ("", "account/", "code/confirmation/")] == [404, 404, 404]


@pytest.mark.parametrize(
    ("who", "lands_on"),
    [("helene", PAGE), ("jules", PAGE), ("gaston", PAGE), ("marie", "/"), ("admin", "/"), ("omar", PAGE), ("vera", PAGE), ("operator", PAGE)],
)
def test_where_a_sign_in_at_the_counter_ends(cast, who, lands_on):
    browser = Client()

    assert attempt(getattr(cast, who).email, browser=browser).headers["Location"] == lands_on
    assert is_in(browser)


@pytest.mark.parametrize(("who", "way"), [("omar", "/p/vasseur/"), ("vera", "/"), ("operator", "/operator/")])
def test_who_has_no_access_is_told_so_once_the_password_was_right(cast, who, way):
    browser = Client()
    attempt(getattr(cast, who).email, browser=browser, next="/conversations/")

    told = browser.get(PAGE)

    assert told.status_code == 404
    assert "Votre compte n’a pas d’accès au portail de Cabinet Lormeau" in words(told)
    assert re.search(rf'href="{way}">Aller à mon espace', words(told))
    assert browser.get(way).status_code == 200
    assert browser.post("/accounts/logout/", {"next": PAGE}).headers["Location"] == PAGE


def test_a_client_whose_access_was_closed_is_told_so(cast):
    cast.let_jules_administer()
    ClientAccess.objects.filter(user=cast.helene).update(closed_at=timezone.now())
    browser = Client()

    assert attempt(cast.helene.email, browser=browser, next="/conversations/").headers["Location"] == PAGE
    assert "n’a pas d’accès au portail de Cabinet Lormeau" in words(browser.get(PAGE))


def test_an_account_elsewhere_an_unknown_one_and_a_closed_one_are_refused_alike(cast):
    cast.jules.is_active = False
    cast.jules.save()
    emails = [cast.helene.email, cast.omar.email, cast.jules.email, "personne@example.com"]

    answers = {neutral(attempt(email, WRONG), email) for email in emails}

    assert len(answers) == 1
    assert answers.pop()[0] == 422


def test_the_words_of_a_refusal_are_those_of_the_installation_s_page(cast):
    def said(page):
        return re.search(r'role="alert">.*?<span>(.*?)</span>', words(attempt(cast.helene.email, WRONG, page=page)), re.DOTALL)[1]

    assert said(PAGE) == said("/accounts/login/")


def test_known_and_unknown_addresses_cost_the_same(cast, hashes_counted):
    costs = set()
    for email in (cast.helene.email, cast.omar.email, "personne@example.com"):
        hashes_counted.clear()
        with CaptureQueriesContext(connection) as queries:
            attempt(email, WRONG)
        costs.add((len(queries), len(hashes_counted)))

    assert len(costs) == 1
    assert {hashes for _queries, hashes in costs} == {1}


@pytest.fixture
def hashes_counted(monkeypatch):
    """How many times a password was hashed."""
    from comptoir.accounts.hashers import Argon2

    made, encode, verify = [], Argon2.encode, Argon2.verify
    monkeypatch.setattr(Argon2, "encode", lambda self, *args, **kwargs: (made.append("encode"), encode(self, *args, **kwargs))[1])
    monkeypatch.setattr(Argon2, "verify", lambda self, *args, **kwargs: (made.append("verify"), verify(self, *args, **kwargs))[1])
    return made


def test_what_was_typed_stays_and_the_fields_say_what_they_miss(cast):
    response = attempt("pas-une-adresse", "", next="/conversations/")
    page = words(response)

    assert response.status_code == 422
    assert 'value="pas-une-adresse"' in page
    assert 'name="next" value="/conversations/"' in page
    assert {'id="id_login_error"', 'id="id_password_error"', 'aria-invalid="true"'} <= set(re.findall(r'(?:id|aria-invalid)="[^"]+"', page))
    assert "id_login_error" in re.search(r"<input[^>]*name=\"login\"[^>]*>", page)[0]


def test_a_page_asked_for_is_where_a_client_lands(cast):
    assert attempt(cast.helene.email, next="/conversations/?box=closed").headers["Location"] == "/conversations/?box=closed"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example", "https:///evil.example", "\tjavascript:x"]
)
def test_nobody_is_sent_to_another_site(cast, elsewhere):
    assert attempt(cast.helene.email, next=elsewhere).headers["Location"] == PAGE
    assert elsewhere not in words(Client().get(PAGE, {"next": elsewhere}))


def test_who_is_in_already_sees_the_portal(cast):
    browser = Client()
    attempt(cast.helene.email, browser=browser)

    assert re.search("Bon(jour|soir) Hélène", words(browser.get(PAGE)))
    assert browser.get(f"{PAGE}account/").headers["Location"] == PAGE


@pytest.mark.parametrize("data", [{"login": "\x00", "password": "\x00"}, {}, {"login": "é" * 5000, "password": "x"}, {"login": "a\x00b@example.com"}])
def test_nonsense_is_answered_with_the_form(cast, data):
    for step in ("", "code/", "account/"):
        response = Client().post(f"{PAGE}{step}", data)

        assert response.status_code == 422 or (step == "account/" and not data and response.status_code == 200), step
        assert 'name="login"' in words(response)


# The steps in between


@needs_oathtool
def test_the_second_factor_is_asked_under_the_firm_s_name_and_ends_at_the_portal(cast):
    key, _codes = give_app(cast.helene)
    browser = Client()

    step = attempt(cast.helene.email, browser=browser).headers["Location"]

    assert "Cabinet Lormeau" in words(browser.get(step))
    assert browser.post(step, {"code": code_of(key)}).headers["Location"] == PAGE
    assert is_in(browser)


def test_a_passkey_used_at_the_counter_opens_the_portal(cast, settings):
    key, browser = SoftKey(settings.BASE_URL), Client()
    add(confirmed(cast.helene), key)
    browser.get(PAGE)

    _browser, entered = enter(key, browser)

    assert entered.headers["Location"] == PAGE
    assert is_in(browser)


def test_a_passkey_that_is_not_recognised_leads_back_to_the_firm_s_page(cast):
    browser = Client()
    browser.get(PAGE)

    assert browser.post("/accounts/passkey/", {"credential": "{}"}).headers["Location"] == PAGE


def test_giving_up_the_second_factor_leads_back_to_the_firm_s_page(cast):
    give_app(cast.helene)
    browser = Client()
    attempt(cast.helene.email, browser=browser)

    assert browser.post("/accounts/logout/").headers["Location"] == PAGE


def test_a_forgotten_password_is_the_firm_s_affair_from_the_question_to_the_answer(cast):
    browser = Client()
    browser.get(PAGE)

    asking = words(browser.get("/accounts/password/reset/"))
    browser.post("/accounts/password/reset/", {"email": cast.helene.email})
    done = words(browser.get("/accounts/password/reset/done/"))
    elsewhere = Client()
    url = Delivery.objects.get(user=cast.helene).data["url"]
    form = elsewhere.get(url.removeprefix("http://localhost:8000"), follow=True)
    chosen = elsewhere.post(form.redirect_chain[-1][0], {"password1": "Un-tout-nouveau-secret-77", "password2": "Un-tout-nouveau-secret-77"}, follow=True)

    assert all("Cabinet Lormeau" in page and f'href="{PAGE}"' in page for page in (asking, done, words(chosen)))
    assert "Cabinet Lormeau" in words(form)
    assert Delivery.objects.get(user=cast.helene).firm == cast.firm


def test_a_mail_for_a_new_password_names_no_firm_that_does_not_serve_the_person(cast):
    browser = Client()
    browser.get(PAGE)

    browser.post("/accounts/password/reset/", {"email": cast.omar.email})

    mail = Delivery.objects.get(user=cast.omar)
    assert (mail.firm, "firm=" in mail.data["url"]) == (None, False)


def test_the_installation_s_own_page_is_under_no_firm_s_name_even_after_a_counter(cast):
    browser = Client()
    browser.get(PAGE)

    assert "Cabinet Lormeau" not in words(browser.get("/accounts/login/"))
    assert "Cabinet Lormeau" not in words(browser.get("/accounts/password/reset/"))


def test_signing_out_of_the_portal_leads_back_to_the_firm_s_page(cast):
    by_counter, by_the_other_page = Client(), Client()
    attempt(cast.helene.email, browser=by_counter)
    attempt(cast.jules.email, browser=by_the_other_page, page="/accounts/login/")

    assert [browser.post("/accounts/logout/").headers["Location"] for browser in (by_counter, by_the_other_page)] == [PAGE, PAGE]


def test_a_cookie_of_a_counter_is_signed_and_says_nothing_of_a_person(cast):
    browser = Client()
    attempt(cast.helene.email, browser=browser)
    cookies = {name: browser.cookies[name] for name in ("counter", "firm")}

    assert [cookie.value.split(":")[0] for cookie in cookies.values()] == ["lormeau", "lormeau"]
    assert {(cookie["httponly"], cookie["samesite"]) for cookie in cookies.values()} == {(True, "Lax")}
    forger = Client()
    forger.cookies["firm"] = cookies["firm"].value.replace("lormeau", "vasseur")
    assert forger.get("/conversations/").headers["Location"].startswith("/accounts/login/")


# The three ways that lead to it


def test_a_client_s_page_without_a_session_leads_to_the_firm_where_the_browser_signed_in_last(cast):
    browser = Client()
    attempt(cast.helene.email, browser=browser)
    browser.post("/accounts/logout/")

    asked = [browser.get(path).headers["Location"] for path in ("/conversations/?box=closed", "/notifications/", "/settings/profile/")]

    assert asked == [f"{PAGE}?next=%2Fconversations%2F%3Fbox%3Dclosed", f"{PAGE}?next=%2Fnotifications%2F", f"{PAGE}?next=%2Fsettings%2Fprofile%2F"]
    assert attempt(cast.helene.email, browser=browser, page=asked[0]).headers["Location"] == "/conversations/?box=closed"


def test_pages_of_colleagues_lead_to_the_installation_s_sign_in(cast):
    browser = Client()
    attempt(cast.helene.email, browser=browser)
    browser.post("/accounts/logout/")

    assert browser.get("/clients/").headers["Location"] == "/accounts/login/?next=/clients/"


def test_a_browser_of_which_nothing_is_known_is_led_to_the_installation_s_sign_in(cast):
    assert Client().get("/conversations/").headers["Location"] == "/accounts/login/?next=/conversations/"


def test_a_fragment_whose_session_ended_leads_its_page_to_the_firm(cast):
    browser = Client()
    attempt(cast.helene.email, browser=browser)
    browser.post("/accounts/logout/")

    response = browser.get("/notifications/bell/", headers={"hx-request": "true", "hx-current-url": "http://testserver/conversations/"})

    assert response.headers["HX-Redirect"] == f"{PAGE}?next=/conversations/"


def test_who_is_in_already_goes_straight_to_the_page_of_the_mail_and_to_no_other_site(cast, client):
    client.force_login(cast.helene)

    assert client.get("/p/lormeau/?next=/requests/").headers["Location"] == "/requests/"
    for elsewhere in ("https://mechant.example/", "//mechant.example/", "javascript:alert(1)"):
        assert client.get("/p/lormeau/", {"next": elsewhere}).status_code == 200
