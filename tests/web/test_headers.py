"""What every answer carries (promise F1)."""

import pytest
from django.test import Client

from tests.notifications.producers import question

PRIVATE = [
    "/",
    "/conversations/",
    "/clients/",
    "/settings/profile/",
    "/notifications/",
    "/notifications/bell/",
    "/search/?q=rou",
    "/firm/members/",
    "/imports/",
]
PUBLIC = ["/accounts/login/", "/accounts/password/reset/", "/accounts/signup/", "/healthz", "/.well-known/security.txt"]
ODD = ["/nowhere/", "/conversations/999999/", "/accounts/logout/"]


def policy(response):
    parts = [part.split() for part in response.headers["Content-Security-Policy"].split(";") if part.strip()]
    return {name: set(values) for name, *values in parts}


def check(response):
    assert policy(response) == {
        "default-src": {"'none'"},
        "script-src": {"'self'"},
        "style-src": {"'self'"},
        "img-src": {"'self'", "data:"},
        "font-src": {"'self'"},
        "connect-src": {"'self'"},
        "manifest-src": {"'self'"},
        "form-action": {"'self'"},
        "base-uri": {"'none'"},
        "frame-ancestors": {"'none'"},
        "object-src": {"'none'"},
    }
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in response.headers["Permissions-Policy"]
    assert response.headers["Content-Language"] == "fr"


@pytest.mark.parametrize("path", PRIVATE + ODD)
def test_private_pages_carry_every_header(cast, client, path):
    question(cast)
    client.force_login(cast.marie)

    check(client.get(path))


@pytest.mark.parametrize("path", PUBLIC + ODD + ["/conversations/"])
def test_public_pages_carry_every_header(db, client, path):
    check(client.get(path))


def test_refusals_carry_every_header(cast):
    browser = Client(enforce_csrf_checks=True)
    check(browser.post("/accounts/login/", {}))
    check(browser.get("/language/"))


def test_conversations_and_forms_carry_every_header(cast, client):
    conversation = question(cast).conversation
    client.force_login(cast.helene)

    check(client.get(f"/conversations/{conversation.pk}/"))
    check(client.get("/conversations/new/"))
    check(client.post(f"/conversations/{conversation.pk}/messages/", {"body": ""}))


def test_pages_hold_no_inline_script_or_style(cast, client):
    conversation = question(cast).conversation
    client.force_login(cast.marie)

    for path in [*PRIVATE, f"/conversations/{conversation.pk}/", "/conversations/new/", "/settings/away/"]:
        page = client.get(path).content.decode()
        assert " style=" not in page, path
        assert "<style" not in page, path
        assert " onclick=" not in page, path
        assert all("src=" in script for script in page.split("<script")[1:]), path
        assert "http://" not in page.replace("http://www.w3.org", ""), path
        assert "https://" not in page, path


def test_cookies_are_for_the_server_only(cast):
    browser = Client()
    browser.get("/accounts/login/")
    browser.post("/accounts/login/", {"login": cast.marie.email, "password": "Comptoir-essai-2026"})

    assert {"csrf", "session"} <= set(browser.cookies)
    assert {(cookie["httponly"], cookie["samesite"]) for cookie in browser.cookies.values()} == {(True, "Lax")}


def test_an_expired_session_sends_the_whole_page_to_the_sign_in(cast, client):
    response = client.get("/notifications/bell/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/clients/"})

    assert (response.status_code, response.headers["HX-Redirect"]) == (204, "/accounts/login/?next=/clients/")


def test_the_demo_s_mailbox_is_shut_in_a_sandbox_and_gone_with_a_mail_server(cast, client, settings, drain):
    from comptoir.transports.actions import send_due
    from comptoir.transports.email import MailboxOutlet
    from comptoir.transports.models import MailboxMessage

    question(cast)
    drain()
    send_due(MailboxOutlet())
    pk = MailboxMessage.objects.first().pk

    shown = client.get(f"/mailbox/{pk}/?part=html")
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert "script-src" not in shown.headers["Content-Security-Policy"]
    settings.SMTP = {"host": "mail"}
    assert [client.get(path).status_code for path in ("/mailbox/", f"/mailbox/{pk}/")] == [404, 404]


def test_nothing_is_said_after_signing_in_but_the_page_itself(cast):
    browser = Client()
    page = browser.post("/accounts/login/", {"login": cast.marie.email, "password": "Comptoir-essai-2026"}, follow=True).content.decode()

    assert "réussi" not in page
    assert "success" not in page.lower()
