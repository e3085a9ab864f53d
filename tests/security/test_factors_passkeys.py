"""Passkeys against everything that is not the right key on the right page (promise A7). With a real browser: tests/journeys/test_second_factor.py."""

import json
import re
from html import unescape

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client

from comptoir.events.models import Event
from tests.web.signing_in import sign_in

from .people import SECOND_STEP, confirm, confirmed, give_app, is_in, password_given, words
from .soft_key import SoftKey

NEW = "/security/passkeys/new/"
SIGN_IN = "/accounts/passkey/"


@pytest.fixture(autouse=True)
def _a_cache_of_its_own(settings, request):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": request.node.nodeid}}


@pytest.fixture
def key():
    return SoftKey(settings.BASE_URL)


def options_on(page):
    return json.loads(unescape(re.search(r'<script type="application/json">(.*?)</script>', page.content.decode()).group(1)))


def options_of_sign_in(browser):
    return browser.get(SIGN_IN, headers={"Accept": "application/json"}).json()["request_options"]


def add(browser, key, name="Téléphone"):
    return browser.post(NEW, {"name": name, "credential": key.made(options_on(browser.get(NEW)))})


def enter(key, browser=None, **data):
    browser = browser or Client()
    return browser, browser.post(SIGN_IN, {"credential": key.signed(options_of_sign_in(browser))} | data)


def test_a_passkey_is_added_with_a_name_and_opens_the_account_alone(cast, key, drain):
    response = add(confirmed(cast.marie), key)

    browser, entered = enter(key, next="/clients/?q=roux")

    assert response.headers["Location"] == "/security/recovery-codes/"
    assert entered.headers["Location"] == "/clients/?q=roux"
    assert is_in(browser)
    drain()
    page = words(browser.get("/settings/security/"))
    assert "Téléphone" in page
    assert "Dernier usage" in page
    assert "La clé d’accès «Téléphone» ouvre maintenant votre compte" in words(browser.get("/notifications/"))


def test_what_the_browser_is_asked_for(cast, key):
    made = options_on(confirmed(cast.marie).get(NEW))["publicKey"]
    asked = options_of_sign_in(Client())["publicKey"]

    assert made["rp"] == {"id": "localhost", "name": "Comptoir"}
    assert made["user"]["name"] == cast.marie.email
    assert made["authenticatorSelection"] == {"residentKey": "required", "requireResidentKey": True, "userVerification": "required"}
    assert (asked["rpId"], asked["userVerification"], asked["allowCredentials"]) == ("localhost", "required", [])
    assert len(made["challenge"]) >= 43


def test_a_passkey_is_a_second_step_too(cast, key):
    add(confirmed(cast.marie), key)
    browser = password_given(cast.marie)
    page = browser.get(SECOND_STEP)
    assert "Utiliser ma clé d’accès" in words(page)
    assert "Saisissez le code que montre votre application" not in words(page)

    response = browser.post(SECOND_STEP, {"credential": key.signed(options_on(page))})

    assert response.headers["Location"] == "/"
    assert is_in(browser)


def test_a_passkey_confirms_and_what_was_posted_goes_on(cast, key):
    add(confirmed(cast.marie), key)
    browser = sign_in_by(key)
    pk = Authenticator.objects.get(type="webauthn").pk
    removal = f"/security/passkeys/{pk}/removal/"
    assert browser.post(removal).status_code == 302
    path = f"/accounts/reauthenticate/passkey/?next={removal}"
    wrong = browser.post(path, {"credential": '{"id": "AA"}'})
    assert wrong.headers["Location"] == path

    page = browser.get(path)
    assert "n’a pas été reconnue" in words(page)
    browser.post(path, {"credential": key.signed(options_on(page))})

    assert not Authenticator.objects.exists()
    assert Event.objects.get(verb="factor.removed").data["name"] == "Téléphone"


def sign_in_by(key):
    browser, response = enter(key)
    assert response.status_code == 302
    return browser


@pytest.mark.parametrize(
    "change",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://sub.localhost:8000"},
        {"origin": "http://localhost:1"},
        {"host": "evil.example"},
        {"verified": False},
    ],
)
def test_what_was_made_elsewhere_or_by_nobody_verified_is_not_added(cast, change):
    key = SoftKey(**{"origin": settings.BASE_URL} | change)

    response = add(confirmed(cast.marie), key)

    assert response.status_code == 422
    assert "Cette clé d’accès n’a pas été reconnue." in words(response)
    assert 'value="Téléphone"' in words(response)
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("origin", "https://evil.example"), ("origin", "http://sub.localhost:8000"), ("host", "evil.example"), ("verified", False), ("user_handle", "MTAwMDAw"),
     ("user_handle", ""), ("user_handle", "é"), ("id", b"other")],
)  # fmt: skip
def test_what_was_signed_elsewhere_or_by_nobody_verified_opens_nothing(cast, key, field, value):
    add(confirmed(cast.marie), key)
    setattr(key, field, value)

    browser, response = enter(key)

    assert response.headers["Location"] == "/accounts/login/"
    assert "n’a pas été reconnue" in words(browser.get("/accounts/login/"))
    assert not is_in(browser)


