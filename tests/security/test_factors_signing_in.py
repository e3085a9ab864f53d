"""The second step of sign-in (S3, promises A4, A6, A7, A9)."""

import time
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from comptoir.events.models import Event
from tests.cast import PASSWORD
from tests.web.signing_in import sign_in

from .apps import code_of, needs_oathtool
from .people import SECOND_STEP, give_app, is_in, password_given, words


@pytest.fixture(autouse=True)
def _a_cache_of_its_own(settings, request):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": request.node.nodeid}}


def second(browser, code, **data):
    return browser.post(SECOND_STEP, {"code": code} | data)


@needs_oathtool
def test_password_and_code_open_the_account_where_the_person_was_going(cast):
    key, _codes = give_app(cast.marie)
    browser = password_given(cast.marie, next="/clients/?q=roux")
    assert not is_in(browser)

    response = second(browser, code_of(key))

    assert response.headers["Location"] == "/clients/?q=roux"
    assert is_in(browser)
    assert Authenticator.objects.get(type="totp").last_used_at is not None


@needs_oathtool
@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_nobody_is_sent_to_another_site(cast, elsewhere):
    key, _codes = give_app(cast.marie)

    assert second(password_given(cast.marie, next=elsewhere), code_of(key)).headers["Location"] == "/"


def test_the_page_helps_the_hand(cast):
    give_app(cast.marie)

    page = words(password_given(cast.marie).get(SECOND_STEP))

    field = next(part for part in page.split("<input") if 'name="code"' in part and "autofocus" in part)
    assert 'inputmode="numeric"' in field
    assert 'autocomplete="one-time-code"' in field
    assert "Utiliser ma clé d’accès" not in page
    assert "Code de secours" in page


def test_without_a_factor_the_password_is_enough(cast):
    assert is_in(sign_in(cast.marie))
    assert Client().get(SECOND_STEP).headers["Location"] == "/accounts/login/"


