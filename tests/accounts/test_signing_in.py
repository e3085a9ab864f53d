"""Signing in and out (promises A4, A5, C1)."""

from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tests.cast import PASSWORD
from tests.web.signing_in import sign_in

LOGIN = "/accounts/login/"


def attempt(email, password, browser=None, address="127.0.0.1", **data):
    return (browser or Client()).post(LOGIN, {"login": email, "password": password} | data, REMOTE_ADDR=address)


def words(response):
    return unescape(response.content.decode())


@pytest.mark.parametrize(
    ("who", "lands_on"),
    [("marie", "/"), ("admin", "/"), ("helene", "/p/lormeau/"), ("jules", "/p/lormeau/"), ("omar", "/p/vasseur/"), ("vera", "/"), ("operator", "/operator/")],
)
def test_everybody_lands_where_they_work(cast, who, lands_on):
    browser = Client()

    response = attempt(getattr(cast, who).email, PASSWORD, browser)

    assert (response.status_code, response.headers["Location"]) == (302, lands_on)
    assert browser.get(lands_on).status_code == 200


def test_somebody_to_whom_nothing_is_open_is_told_so(cast):
    cast.jules.client_accesses.update(closed_at=timezone.now())
    browser = Client()

    response = attempt(cast.jules.email, PASSWORD, browser)

    assert response.headers["Location"] == "/no-access/"
    assert browser.get("/no-access/").status_code == 200


def test_case_and_spaces_in_the_address_do_not_matter(cast):
    assert attempt(f" {cast.marie.email.upper()} ", PASSWORD).status_code == 302


def test_a_wrong_password_is_said_in_french_and_the_address_stays(cast):
    response = attempt(cast.marie.email, "Pas-le-bon-2026")

    assert response.status_code == 200
    assert f'value="{cast.marie.email}"' in words(response)
    assert 'role="alert"' in words(response)
    assert "mot de passe" in words(response).split('role="alert"')[1].split("</p>")[0].lower()
    assert "Pas-le-bon-2026" not in words(response)


def test_an_unknown_address_gets_the_same_answer(cast):
    known, unknown = attempt(cast.marie.email, "Pas-le-bon-2026"), attempt("personne@example.com", "Pas-le-bon-2026")

    def neutral(response, email):
        return words(response).replace(email, "…").replace(csrf(response), "…")

    assert known.status_code == unknown.status_code == 200
    assert neutral(known, cast.marie.email) == neutral(unknown, "personne@example.com")


def csrf(response):
    return str(response.context["csrf_token"])


def test_ten_failures_block_the_account_even_for_the_right_password_and_nobody_else(cast):
    answers = [attempt(cast.marie.email, f"Pas-le-bon-{number}") for number in range(10)]
    assert {answer.status_code for answer in answers} == {200}
    blocked = attempt(cast.marie.email, "Encore-un-faux-1")

    with_right = attempt(cast.marie.email, PASSWORD)

    assert (with_right.status_code, words(with_right).replace(csrf(with_right), "")) == (blocked.status_code, words(blocked).replace(csrf(blocked), ""))
    assert "_auth_user_id" not in with_right.client.session
    assert attempt(cast.paul.email, PASSWORD).status_code == 302


def test_the_block_ends_by_itself(cast):
    for number in range(11):
        attempt(cast.marie.email, f"Pas-le-bon-{number}")
    assert attempt(cast.marie.email, PASSWORD).status_code != 302

    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert attempt(cast.marie.email, PASSWORD).status_code == 302


def test_an_unknown_address_is_blocked_alike(cast):
    def eleventh(email):
        for number in range(10):
            attempt(email, f"Pas-le-bon-{number}")
        response = attempt(email, "Pas-le-bon-final")
        return response.status_code, words(response).replace(email, "…").replace(csrf(response), "…")

    assert eleventh(cast.marie.email) == eleventh("personne@example.com")