def test_a_stranger_s_key_does_not_open_by_naming_somebody_else(cast, key):
    add(confirmed(cast.marie), key)
    stranger = SoftKey(settings.BASE_URL)
    add(confirmed(cast.vera), stranger)
    stranger.user_handle = key.user_handle

    browser, _response = enter(stranger)

    assert not is_in(browser)


def test_a_challenge_serves_once_and_in_its_own_session(cast, key):
    add(confirmed(cast.marie), key)
    browser, other = Client(), Client()
    signed = key.signed(options_of_sign_in(browser))
    options_of_sign_in(other)

    assert not is_in(post(other, signed))
    assert not is_in(post(post(browser, '{"id": "AA"}'), signed))
    signed = key.signed(options_of_sign_in(browser))
    assert is_in(post(browser, signed))
    browser.post("/accounts/logout/")
    assert not is_in(post(browser, signed))


def post(browser, credential):
    browser.post(SIGN_IN, {"credential": credential})
    return browser


BROKEN = ["", "{", "null", "1", '"x"', "[]", "{}", '{"response": {}}', '{"id": "a"}', '{"id": "AA", "rawId": "AA", "response": {}, "type": "public-key"}',
          '{"id": 1, "rawId": {}, "response": []}', '{"id": "é", "rawId": "é", "response": {"clientDataJSON": "é", "attestationObject": "é"}}',
          '{"id": "AA", "rawId": "AA", "response": {"clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA", "userHandle": 5}}',
          '{"id": "AA", "rawId": "AA", "response": {"clientDataJSON": "W10", "attestationObject": "omNmbXRkbm9uZWdhdXRoRGF0YUEB"}}',
          '{"response": {"userHandle": []}}', "[" * 5000]  # fmt: skip


@pytest.mark.parametrize("credential", BROKEN, ids=range(len(BROKEN)))
def test_nonsense_is_refused_and_breaks_nothing(cast, credential):
    give_app(cast.marie)
    browser, second = confirmed(cast.paul), password_given(cast.marie)
    browser.get(NEW)
    visitor = Client()
    options_of_sign_in(visitor)

    assert browser.post(NEW, {"name": "Clé", "credential": credential}).status_code == 422
    assert second.post(SECOND_STEP, {"credential": credential}).status_code == 200
    assert visitor.post(SIGN_IN, {"credential": credential}).headers["Location"] == "/accounts/login/"
    assert not is_in(visitor)


def test_the_same_key_is_nobody_else_s(cast, key):
    add(confirmed(cast.marie), key)

    response = add(confirmed(cast.vera), key)

    assert response.status_code == 422
    assert "déjà enregistrée" in words(response)


def test_a_key_needs_a_name(cast, key):
    response = add(confirmed(cast.marie), key, name=" ")

    assert response.status_code == 422
    assert not Authenticator.objects.exists()


def test_a_passkey_is_renamed_and_removed_by_its_owner_alone(cast, key):
    browser = confirmed(cast.marie)
    add(browser, key)
    pk = Authenticator.objects.get(type="webauthn").pk
    stranger = confirmed(cast.paul)

    for path in (f"/security/passkeys/{pk}/", f"/security/passkeys/{pk}/removal/"):
        assert (stranger.get(path).status_code, stranger.post(path, {"name": "À moi"}).status_code) == (404, 404)
    assert browser.post(f"/security/passkeys/{pk}/", {"name": ""}).status_code == 422
    assert browser.post(f"/security/passkeys/{pk}/", {"name": "Bureau"}).status_code == 302
    assert "Renommer Bureau" in words(browser.get("/settings/security/"))
    assert browser.post(f"/security/passkeys/{pk}/removal/").status_code == 302
    assert [event.verb for event in Event.objects.order_by("pk")] == ["factor.added", "recovery_codes.generated", "factor.renamed", "factor.removed"]
    assert enter(key)[1].headers["Location"] == "/accounts/login/"


def test_a_closed_account_is_not_opened_by_its_key(cast, key):
    add(confirmed(cast.marie), key)
    cast.marie.is_active = False
    cast.marie.save()

    browser, response = enter(key)

    assert response.headers["Location"] == "/accounts/inactive/"
    assert not is_in(browser)


def test_several_keys_each_open_the_account(cast):
    browser = sign_in(cast.marie)
    confirm(browser)
    keys = [SoftKey(settings.BASE_URL) for _ in range(3)]
    for number, one in enumerate(keys):
        add(browser, one, name=f"Clé {number}")

    assert [is_in(enter(one)[0]) for one in keys] == [True] * 3
