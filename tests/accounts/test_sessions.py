"""How long a session lasts, and what ends it (C1–C3)."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comptoir.accounts.models import Session
from tests.cast import PASSWORD
from tests.web.signing_in import sign_in

NEW = "Un-tout-nouveau-secret-77"


def is_in(browser):
    return browser.get("/notifications/").status_code == 200


def test_an_hour_without_use_ends_a_session(cast):
    start = timezone.now()
    with time_machine.travel(start):
        browser = sign_in(cast.marie)
        assert is_in(browser)

    with time_machine.travel(start + timedelta(minutes=59)):
        assert is_in(browser)
    with time_machine.travel(start + timedelta(minutes=59 + 71)):
        assert not is_in(browser)


def test_use_keeps_a_session(cast):
    start = timezone.now()
    with time_machine.travel(start):
        browser = sign_in(cast.marie)

    for minutes in range(0, 240, 30):
        with time_machine.travel(start + timedelta(minutes=minutes)):
            assert is_in(browser)


def test_twelve_hours_end_any_session(cast):
    start = timezone.now()
    with time_machine.travel(start):
        browser = sign_in(cast.marie)
    for half_hours in range(25):
        with time_machine.travel(start + timedelta(minutes=30 * half_hours)):
            is_in(browser)

    with time_machine.travel(start + timedelta(hours=12, minutes=40)):
        assert not is_in(browser)


def test_going_back_in_time_does_not_wake_an_ended_session(cast):
    start = timezone.now()
    with time_machine.travel(start):
        browser = sign_in(cast.marie)
        assert is_in(browser)
    with time_machine.travel(start + timedelta(hours=2)):
        assert not is_in(browser)

    with time_machine.travel(start + timedelta(minutes=5)):
        assert not is_in(browser)


def test_reading_pages_writes_no_session(cast):
    browser = sign_in(cast.marie)
    is_in(browser)

    with CaptureQueriesContext(connection) as queries:
        assert is_in(browser)
    assert [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))] == []


def test_an_open_session_is_noted_at_most_once_in_ten_minutes(cast):
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        browser = sign_in(cast.marie)
        is_in(browser)
        seen = browser.session["seen"]
    with time_machine.travel(start + timedelta(minutes=9), tick=False):
        is_in(browser)
        assert browser.session["seen"] == seen
    with time_machine.travel(start + timedelta(minutes=11), tick=False):
        is_in(browser)
        assert browser.session["seen"] == seen + 11 * 60


def test_visitors_get_no_session(db):
    browser = Client()
    browser.get("/accounts/login/")
    browser.get("/conversations/")

    assert Session.objects.count() == 0
    assert "session" not in browser.cookies


def change_password(browser, new=NEW, again=None, current=PASSWORD):
    return browser.post("/settings/security/", {"new": new, "again": again or new, "current": current})


def test_a_change_of_password_ends_the_other_sessions_and_keeps_this_one(cast, drain):
    here, elsewhere = sign_in(cast.marie), sign_in(cast.marie)
    assert is_in(here)
    assert is_in(elsewhere)

    assert change_password(here).headers["Location"] == "/settings/security/"

    assert (is_in(here), is_in(elsewhere)) == (True, False)
    assert sign_in(cast.marie, NEW)
    drain()
    assert list(cast.marie.notifications.values_list("topic", flat=True)) == ["security.account"]
    assert cast.marie.deliveries.get().state == "pending"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"current": "Pas-le-bon-2026"}, "Ce n’est pas votre mot de passe actuel."),
        ({"again": "Autre-chose-2026-77"}, "Les deux saisies diffèrent."),
        ({"new": "court-2026"}, "12"),
        ({"new": "uniquementdeslettres"}, "Le mot de passe doit contenir des lettres et des chiffres."),
        ({"new": "motdepasse123456"}, "mot courant"),
        ({"new": "azertyuiop123"}, "touches du clavier"),
        ({"new": "marie@example.com1"}, "trop semblable"),
    ],
)
def test_a_password_that_will_not_do_is_refused_with_the_reason(cast, wrong, sentence):
    browser = sign_in(cast.marie)

    response = change_password(browser, **wrong)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert sign_in(cast.marie)


@pytest.mark.parametrize("secret", ["é" * 40 + " 2026 " + "à" * 26, "Un secret avec des espaces 77", "密码很长也可以用的一个秘密2026"])
def test_long_passwords_with_spaces_and_accents_work(cast, secret):
    assert change_password(sign_in(cast.marie), secret).status_code == 302

    assert sign_in(cast.marie, secret)


def test_passwords_are_kept_by_argon2id_with_the_promised_cost(cast):
    change_password(sign_in(cast.marie))
    cast.marie.refresh_from_db()

    algorithm, _empty, variant, _version, cost, *_rest = cast.marie.password.replace("argon2$", "argon2$$", 1).split("$")
    assert (algorithm, variant) == ("argon2", "argon2id")
    memory, time, _parallelism = [int(part.split("=")[1]) for part in cost.split(",")]
    assert memory >= 19 * 1024
    assert time >= 2