def test_the_block_says_nothing_of_who_is_in_already_and_sign_in_by_others_goes_on_from_the_same_address(cast):
    here = Client()
    attempt(cast.marie.email, PASSWORD, here)
    for number in range(11):
        attempt(cast.marie.email, f"Pas-le-bon-{number}", address="203.0.113.7")

    assert here.get("/conversations/").status_code == 200
    office = [attempt(person.email, PASSWORD, address="203.0.113.7").status_code for person in (cast.paul, cast.nora, cast.luc)]
    assert office == [302, 302, 302]


def test_a_closed_account_is_answered_like_a_wrong_password(cast):
    """Whoever does not know the password does not learn that the account exists and was closed."""
    cast.marie.is_active = False
    cast.marie.save()
    closed, open_one = attempt(cast.marie.email, "Pas-le-bon-2026"), attempt(cast.paul.email, "Pas-le-bon-2026")

    def neutral(response, email):
        return response.status_code, words(response).replace(email, "…").replace(csrf(response), "…")

    assert neutral(closed, cast.marie.email) == neutral(open_one, cast.paul.email)


def test_a_closed_account_does_not_get_in(cast):
    cast.marie.is_active = False
    cast.marie.save()
    browser = Client()

    response = attempt(cast.marie.email, PASSWORD, browser)

    assert "_auth_user_id" not in browser.session
    assert browser.get("/conversations/").status_code == 302
    assert response.status_code in {200, 302}


def test_closing_an_account_ends_its_sessions_at_the_next_request(cast):
    browser = sign_in(cast.marie)
    assert browser.get("/conversations/").status_code == 200
    cast.marie.is_active = False
    cast.marie.save()

    assert browser.get("/conversations/").status_code == 302


def test_a_page_asked_for_before_is_where_one_lands(cast):
    browser = Client()
    asked = browser.get("/clients/?q=roux")
    assert asked.headers["Location"] == "/accounts/login/?next=/clients/%3Fq%3Droux"

    assert attempt(cast.marie.email, PASSWORD, browser, next="/clients/?q=roux").headers["Location"] == "/clients/?q=roux"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"])
def test_nobody_is_sent_to_another_site(cast, elsewhere):
    assert attempt(cast.marie.email, PASSWORD, next=elsewhere).headers["Location"] == "/"


def test_the_session_key_changes_at_sign_in(cast):
    browser = Client()
    browser.get(LOGIN)
    session = browser.session
    session["before"] = True
    session.save()
    key = session.session_key

    attempt(cast.marie.email, PASSWORD, browser)

    assert browser.session.session_key != key
    assert len(browser.session.session_key) >= 32


def test_signing_out_is_a_post_and_ends_the_session_on_the_server(cast):
    browser = sign_in(cast.marie)
    cookie = browser.cookies["session"].value
    assert browser.get("/accounts/logout/").status_code == 200
    assert browser.get("/conversations/").status_code == 200

    assert browser.post("/accounts/logout/").headers["Location"] == LOGIN

    thief = Client()
    thief.cookies["session"] = cookie
    assert thief.get("/conversations/").status_code == 302


def test_signing_out_needs_the_page_s_token(cast):
    browser = sign_in(cast.marie)
    browser.handler.enforce_csrf_checks = True

    assert browser.post("/accounts/logout/").status_code == 403


def test_nobody_can_make_an_account_alone(db):
    browser = Client()

    assert "sur invitation" in words(browser.get("/accounts/signup/"))
    browser.post("/accounts/signup/", {"email": "eve@example.com", "password1": "Un-secret-solide-77"})

    from comptoir.accounts.models import User

    assert not User.objects.exists()


@pytest.mark.parametrize(
    "payload", [{"login": "\x00", "password": "\x00"}, {"login": "a\x00b@example.com", "password": "x"}, {}, {"login": "é" * 5000, "password": "x"}]
)
def test_nonsense_is_answered_with_the_form(cast, payload):
    response = Client().post(LOGIN, payload)

    assert response.status_code == 200
    assert 'name="login"' in words(response)
