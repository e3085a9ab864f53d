"""Bad days: each page says what happened, what to do next, and nothing else."""

from html import unescape

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client

PAGES = [
    ("/nowhere/", 404, "Cette page n’existe pas"),
    ("/forbids/", 403, "Action refusée"),
    ("/suspects/", 400, "Demande illisible"),
    ("/breaks/", 500, "Un incident est survenu"),
]


@pytest.fixture(autouse=True)
def _addresses_that_go_wrong(settings):
    settings.ROOT_URLCONF = "tests.web.urls"


@pytest.mark.parametrize(("path", "status", "title"), PAGES)
@pytest.mark.parametrize("who", [None, "marie", "helene"])
def test_it_says_so_in_french_and_shows_no_inside(cast, path, status, title, who):
    browser = Client(raise_request_exception=False)
    if who:
        browser.force_login(getattr(cast, who))

    response = browser.get(path)

    page = unescape(response.content.decode())
    assert response.status_code == status
    assert f"<h1>{title}</h1>" in page
    assert '<html lang="fr"' in page
    assert not [inside for inside in ("4711", "Traceback", "RuntimeError", str(settings.BASE_DIR), ".py", "Django") if inside in page]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_form_older_than_its_session_gets_a_way_out(cast):
    browser = Client(enforce_csrf_checks=True)

    response = browser.post("/accounts/login/", {"login": "a", "password": "b"})

    assert response.status_code == 403
    assert "Cette page a vieilli" in response.content.decode()


@pytest.mark.parametrize("who", [None, "marie"])
def test_the_page_of_an_incident_needs_no_database(cast, who):
    """What broke is often the database itself (J2)."""
    browser = Client(raise_request_exception=False)
    if who:
        browser.force_login(getattr(cast, who))

    with connection.execute_wrapper(database_away):
        response = browser.get("/conversations/" if who else "/p/lormeau/")

    assert response.status_code in {500, 503}
    assert "Un incident est survenu" in response.content.decode()


def database_away(execute, sql, params, many, context):
    raise OperationalError("connection refused")


@pytest.mark.parametrize("place", ["conversations", "clients", "dossiers", "imports", "notifications"])
def test_numbers_beyond_the_database_are_not_found(cast, place):
    browser = Client()
    browser.force_login(cast.marie)

    assert browser.get(f"/{place}/{10**22}/").status_code == 404


WITH_WORDS = [
    "/conversations/?q={}", "/search/?q=ab{}", "/clients/?q={}", "/firm/members/?q={}", "/mailbox/?to={}", "/conversations/?page={}", "/clients/?licence={}",
    "/conversations/new/?dossier={}",
]  # fmt: skip


@pytest.mark.parametrize("path", WITH_WORDS)
@pytest.mark.parametrize("word", ["%ED%A0%80", "²", "9" * 30, "%25", "_", "-1", "%0A"])
def test_odd_words_never_break_a_page(cast, path, word):
    browser = Client(raise_request_exception=False)
    browser.force_login(cast.marie)

    assert browser.get(path.format(word)).status_code in {200, 400}


@pytest.mark.parametrize("path", WITH_WORDS[:5])
@pytest.mark.parametrize("word", ["%00", "a%00b"])
def test_nul_in_searched_words_never_breaks_a_page(cast, path, word):
    browser = Client(raise_request_exception=False)
    browser.force_login(cast.marie)

    assert browser.get(path.format(word)).status_code in {200, 400}


def test_nul_in_an_address_never_breaks(cast):
    browser = Client(raise_request_exception=False)
    browser.force_login(cast.helene)

    for path in ("p/lorm%00eau/", "settings/pro%00file/", "notifications/unsubscribe/a%00b/", "accounts/login/?next=%00", "accounts/password/reset/key/1-%00/"):
        assert browser.get(f"/{path}").status_code < 500
    assert browser.post("/language/", {"language": "fr\x00", "next": "\x00"}).status_code < 500
