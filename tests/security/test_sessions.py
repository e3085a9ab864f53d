"""Where one's account is open: seen, and closed one by one or all at once (S3, S4, promise C1)."""

from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.contrib.sessions.backends.base import UpdateError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comptoir.accounts.models import Session, User
from comptoir.events.models import Event
from comptoir.security.actions import create_token
from comptoir.security.sessions import open_sessions
from tests.cast import PASSWORD
from tests.security.test_devices import AGENTS, CHROME
from tests.web.signing_in import sign_in

IPHONE = AGENTS[7][0]


def enter(user, agent=CHROME, address="203.0.113.7", **kwargs):
    return sign_in(user, REMOTE_ADDR=address, headers={"user-agent": agent}, **kwargs)


def is_in(browser):
    return browser.get("/notifications/").status_code == 200


def page_of(browser):
    return unescape(browser.get("/settings/security/").content.decode())


def handle_of(browser):
    return Session.objects.get(pk=browser.session.session_key).handle


def close(browser, handle):
    return browser.post(f"/security/sessions/{handle}/closure/")


def test_the_page_says_where_the_account_is_open(cast):
    here = enter(cast.marie)
    enter(cast.marie, IPHONE, "198.51.100.9")

    page = page_of(here).split('id="sessions"')[1].split("</section>")[0]

    assert page.index("Chrome sur Windows") < page.index("Safari sur iPhone")
    assert page.count("Cette session") == 1
    assert page.index("Cette session") < page.index("Safari sur iPhone")
    assert "Adresse 203.0.113.7" in page
    assert "Adresse 198.51.100.9" in page
    assert page.count('action="/security/sessions/') == 2
    assert "Fermer toutes les autres sessions" in page


def test_alone_there_is_nothing_to_close(cast):
    page = page_of(enter(cast.marie))

    assert "Cette session" in page
    assert "/security/sessions/" not in page


def test_nobody_else_s_sessions_are_there(cast):
    enter(cast.paul, IPHONE)

    assert "iPhone" not in page_of(enter(cast.marie))


def test_a_closed_session_is_out_at_its_next_request(cast):
    here, there = enter(cast.marie), enter(cast.marie, IPHONE)
    assert is_in(there)

    answer = close(here, handle_of(there))

    assert answer.headers["Location"] == "/settings/security/"
    assert "Session fermée." in page_of(here)
    assert (is_in(here), is_in(there)) == (True, False)
    (event,) = Event.objects.filter(verb="session.ended")
    assert (event.actor, event.target_id, event.data["system"]) == (cast.marie, cast.marie.pk, "iPhone")


def test_a_closed_session_does_not_come_back_by_what_it_was_doing(cast):
    here, there = enter(cast.marie), enter(cast.marie, IPHONE)
    store = there.session
    close(here, handle_of(there))

    with pytest.raises(UpdateError):
        store.save()

    assert not is_in(there)


def test_all_others_are_closed_at_once(cast):
    here, there, elsewhere, paul = enter(cast.marie), enter(cast.marie), enter(cast.marie), enter(cast.paul)

    here.post("/security/sessions/closure/")

    assert "2 autres sessions fermées." in page_of(here)
    assert [is_in(one) for one in (here, there, elsewhere, paul)] == [True, False, False, True]
    assert Event.objects.get(verb="session.ended").data == {"count": 2}


def test_the_history_of_the_account_says_what_was_closed_and_made(cast):
    here, there = enter(cast.marie), enter(cast.marie, IPHONE)
    close(here, handle_of(there))
    enter(cast.marie)
    here.post("/security/sessions/closure/")
    create_token(cast.marie, name="Paie", scopes=["me:read"], expires_at=timezone.now() + timedelta(days=30))

    page = unescape(here.get("/settings/history/").content.decode())

    for sentence in ("Session fermée\u202f: Safari sur iPhone", "1 autre session fermée", "Le jeton d’API «Paie» a été créé"):
        assert sentence in page


def test_closing_all_others_where_there_are_none_says_so(cast):
    here = enter(cast.marie)
    here.post("/security/sessions/closure/")

    assert "Aucune autre session n’était ouverte." in page_of(here)
    assert not Event.objects.filter(verb="session.ended").exists()


def test_closing_twice_closes_once(cast):
    here, there = enter(cast.marie), enter(cast.marie)
    handle = handle_of(there)

    assert [close(here, handle).status_code for _ in range(2)] == [302, 404]
    assert Event.objects.filter(verb="session.ended").count() == 1


