"""Push in a real browser: asked on a click, shown by the real service worker, opened by a click; and a day without a network (N2, N4, F6)."""

import json
import re

import pytest
from playwright.sync_api import expect

from comptoir.demo.cast import PASSWORD
from comptoir.kernel.tokens import digest
from tests.browser import sign_in
from tests.transports.push_receiver import Browser

JEAN = "jean.lefort@lormeau.example"
NEWS = {
    "title": "Une question vous attend",
    "body": "Ouvrez Comptoir pour la lire.",
    "url": "/conversations/",
    "tag": "conversation:7",
    "lang": "fr",
    "unread": 2,
}
SHOWN = """async () => {
  const worker = await navigator.serviceWorker.getRegistration("/");
  return (await worker.getNotifications()).map(({ title, body, tag, lang, data }) => ({ title, body, tag, lang, url: data.url }));
}"""
# A person who closes the browser's question; Chromium without a screen would answer it with no.
NEVER_ANSWERS = """
window.asked = 0;
Object.defineProperty(Notification, "permission", { get: () => "default" });
Notification.requestPermission = async () => { window.asked += 1; return "default"; };
"""
CACHED = """async () => {
  const kept = [];
  for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys()) kept.push(new URL(request.url).pathname);
  return kept.sort();
}"""


# The browser's push service, which no test can reach: it gives an address, and keeps it until it is given back.
PUSH_SERVICE = """
const subscription = (endpoint) => ({ endpoint, toJSON: () => ({ endpoint, keys: KEYS }), unsubscribe: async () => { localStorage.removeItem("push"); } });
PushManager.prototype.getSubscription = async () => (localStorage.push ? subscription(localStorage.push) : null);
PushManager.prototype.subscribe = async () => subscription((localStorage.push = "https://push.example/" + crypto.randomUUID()));
"""


@pytest.fixture
def jean(chrome, demo):
    """Jean's page, in a browser of its own that allows notifications. Its console may complain: no push service is in reach of a test."""
    context = chrome.new_context(viewport={"width": 1360, "height": 900}, locale="fr-FR")
    context.grant_permissions(["notifications"], origin=demo.url)
    page = context.new_page()
    sign_in(page, demo.url, JEAN, PASSWORD)
    yield page
    context.close()


def switch_on(page, demo):
    page.goto(f"{demo.url}/settings/notifications/")
    page.get_by_role("button", name="Activer les notifications sur cet appareil").click()


def with_worker(page):
    page.evaluate("async () => { await navigator.serviceWorker.register('/service-worker.js'); await navigator.serviceWorker.ready; }")


def deliver(page, demo, data):
    """Hand a push to the page's service worker, as Chromium does when its push service has one (Chrome DevTools Protocol, ServiceWorker)."""
    line = page.context.new_cdp_session(page)
    found = []
    line.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
    line.send("ServiceWorker.enable")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    assert found
    line.send("ServiceWorker.deliverPushMessage", {"origin": demo.url, "registrationId": found[-1]["registrationId"], "data": data})


def wait_for_shown(page, count):
    for _ in range(50):
        shown = page.evaluate(SHOWN)
        if len(shown) == count:
            return shown
        page.wait_for_timeout(100)
    raise AssertionError(shown)


def test_nothing_is_asked_before_the_click(chrome, demo):
    context = chrome.new_context(locale="fr-FR")
    context.add_init_script(NEVER_ANSWERS)
    page = context.new_page()
    sign_in(page, demo.url, JEAN, PASSWORD)
    page.goto(f"{demo.url}/settings/notifications/")
    button = page.get_by_role("button", name="Activer les notifications sur cet appareil")
    expect(button).to_be_visible()
    assert page.evaluate("window.asked") == 0

    button.click()

    expect(page.get_by_text("Vous n’avez pas encore répondu à votre navigateur.")).to_be_visible()
    assert page.evaluate("window.asked") == 1
    context.close()


def test_a_browser_without_a_push_service_is_told_so(demo, jean):
    switch_on(jean, demo)

    expect(jean.get_by_text("Ce navigateur n’a pas pu joindre son service de notifications.")).to_be_visible(timeout=40_000)
    expect(jean.get_by_role("button", name="Activer les notifications sur cet appareil")).to_be_enabled()


def test_a_device_is_switched_on_recognised_and_switched_off(demo, jean):
    jean.add_init_script(PUSH_SERVICE.replace("KEYS", json.dumps(Browser("").keys)))

    switch_on(jean, demo)

    expect(jean.get_by_text("Les notifications sont activées sur cet appareil.")).to_be_visible(timeout=20_000)
    expect(jean.get_by_text("Cet appareil reçoit les notifications.")).to_be_visible()
    row = jean.locator("[data-device]")
    expect(row.get_by_text("Chrome sur Linux", exact=True)).to_be_visible()
    expect(row.get_by_text("Cet appareil", exact=True)).to_be_visible()
    row.get_by_role("button", name="Retirer").click()
    expect(jean.get_by_text("Appareil retiré\u202f: il ne reçoit plus rien.")).to_be_visible()
    expect(jean.get_by_role("button", name="Activer les notifications sur cet appareil")).to_be_visible()
    assert jean.evaluate("localStorage.push") is None


