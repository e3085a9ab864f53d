"""A sign-in from a browser that the person never used is told (S4, topic security.account); and browsers said in words."""

from datetime import timedelta
from email import message_from_bytes, policy
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from comptoir.accounts.models import User
from comptoir.events.models import Event
from comptoir.kernel.agents import browser_of, device_words
from comptoir.notifications.models import Notification
from comptoir.notifications.registry import get_topic
from comptoir.security.actions import forget_devices
from comptoir.security.models import KnownDevice
from comptoir.transports.actions import send_due
from comptoir.transports.email import MailboxOutlet
from comptoir.transports.models import MailboxMessage
from tests.accounts.test_forgotten_password import choose, follow, link_for
from tests.cast import PASSWORD
from tests.security.people import SECOND_STEP, confirmed, give_app, password_given
from tests.security.soft_key import SoftKey
from tests.security.test_factors_passkeys import add
from tests.security.test_factors_passkeys import enter as enter_by_passkey

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
GECKO = "(KHTML, like Gecko)"
AGENTS = [
    (CHROME, "Chrome", "Windows"),
    (CHROME + " Edg/142.0.0.0", "Edge", "Windows"),
    (CHROME + " OPR/120.0.0.0", "Opera", "Windows"),
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0", "Firefox", "Windows"),
    ("Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0", "Firefox", "Linux"),
    ("Mozilla/5.0 (X11; CrOS x86_64 16181.61.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36", "Chrome", "ChromeOS"),
    ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15", "Safari", "macOS"),
    (f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 {GECKO} Version/26.0 Mobile/15E148 Safari/604.1", "Safari", "iPhone"),
    (f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 {GECKO} CriOS/142.0 Mobile/15E148 Safari/604.1", "Chrome", "iPhone"),
    ("Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/144.0 Mobile/15E148 Safari/605.1.15", "Firefox", "iPad"),
    ("Mozilla/5.0 (Linux; Android 16; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36", "Chrome", "Android"),
    (f"Mozilla/5.0 (Linux; Android 16; K) AppleWebKit/537.36 {GECKO} SamsungBrowser/29.0 Chrome/136.0 Mobile Safari/537.36", "Samsung Internet", "Android"),
    ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/142.0.0.0 Safari/537.36", "Chrome", "Linux"),
    ("Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko", "Internet Explorer", "Windows"),
    ("curl/8.16.0", "curl", ""),
    ("<script>alert(1)</script>", "", ""),
    ("", "", ""),
]  # fmt: skip


def enter(user, browser=None, password=PASSWORD, agent=CHROME):
    browser = browser or Client()
    response = browser.post("/accounts/login/", {"login": user.email, "password": password}, headers={"user-agent": agent})
    assert response.status_code == 302
    return browser


def told(user):
    return list(Event.objects.filter(verb="device.signed_in", target_id=user.pk))


@pytest.mark.parametrize(("agent", "browser", "system"), AGENTS)
def test_a_browser_is_named(agent, browser, system):
    assert browser_of(agent) == (browser, system)


@pytest.mark.parametrize(
    ("browser", "system", "words"),
    [("Chrome", "Windows", "Chrome sur Windows"), ("curl", "", "curl"), ("", "Linux", "Linux"), ("", "", "Navigateur inconnu")],
)
def test_it_is_said_in_words(browser, system, words):
    with override("fr"):
        assert device_words(browser, system) == words


def test_the_first_sign_in_of_an_account_is_no_news(cast):
    enter(cast.marie)

    assert told(cast.marie) == []
    assert cast.marie.known_devices.count() == 1


def test_a_known_browser_is_no_news_and_another_one_is(cast):
    known = enter(cast.marie)
    known.post("/accounts/logout/")
    enter(cast.marie, known)
    assert told(cast.marie) == []

    enter(cast.marie, agent=AGENTS[7][0])

    assert [event.data | {"zone": "…"} for event in told(cast.marie)] == [{"browser": "Safari", "system": "iPhone", "zone": "…"}]


def test_cleared_cookies_are_a_new_device(cast):
    browser = enter(cast.marie)
    browser.cookies.clear()

    enter(cast.marie, browser)

    assert len(told(cast.marie)) == 1


def test_a_browser_known_to_one_person_is_new_to_another(cast):
    shared = enter(cast.marie)
    enter(cast.paul)
    shared.post("/accounts/logout/")

    enter(cast.paul, shared)

    assert (len(told(cast.marie)), len(told(cast.paul))) == (0, 1)


def test_the_cookie_is_long_lived_hidden_from_scripts_and_signed(cast):
    enter(cast.marie)
    browser = enter(cast.marie)
    cookie = browser.cookies["device"]

    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 395 * 24 * 3600)
    token, rest = cookie.value.split(":", 1)
    forger = Client()
    forger.cookies["device"] = f"{token[:-1]}x:{rest}"
    enter(cast.marie, forger)
    assert len(told(cast.marie)) == 2


def test_the_table_holds_no_cookie(cast):
    value = enter(cast.marie).cookies["device"].value.split(":")[0]

    assert value not in str(list(KnownDevice.objects.values()))


def test_a_wrong_password_tells_nothing(cast):
    enter(cast.marie)
    Client().post("/accounts/login/", {"login": cast.marie.email, "password": "Pas-le-bon-2026"})

    assert told(cast.marie) == []


def test_the_password_alone_is_no_sign_in_where_a_second_factor_is_asked_for(cast):
    enter(cast.marie)
    _secret, codes = give_app(cast.marie)
    browser = password_given(cast.marie)
    assert told(cast.marie) == []

    assert browser.post(SECOND_STEP, {"code": codes[0], "kind": "recovery"}).status_code == 302

    assert len(told(cast.marie)) == 1


def test_a_passkey_from_another_browser_is_told(cast, settings):
    key = SoftKey(settings.BASE_URL)
    add(confirmed(cast.marie), key)

    enter_by_passkey(key)

    assert len(told(cast.marie)) == 1


def test_a_password_chosen_anew_elsewhere_and_used_there_is_told(cast):
    enter(cast.marie)
    browser = Client()
    page, _shown = follow(browser, link_for(cast.marie))
    choose(browser, page)

    enter(cast.marie, browser, "Un-tout-nouveau-secret-77")

    assert len(told(cast.marie)) == 1


def test_bell_and_mail_say_browser_system_address_moment_and_what_to_do(cast, drain, client):
    enter(cast.marie)
    with time_machine.travel("2026-11-30T08:12:00Z"):
        Client(REMOTE_ADDR="203.0.113.7").post("/accounts/login/", {"login": cast.marie.email, "password": PASSWORD}, headers={"user-agent": CHROME})
        while drain():
            pass
        while send_due(MailboxOutlet()):
            pass
        words = get_topic("security.account").words(Notification.objects.get(user=cast.marie).event)

    assert words.title == "Connexion depuis un nouvel appareil\u202f: Chrome sur Windows"
    for part in ("203.0.113.7", "30 nov", "9\u202fh\u202f12", "nouveau mot de passe"):
        assert part.replace("\u202f", " ") in words.detail.replace("\u202f", " ").replace("\xa0", " ")
    client.force_login(cast.marie)
    assert "Chrome sur Windows" in unescape(client.get("/notifications/").content.decode())
    (mail,) = MailboxMessage.objects.filter(recipient=cast.marie.email)
    text = message_text(mail)
    assert "Chrome sur Windows" in text
    assert "203.0.113.7" in text
    assert "Lire et répondre" not in text
    assert "List-Unsubscribe" not in bytes(mail.source).decode()


def message_text(mail):
    return message_from_bytes(bytes(mail.source), policy=policy.default).get_body(("plain",)).get_content()


def test_it_says_so_in_the_person_s_own_time_zone(cast):
    User.objects.filter(pk=cast.marie.pk).update(time_zone="Indian/Reunion")
    enter(cast.marie)
    with time_machine.travel("2026-11-30T08:12:00Z"):
        enter(cast.marie)
        assert "12" in get_topic("security.account").words(told(cast.marie)[0]).detail.split(",")[1]


def test_devices_unseen_for_thirteen_months_are_forgotten_and_the_next_sign_in_is_told(cast):
    start = timezone.now()
    with time_machine.travel(start):
        browser = enter(cast.marie)
        enter(cast.paul)
    with time_machine.travel(start + timedelta(days=200)):
        enter(cast.paul, Client())
    with time_machine.travel(start + timedelta(days=396)):
        forget_devices(timezone.now())

        assert list(KnownDevice.objects.values_list("user__first_name", flat=True)) == ["Paul"]
        enter(cast.marie, browser)
        assert len(told(cast.marie)) == 1