def test_closing_the_one_in_hand_signs_out(cast):
    here = enter(cast.marie)

    assert close(here, handle_of(here)).headers["Location"] == "/accounts/login/"
    assert not is_in(here)


def test_nobody_closes_somebody_else_s(cast):
    marie, vera = enter(cast.marie), enter(cast.vera)

    assert [close(vera, handle).status_code for handle in (handle_of(marie), marie.session.session_key, "x")] == [404] * 3
    assert is_in(marie)


def test_closing_is_a_post(cast):
    here, there = enter(cast.marie), enter(cast.marie)

    assert here.get(f"/security/sessions/{handle_of(there)}/closure/").status_code == 405
    assert here.get("/security/sessions/closure/").status_code == 405
    assert is_in(there)


def test_no_key_of_a_session_is_on_the_page_or_in_the_journal(cast):
    here, there = enter(cast.marie), enter(cast.marie)
    page = page_of(here)
    close(here, handle_of(there))

    for one in (here, there):
        assert one.cookies["session"].value not in page
        assert one.cookies["session"].value not in str(list(Event.objects.values()))


def test_a_new_password_empties_the_list(cast):
    here, _there, _elsewhere = enter(cast.marie), enter(cast.marie, IPHONE), enter(cast.marie, IPHONE)
    new = "Un-tout-nouveau-secret-77"

    here.post("/settings/security/", {"new": new, "again": new, "current": PASSWORD})

    assert "iPhone" not in page_of(here)
    assert "Cette session" in page_of(here)
    assert Session.objects.filter(user=cast.marie).count() == 1


def test_a_password_set_by_whatever_way_empties_the_list(cast):
    """Sessions carry a hash of the password; what would be refused is not shown."""
    enter(cast.marie)
    cast.marie.set_password("Encore-un-autre-secret-88")
    cast.marie.save()

    assert open_sessions(cast.marie) == []


def test_idle_and_old_sessions_are_not_shown(cast):
    start = timezone.now()
    with time_machine.travel(start):
        enter(cast.marie)
        assert len(open_sessions(cast.marie)) == 1
    with time_machine.travel(start + timedelta(minutes=61)):
        assert open_sessions(cast.marie) == []


def test_the_last_use_is_right_to_within_ten_minutes_and_reading_writes_nothing(cast):
    start = timezone.now().replace(microsecond=0)
    with time_machine.travel(start, tick=False):
        browser = enter(cast.marie)
    with time_machine.travel(start + timedelta(minutes=5), tick=False):
        with CaptureQueriesContext(connection) as queries:
            is_in(browser)
        assert [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))] == []
        assert open_sessions(cast.marie)[0].seen_at == start
    with time_machine.travel(start + timedelta(minutes=20), tick=False):
        is_in(browser)
        assert open_sessions(cast.marie)[0].seen_at == start + timedelta(minutes=20)
        assert open_sessions(cast.marie)[0].started_at == start


def test_an_address_that_changes_is_followed(cast):
    start = timezone.now()
    with time_machine.travel(start):
        browser = enter(cast.marie, address="203.0.113.7")
    with time_machine.travel(start + timedelta(minutes=20)):
        browser.get("/notifications/", REMOTE_ADDR="198.51.100.9")
        assert open_sessions(cast.marie)[0].address == "198.51.100.9"


def test_the_list_costs_the_same_for_one_and_for_three(cast):
    here = enter(cast.marie)
    here.get("/settings/security/")

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert here.get("/settings/security/").status_code == 200
        return len(queries)

    one = cost()
    for _ in range(2):
        enter(cast.marie, IPHONE)
    assert len(open_sessions(cast.marie)) == 3
    assert cost() == one


def test_what_a_browser_says_of_itself_is_only_shown(cast):
    page = page_of(enter(cast.marie, "<script>alert(1)</script>" * 50))

    assert "<script>alert" not in page
    assert "Navigateur inconnu" in page


def test_sessions_go_with_the_account(cast):
    enter(cast.omar)
    User.objects.get(pk=cast.omar.pk).delete()

    assert not Session.objects.exists()


def test_a_disabled_account_is_out_everywhere_at_once(cast):
    browsers = [enter(cast.marie), enter(cast.marie)]
    User.objects.filter(pk=cast.marie.pk).update(is_active=False)

    assert [is_in(one) for one in browsers] == [False, False]
