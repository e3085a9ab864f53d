"""People with second factors, and how they come in."""

import re
from html import unescape

from allauth.mfa.models import Authenticator
from django.test import Client

from comptoir.kernel.secrets import seal
from comptoir.security.decisions import new_secret
from comptoir.security.factors import generate_recovery_codes
from tests.cast import PASSWORD
from tests.web.signing_in import sign_in

SECOND_STEP = "/accounts/second-factor/"


def words(response):
    return unescape(re.sub(r"\s+", " ", response.content.decode()))


def give_app(user):
    """Protect `user` with an app; return (its key, ten recovery codes)."""
    secret = new_secret()
    Authenticator.objects.create(user=user, type="totp", data={"secret": seal(secret), "last_step": 0})
    return secret, generate_recovery_codes(user)


def give_passkey(user, name="Téléphone"):
    return Authenticator.objects.create(user=user, type="webauthn", data={"name": name, "credential": {"id": f"id-{name}"}})


def password_given(user, **data):
    """A browser in which the password was right: it stands at the second step."""
    browser = Client()
    response = browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD} | data)
    assert (response.status_code, response.headers["Location"]) == (302, SECOND_STEP)
    return browser


def confirmed(user, **data):
    """A browser in which `user` signed in with the password alone and has just confirmed it."""
    browser = sign_in(user)
    confirm(browser)
    return browser


def confirm(browser, then="/"):
    return browser.post(f"/accounts/reauthenticate/?next={then}", {"password": PASSWORD})


def is_in(browser):
    return browser.get("/settings/signature/").status_code == 200
