"""Every address × everybody: who may not go there finds nothing, changes nothing and reads nothing (promises D1, D2; K9)."""

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from .planting import EVERYTHING, FILE, FILE_WORDS, FIRM, FOR_JULES, HIDDEN_FROM, SUBJECT, plant
from .table import EVERYBODY, HELENE, JULES, MARIE, ROLES, TABLE, VISITOR, every_address

WELCOME = {200, 204, 302, 422}
# Rows that come and go with signing in and reading, whoever does it.
OWN_TRACES = {"accounts.session", "notifications.notification", "transports.mailboxmessage"}


@pytest.fixture
def planted(cast, settings):
    ids = plant(cast)
    settings.SMTP = {"host": "mail.example"}  # an installation: the demo's open mailbox is not there
    return ids


def test_every_address_is_in_the_table():
    assert set(every_address()) == {place.name for place in TABLE}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("role", ROLES)
def test_everybody_gets_what_is_theirs_and_nothing_else(cast, planted, role, method):
    surprises = []
    for place in TABLE:
        response = visit(cast, planted, role, place, method)
        if not expected(place, role, method, response):
            surprises.append((place.name, place.args, place.query, response.status_code, response.headers.get("Location")))
        seen = {marker for marker in HIDDEN_FROM[role] - ({FIRM} if place.names_the_firm else set()) if marker in text_of(response)}
        if seen:
            surprises.append((place.name, place.args, place.query, seen))

    assert surprises == []


@pytest.mark.parametrize("role", [role for role in ROLES if role not in {MARIE, HELENE}])
def test_whoever_is_not_in_it_changes_nothing(cast, planted, role):
    before = rows()

    for place in TABLE:
        if role not in place.who or ("dossier" in place.post and role != JULES):
            for method in ("POST", "DELETE", "PUT", "PATCH"):
                visit(cast, planted, role, place, method)

    assert changes(before, rows()) == {}


def test_a_limited_client_sees_the_conversations_they_take_part_in(cast, planted):
    browser = browser_of(cast, JULES)

    pages = "".join(browser.get(path).content.decode() for path in ("/conversations/", "/p/lormeau/", "/search/?q=zibeline", "/notifications/"))

    assert FOR_JULES in pages
    assert SUBJECT not in pages


def test_a_client_closes_nothing_and_reopens_what_is_theirs(cast, planted):
    path = reverse("conversation_closure", args=[planted["conversation"]])
    assert browser_of(cast, MARIE).post(path).status_code == 302

    assert browser_of(cast, HELENE).post(path).status_code == 404
    assert browser_of(cast, JULES).delete(path).status_code == 404
    assert browser_of(cast, HELENE).delete(path).status_code == 302


def test_files_are_downloads_that_run_nowhere(cast, planted):
    path = reverse("conversation_file", args=[planted["conversation"], planted["file"]])
    for role in (MARIE, HELENE):
        response = browser_of(cast, role).get(path)

        assert b"".join(response.streaming_content).decode() == FILE_WORDS
        assert response.headers["Content-Disposition"] == f'attachment; filename="{FILE}"'
        assert "sandbox" in response.headers["Content-Security-Policy"]
        assert "unsafe" not in response.headers["Content-Security-Policy"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in response.headers["Cache-Control"]
        assert response.headers["Content-Type"].startswith("text/plain")


def test_what_is_hidden_is_really_there(cast, planted):
    """The walk would prove nothing if the markers were nowhere: Marie and the administrator read all of them."""
    cast.admin.language = "fr"
    read = ""
    for who in ("marie", "admin"):
        browser = Client()
        browser.force_login(getattr(cast, who))
        for place in TABLE:
            if "GET" in place.methods:
                read += text_of(browser.get(address(place, planted)))

    assert {marker for marker in EVERYTHING | {FIRM} if marker not in read} == set()


def test_the_stranger_s_own_pages_are_full(cast, planted):
    """Vera's emptiness is not that of a broken page."""
    browser = browser_of(cast, "vera")

    assert "Menuiserie Omar" in browser.get("/clients/").content.decode()
    assert "Cabinet Vasseur" in browser.get("/").content.decode()


def browser_of(cast, role):
    browser = Client(raise_request_exception=False)
    if role != VISITOR:
        browser.force_login(getattr(cast, role))
    return browser


def address(place, planted):
    query = place.query.format(**planted)
    return reverse(place.name, args=[planted.get(arg, arg) for arg in place.args]) + query


def visit(cast, planted, role, place, method):
    browser = browser_of(cast, role)
    if method == "POST":
        return browser.post(address(place, planted), {key: planted.get(value, value) for key, value in place.post.items()})
    return browser.generic(method, address(place, planted))


def expected(place, role, method, response):
    """Insiders are welcome, visitors led to the sign-in, others find nothing; a method that is not offered is refused as such."""
    offered = method in place.methods
    if place.who == EVERYBODY or role in place.who:
        return response.status_code in (WELCOME | {503} if offered else {405})
    if role == VISITOR and not is_open(place):
        # On a firm's own pages the firm's own sign-in.
        sign_in = "/p/lormeau/" if place.names_the_firm else "/accounts/login/"
        return response.status_code == 302 and response.headers["Location"].startswith(sign_in)
    return response.status_code == 404 or (response.status_code == 405 and not offered)


def is_open(place):
    """Addresses that ask nobody to sign in, and answer 404."""
    return place.name.startswith("mailbox") or "OPEN" in place.methods


def text_of(response):
    if response.streaming:
        return b"".join(response.streaming_content).decode(errors="replace") + str(response.headers)
    return response.content.decode(errors="replace") + str(response.headers)


def rows():
    """Every row of the product, to be compared."""
    return {model._meta.label_lower: {row[model._meta.pk.attname]: row | {"last_login": None} for row in model.objects.values()} for model in watched()}


def watched():
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.label_lower not in OWN_TRACES]


def changes(before, after):
    return {label: [row for key, row in after[label].items() if before[label].get(key) != row] for label in after if before[label] != after[label]}