@needs_oathtool
@pytest.mark.parametrize(("shift", "opens"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_one_step_early_or_late_is_right_and_two_are_not(cast, shift, opens):
    key, _codes = give_app(cast.marie)
    with time_machine.travel(timezone.now().replace(second=15), tick=False):
        browser = password_given(cast.marie)

        second(browser, code_of(key, at=time.time() + shift))

        assert is_in(browser) is opens


@needs_oathtool
@pytest.mark.parametrize("later", [0, 40])
def test_the_same_code_opens_once_as_long_as_it_would_be_right(cast, later):
    key, _codes = give_app(cast.marie)
    start = timezone.now().replace(second=1)
    with time_machine.travel(start, tick=False):
        code = code_of(key, at=time.time() + 30)
        assert second(password_given(cast.marie), code).status_code == 302
    with time_machine.travel(start + timedelta(seconds=later), tick=False):
        browser = password_given(cast.marie)

        assert "il a déjà servi" in words(second(browser, code))
        assert not is_in(browser)


def test_a_wrong_code_is_said_at_its_field_and_stays_there(cast):
    give_app(cast.marie)

    page = words(second(password_given(cast.marie), "123 456"))

    field = page.split("Code à six chiffres", 1)[1].split("</form>")[0]
    assert 'value="123 456"' in field
    assert "Attendez le suivant dans votre application." in field


def test_a_recovery_code_opens_once_and_is_told_with_what_is_left(cast, drain):
    _key, codes = give_app(cast.marie)
    drain()

    first = second(password_given(cast.marie), f" {codes[3].lower().replace('-', ' ')} ", kind="recovery")
    again = password_given(cast.marie)

    assert first.status_code == 302
    assert "il a déjà servi" in words(second(again, codes[3], kind="recovery"))
    assert not is_in(again)
    drain()
    event = Event.objects.get(verb="recovery_code.used")
    assert event.data == {"left": 9}
    bell = words(sign_in_with(cast.marie, codes[4]).get("/notifications/"))
    assert "Un code de secours a servi, il en reste 9" in bell


def sign_in_with(user, recovery_code):
    browser = password_given(user)
    assert second(browser, recovery_code, kind="recovery").status_code == 302
    return browser


def test_a_recovery_code_in_the_other_field_works_too(cast):
    _key, codes = give_app(cast.marie)

    assert second(password_given(cast.marie), codes[0]).status_code == 302


def test_the_last_codes_are_missed_on_the_page(cast):
    _key, codes = give_app(cast.marie)
    for code in codes[:8]:
        browser = sign_in_with(cast.marie, code)

    assert "Il vous reste 2 codes sur 10." in words(browser.get("/settings/security/"))


@needs_oathtool
def test_ten_wrong_codes_lock_the_step_and_time_unlocks_it(cast):
    key, _codes = give_app(cast.marie)
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        browser = password_given(cast.marie)
        answers = [words(second(browser, "000000")) for _ in range(6)]
        clock.shift(61)
        answers += [words(second(browser, "000000")) for _ in range(6)]
        clock.shift(61)
        locked = words(second(browser, code_of(key)))
        other = words(second(password_given(cast.marie), code_of(key)))

        assert ["Attendez une minute" in answer for answer in answers] == [False] * 5 + [True] + [False] * 5 + [True]
        assert "Trop de codes erronés. Attendez un quart d’heure, puis réessayez." in locked
        assert "Attendez un quart d’heure" in other
        assert not is_in(browser)
        clock.shift(timedelta(minutes=15))
        assert second(password_given(cast.marie), code_of(key)).status_code == 302


@needs_oathtool
def test_the_lock_is_one_person_s_and_nobody_without_the_password_sets_it(cast):
    key, _codes = give_app(cast.marie)
    paul, _codes = give_app(cast.paul)
    stranger = Client()
    for _ in range(12):
        second(stranger, "000000")
    browser = password_given(cast.paul)
    for _ in range(6):
        second(browser, "000000")

    assert second(password_given(cast.marie), code_of(key)).status_code == 302
    assert "Attendez une minute" in words(second(browser, code_of(paul)))


@needs_oathtool
def test_the_right_code_forgives_the_wrong_ones(cast):
    key, codes = give_app(cast.marie)
    for code in (code_of(key), codes[0], codes[1]):
        browser = password_given(cast.marie)
        for _ in range(4):
            second(browser, "000000")
        assert second(browser, code).status_code == 302


def test_one_can_go_back_to_the_password(cast):
    give_app(cast.marie)
    browser = password_given(cast.marie)
    assert browser.get("/accounts/login/").headers["Location"] == SECOND_STEP

    browser.post("/accounts/logout/")

    assert browser.get("/accounts/login/").status_code == 200
    assert browser.get(SECOND_STEP).headers["Location"] == "/accounts/login/"


def test_whose_factors_are_reset_meanwhile_starts_again_and_comes_in(cast):
    give_app(cast.marie)
    browser = password_given(cast.marie)
    Authenticator.objects.all().delete()

    assert browser.get(SECOND_STEP).headers["Location"] == "/accounts/login/"
    assert browser.post("/accounts/login/", {"login": cast.marie.email, "password": PASSWORD}).headers["Location"] == "/"


@pytest.mark.parametrize(
    "data", [{}, {"code": ""}, {"code": "\0"}, {"code": "9" * 500}, {"code": "1", "kind": "autre"}, {"credential": ""}, {"credential": "{"}]
)
def test_nonsense_is_answered_with_the_page(cast, data):
    give_app(cast.marie)
    browser = password_given(cast.marie)

    assert browser.post(SECOND_STEP, data).status_code == 200
    assert not is_in(browser)


def test_a_key_that_was_lost_locks_the_app_and_not_the_person(cast):
    _key, codes = give_app(cast.marie)
    Authenticator.objects.filter(type="totp").update(data={"secret": "sealed.1.gAAAAABlost", "last_step": 0})

    assert "n’est pas le bon" in words(second(password_given(cast.marie), "123456"))
    assert second(password_given(cast.marie), codes[0]).status_code == 302
