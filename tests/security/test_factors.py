"""One's own authenticator app and recovery codes, on the pages (S3, promises A6, A9, A10)."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comptoir.accounts.models import Session
from comptoir.events.models import Event
from comptoir.transports.models import Delivery
from tests.web.signing_in import sign_in

from .apps import code_of, needs_oathtool
from .people import SECOND_STEP, confirm, confirmed, give_app, give_passkey, is_in, password_given, words

SETUP = "/security/app/"
CODES = "/security/recovery-codes/"


@pytest.fixture(autouse=True)
def _a_cache_of_its_own(settings, request):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": request.node.nodeid}}


def key_on(page):
    return re.search(r'<code id="key">([A-Z2-7 ]+)</code>', page.content.decode()).group(1)


def codes_on(page):
    return re.search(r'<pre class="codes" id="codes">(.*?)</pre>', page.content.decode(), re.DOTALL).group(1).split()


def stored():
    """Every text of the database, as a dump shows it."""
    text = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            text += [str(value) for row in cursor.fetchall() for value in row]
    return "\n".join(text + [str(Session(session_data=row.session_data).get_decoded()) for row in Session.objects.all()])


@needs_oathtool
def test_an_app_is_set_up_and_asked_for_at_the_next_sign_in(cast, drain):
    browser = confirmed(cast.marie)
    page = browser.get(SETUP)
    key = key_on(page)
    assert re.fullmatch(r"([A-Z2-7]{4} ){7}[A-Z2-7]{4}", key)
    assert 'src="data:image/svg+xml;base64,' in words(page)

    response = browser.post(SETUP, {"code": code_of(key)})

    assert (response.status_code, response.headers["Location"]) == (302, CODES)
    assert [event.verb for event in Event.objects.order_by("pk")] == ["factor.added", "recovery_codes.generated"]
    assert not is_in(password_given(cast.marie))
    drain()
    assert [row.event.verb for row in cast.marie.notifications.all()] == ["factor.added"]
    assert Delivery.objects.filter(user=cast.marie, channel="email").count() == 1


@needs_oathtool
def test_the_codes_that_come_with_it_are_shown_once(cast):
    browser = confirmed(cast.marie)
    browser.post(SETUP, {"code": code_of(key_on(browser.get(SETUP)))})

    first, second = browser.get(CODES), browser.get(CODES)

    assert len(codes_on(first)) == 10
    assert "data:text/plain;charset=utf-8;base64," in words(first)
    assert not any(code in words(second) for code in codes_on(first))
    assert "personne ne peut les relire" in words(second)
    assert "Il vous reste 10 codes sur 10." in words(browser.get("/settings/security/"))


@needs_oathtool
def test_nothing_that_opens_the_account_lies_open_in_the_database(cast):
    browser = confirmed(cast.marie)
    key = key_on(browser.get(SETUP)).replace(" ", "")
    before = stored()
    browser.post(SETUP, {"code": code_of(key)})
    waiting = stored()
    codes = codes_on(browser.get(CODES))

    for dump in (before, waiting, stored()):
        assert key not in dump
        assert not [code for code in codes if code in dump or code.replace("-", "") in dump]
    assert Authenticator.objects.get(type="totp").data["secret"].startswith("sealed.1.")
    assert {value.split("$")[1] for value in Authenticator.objects.get(type="recovery_codes").data["hashes"]} == {"argon2id"}


def test_a_wrong_first_code_is_said_at_its_field_and_the_key_stays(cast):
    browser = confirmed(cast.marie)
    key = key_on(browser.get(SETUP))

    response = browser.post(SETUP, {"code": "000000"})

    assert response.status_code == 422
    assert "Ce code n’est pas le bon." in words(response)
    assert 'aria-invalid="true"' in words(response)
    assert key_on(response) == key_on(browser.get(SETUP)) == key
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("code", ["", " ", "\0", "é" * 61, "١٢٣٤٥٦", "12345", "1234567"])
def test_nonsense_is_no_code(cast, code):
    browser = confirmed(cast.marie)

    assert browser.post(SETUP, {"code": code}).status_code == 422
    assert not Authenticator.objects.exists()


@needs_oathtool
def test_sending_the_set_up_twice_sets_up_once(cast):
    browser = confirmed(cast.marie)
    code = code_of(key_on(browser.get(SETUP)))

    answers = [browser.post(SETUP, {"code": code}) for _ in range(2)]

    assert [answer.headers["Location"] for answer in answers] == [CODES, "/settings/security/"]
    assert Authenticator.objects.filter(type="totp").count() == 1
    assert Event.objects.filter(verb="factor.added").count() == 1


@needs_oathtool
def test_the_code_that_set_the_app_up_does_not_open_the_account_as_well(cast):
    browser = confirmed(cast.marie)
    code = code_of(key_on(browser.get(SETUP)))
    browser.post(SETUP, {"code": code})

    attempt = password_given(cast.marie)

    assert "il a déjà servi" in words(attempt.post(SECOND_STEP, {"code": code}))
    assert not is_in(attempt)


def test_taking_the_last_factor_away_says_so_and_takes_the_codes_along(cast, drain):
    browser = sign_in(cast.marie)
    confirm(browser)
    give_app(cast.marie)
    page = browser.get("/security/app/removal/")
    assert "C’est votre dernier facteur" in words(page)
    assert "Vos 10 codes de secours ne serviront plus." in words(page)

    answers = [browser.post("/security/app/removal/").status_code for _ in range(2)]

    assert answers == [302, 404]
    assert not Authenticator.objects.exists()
    drain()
    assert cast.marie.notifications.get(event__verb="factor.removed")
    assert sign_in(cast.marie)


def test_a_factor_that_is_not_the_last_leaves_the_codes(cast):
    browser = confirmed(cast.marie)
    give_app(cast.marie)
    give_passkey(cast.marie)
    assert "dernier facteur" not in words(browser.get("/security/app/removal/"))

    browser.post("/security/app/removal/")

    assert sorted(Authenticator.objects.values_list("type", flat=True)) == ["recovery_codes", "webauthn"]


def test_new_codes_void_the_old_ones_and_are_told(cast, drain):
    browser = confirmed(cast.marie)
    _key, old = give_app(cast.marie)
    drain()
    cast.marie.notifications.all().delete()
    assert "remplacent les 10 qui vous restent" in words(browser.get(CODES))

    browser.post(CODES)
    new = codes_on(browser.get(CODES))

    attempt = password_given(cast.marie)
    assert "n’est pas le bon" in words(attempt.post(SECOND_STEP, {"code": old[0], "kind": "recovery"}))
    assert attempt.post(SECOND_STEP, {"code": new[0], "kind": "recovery"}).status_code == 302
    drain()
    assert {row.event.verb for row in cast.marie.notifications.all()} >= {"recovery_codes.generated", "recovery_code.used"}


def test_without_a_factor_there_are_no_codes_to_make(cast):
    browser = confirmed(cast.marie)
    assert "Ajoutez d’abord" in words(browser.get(CODES))

    response = browser.post(CODES, follow=True)

    assert "Ajoutez d’abord" in words(response)
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("path", [SETUP, "/security/app/removal/", CODES, "/security/passkeys/new/"])
def test_each_sensitive_act_asks_first_whether_it_is_still_you(cast, path):
    browser = sign_in(cast.marie)
    give_app(cast.marie)

    for response in (browser.get(path), browser.post(path, {"code": "123456", "name": "Clé"})):
        assert response.headers["Location"].startswith("/accounts/reauthenticate/?next=")
    assert Client().post(path).headers["Location"].startswith("/accounts/login/")
    assert Authenticator.objects.filter(type="totp").count() == 1


def test_a_confirmation_serves_for_a_quarter_of_an_hour(cast):
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        browser = confirmed(cast.marie)
    with time_machine.travel(start + timedelta(minutes=14), tick=False):
        assert browser.get(SETUP).status_code == 200
    with time_machine.travel(start + timedelta(minutes=16), tick=False):
        assert browser.get(SETUP).status_code == 302


def test_what_was_posted_goes_on_after_the_confirmation(cast):
    browser = sign_in(cast.marie)
    give_app(cast.marie)
    assert browser.post("/security/app/removal/").status_code == 302

    response = confirm(browser, then="/security/app/removal/")

    assert response.headers["Location"] == "/settings/security/"
    assert not Authenticator.objects.exists()


def test_a_wrong_password_confirms_nothing(cast):
    browser = sign_in(cast.marie)

    response = browser.post(f"/accounts/reauthenticate/?next={SETUP}", {"password": "Pas-le-bon-2026"})

    assert "Ce n’est pas votre mot de passe." in words(response)
    assert browser.get(SETUP).status_code == 302


@needs_oathtool
def test_the_app_confirms_as_well_but_a_recovery_code_does_not(cast):
    browser = sign_in(cast.marie)
    key, codes = give_app(cast.marie)
    path = f"/accounts/reauthenticate/code/?next={CODES}"

    assert "n’est pas le bon" in words(browser.post(path, {"code": codes[0]}))
    assert browser.post(path, {"code": code_of(key)}).headers["Location"] == CODES
    assert browser.get(CODES).status_code == 200
    assert len(Authenticator.objects.get(type="recovery_codes").data["hashes"]) == 10


def test_only_the_ways_that_one_has_are_offered(cast):
    browser = sign_in(cast.marie)
    assert "Avec le code" not in words(browser.get("/accounts/reauthenticate/"))
    give_app(cast.marie)

    page = words(browser.get("/accounts/reauthenticate/"))

    assert "Avec le code de l’application" in page
    assert "Avec une clé d’accès" not in page


def test_too_many_confirmations_are_answered_in_french(cast):
    browser = sign_in(cast.marie)

    answers = [browser.post("/accounts/reauthenticate/", {"password": "Pas-le-bon-2026"}) for _ in range(11)]

    assert answers[-1].status_code == 429
    assert "Trop d’essais" in words(answers[-1])


def test_the_page_asks_the_same_of_the_database_for_one_passkey_and_three(cast):
    browser = sign_in(cast.marie)
    counts = []
    for names in (["Un"], ["Deux", "Trois"]):
        for name in names:
            give_passkey(cast.marie, name)
        browser.get("/settings/security/")
        with CaptureQueriesContext(connection) as queries:
            browser.get("/settings/security/")
        counts.append(len(queries))

    assert counts[0] == counts[1]
