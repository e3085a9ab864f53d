"""A real session, opened as people open it: by the form."""

from django.core import signing
from django.test import Client

from comptoir.accounts.models import Session
from comptoir.security.devices import SALT
from tests.cast import PASSWORD

# Everybody's usual browser: signing in from it is no news.
DESK = "dev_everybody-s-usual-browser"


def sign_in(user, password=PASSWORD, *, is_known=True, **kwargs):
    """A browser in which `user` has signed in; their usual one, or one that never came here."""
    browser = Client(**kwargs)
    if is_known:
        browser.cookies["device"] = signing.get_cookie_signer(salt="device" + SALT).sign(DESK)
    response = browser.post("/accounts/login/", {"login": user.email, "password": password})
    assert response.status_code == 302, response.content.decode()
    return browser


def open_session_of(user):
    """The row of a session in which `user` is."""
    browser = Client()
    browser.force_login(user)
    return Session.objects.get(pk=browser.session.session_key)


def person_in(browser):
    """The id of who is signed in, or None."""
    key = browser.get("/notifications/bell/")
    return browser.session.get("_auth_user_id") if key.status_code == 200 else None