def test_a_new_address_of_the_same_device_keeps_its_name(demo, jean):
    jean.add_init_script(PUSH_SERVICE.replace("KEYS", json.dumps(Browser("").keys)))
    switch_on(jean, demo)
    row = jean.locator("[data-device]")
    row.get_by_role("link", name="Renommer").click()
    jean.get_by_label("Nom").fill("Le poste de l’accueil")
    jean.get_by_role("button", name="Enregistrer").click()
    expect(row).to_contain_text("Le poste de l’accueil")
    old, first = jean.evaluate("localStorage.push"), row.get_attribute("data-device")
    changed = {"endpoint": "https://push.example/nouvelle-adresse", "keys": Browser("").keys}

    worker = jean.context.service_workers[0]
    worker.evaluate("([old, made]) => registerAgain({ oldSubscription: { endpoint: old }, newSubscription: { toJSON: () => made } })", [old, changed])

    jean.reload()
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Le poste de l’accueil")
    assert row.get_attribute("data-device") == digest(changed["endpoint"]) != first
    row.get_by_role("button", name="Retirer").click()
    expect(row).to_have_count(0)


def test_a_notification_leads_to_this_site_and_to_no_other(demo, jean):
    with_worker(jean)
    worker = jean.context.service_workers[0]

    asked = ["/conversations/7/", "https://evil.example/", "//evil.example/x", "javascript:alert(1)", None]

    assert [worker.evaluate("(path) => here(path).href", path) for path in asked] == [f"{demo.url}{path}" for path in ("/conversations/7/", "/", "/", "/", "/")]


@pytest.mark.parametrize(
    ("agent", "way"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36", "Dans Chrome"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0", "Dans Edge"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0", "Dans Firefox"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15", "Dans Safari"),
        ("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36", "Sur Android"),
    ],
)
def test_blocked_notifications_are_explained_for_the_browser_in_use(chrome, demo, agent, way):
    context = chrome.new_context(locale="fr-FR", user_agent=agent)
    context.add_init_script("Object.defineProperty(Notification, 'permission', { get: () => 'denied' });")
    page = context.new_page()
    sign_in(page, demo.url, JEAN, PASSWORD)
    page.goto(f"{demo.url}/settings/notifications/")

    expect(page.get_by_text("Les notifications de Comptoir sont bloquées sur cet appareil.")).to_be_visible()
    visible = page.locator("[data-browser]:visible")
    expect(visible).to_have_count(1)
    expect(visible).to_contain_text(way)
    context.close()


def test_an_iphone_is_shown_how_to_install_first(chrome, demo):
    agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
    context = chrome.new_context(locale="fr-FR", user_agent=agent, viewport={"width": 390, "height": 844})
    page = context.new_page()
    sign_in(page, demo.url, JEAN, PASSWORD)
    page.goto(f"{demo.url}/settings/notifications/")

    expect(page.get_by_text("ajouter Comptoir à l’écran d’accueil")).to_be_visible()
    expect(page.get_by_role("button", name="Activer les notifications sur cet appareil")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    context.close()


def test_a_push_is_shown_and_a_newer_one_of_the_same_thing_replaces_it(demo, jean):
    with_worker(jean)

    deliver(jean, demo, json.dumps(NEWS))
    (shown,) = wait_for_shown(jean, 1)
    assert shown == {name: NEWS[name] for name in ("title", "body", "tag", "lang", "url")}

    deliver(jean, demo, json.dumps(NEWS | {"title": "Deux questions vous attendent"}))
    jean.wait_for_timeout(500)
    assert [one["title"] for one in wait_for_shown(jean, 1)] == ["Deux questions vous attendent"]


def test_a_push_that_cannot_be_read_still_shows_something_and_leads_nowhere_else(demo, jean):
    with_worker(jean)

    deliver(jean, demo, "not JSON")

    assert [(one["title"], one["url"]) for one in wait_for_shown(jean, 1)] == [("Comptoir", "/notifications/")]


def test_without_a_network_the_page_says_so_and_nothing_private_is_kept(demo, jean):
    with_worker(jean)
    jean.goto(f"{demo.url}/conversations/")
    jean.reload()
    expect(jean.get_by_role("heading", name="Conversations")).to_be_visible()
    kept = jean.evaluate(CACHED)
    assert "/offline/" in kept
    assert all(path == "/offline/" or path.startswith("/static/ui/") for path in kept)

    jean.get_by_role("button", name=re.compile("menu du profil")).click()
    jean.get_by_role("button", name="Se déconnecter").click()
    jean.wait_for_url(re.compile("/accounts/login/"))
    jean.context.set_offline(True)
    jean.goto(f"{demo.url}/conversations/")

    expect(jean.get_by_role("heading", name="Pas de connexion", level=1)).to_be_visible()
    words = jean.inner_text("body")
    assert [private for private in ("Lefort", "Roux", "Lormeau") if private in words] == []
    jean.context.set_offline(False)
    assert jean.evaluate(CACHED) == kept
