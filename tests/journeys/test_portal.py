"""The client's home in a real browser: at a desk and on a phone, refreshed while it is open, installed, without a network (K10)."""

import json
import re

import pytest
from playwright.sync_api import expect

from comptoir.demo.cast import PASSWORD
from tests.browser import sign_in
from tests.journeys.test_push import CACHED, deliver, wait_for_shown, with_worker

HELENE = "helene.roux@boulangerie-roux.example"
JULES = "jules.roux@boulangerie-roux.example"
PAUL = "paul.petit@lormeau.example"
# A browser that offers to install: Chromium does so by itself, but not to a browser that a test drives.
OFFER = """(outcome) => {
  const event = new Event("beforeinstallprompt", { cancelable: true });
  event.prompt = async () => { window.prompted = true; };
  event.userChoice = Promise.resolve({ outcome });
  dispatchEvent(event);
  return event.defaultPrevented;
}"""
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
FIREFOX = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"
HOME = "/p/lormeau/"


def width_of(page):
    return page.evaluate("document.documentElement.scrollWidth")


@pytest.mark.parametrize("width", [1360, 390])
def test_a_client_finds_everything_from_the_home(demo, window, width):
    page = window(HELENE, width=width)
    expect(page).to_have_url(re.compile(f"{HOME}$"))

    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Bon(jour|soir) Hélène,$"))
    for title in ("À faire", "Documents", "Messages", "Qui me suit", "Historique de la collaboration"):
        expect(page.get_by_role("region", name=title)).to_be_visible()
    rail = page.get_by_role("navigation", name="Principal")
    expect(rail.get_by_role("link", name="Accueil")).to_have_attribute("aria-current", "page")
    for place in ("Demandes", "Documents", "Messages", "Paramètres"):
        expect(rail.get_by_role("link", name=place)).to_be_visible()
    assert width_of(page) == width
    assert all(box["height"] >= 44 for box in [link.bounding_box() for link in rail.get_by_role("link").all() if link.is_visible()][1 if width > 500 else 0 :])

    page.get_by_role("link", name="Voir l’historique").click()
    expect(page.get_by_role("heading", name="Historique de la collaboration", level=1)).to_be_visible()
    page.get_by_role("link", name="Conversations", exact=True).click()
    expect(page).to_have_url(re.compile("kind=conversations"))
    expect(page.locator(".portal-story li").first).to_be_visible()
    assert width_of(page) == width


def test_an_absence_shows_with_its_return_and_who_stands_in(demo, window):
    page = window(HELENE)

    people = page.get_by_role("region", name="Qui me suit")

    expect(people.locator(".away-name")).to_have_text("Marie Dubois")
    expect(people.locator(".away-name")).to_have_attribute("title", re.compile("^De retour"))
    expect(people).to_contain_text("suivi par Paul Petit")


def test_a_message_arrives_while_the_home_is_open_and_the_focus_stays(demo, window):
    jules, paul = window(JULES, width=390), window(PAUL)
    ask = jules.get_by_role("link", name="Poser une question")
    ask.focus()
    jules.wait_for_timeout(700)

    paul.goto(f"{demo.url}/conversations/?q=note+de+frais")
    paul.get_by_role("link", name=re.compile("Note de frais")).click()
    paul.get_by_label("Message", exact=True).fill("Gardez les tickets du péage.")
    paul.get_by_role("button", name="Envoyer").click()

    expect(jules.get_by_role("region", name="Messages")).to_contain_text("Gardez les tickets du péage.", timeout=20_000)
    expect(ask).to_be_focused()
    expect(jules.get_by_role("region", name="Messages")).to_contain_text("nouveau", timeout=20_000)
    expect(jules.locator("#count-messages .badge")).to_be_visible()


def test_the_application_is_offered_where_the_browser_offers_it_and_never_again_once_refused(demo, window):
    page = window(HELENE)
    hint = page.get_by_role("region", name="Installer l’application")
    expect(hint).to_be_hidden()

    assert page.evaluate(OFFER, "accepted") is True
    expect(hint).to_be_visible()
    hint.get_by_role("button", name="Ne plus proposer").click()
    expect(hint).to_be_hidden()
    expect(page.locator("#main")).to_be_focused()

    page.reload()
    page.evaluate(OFFER, "accepted")
    page.wait_for_timeout(200)
    expect(hint).to_be_hidden()


@pytest.mark.parametrize("outcome", ["accepted", "dismissed"])
def test_a_click_installs_and_the_hint_goes(demo, window, outcome):
    page = window(HELENE)
    page.evaluate(OFFER, outcome)

    page.get_by_role("button", name="Installer l’application").click()

    expect(page.get_by_role("region", name="Installer l’application")).to_be_hidden()
    assert page.evaluate("window.prompted") is True
    assert page.evaluate("localStorage['install-hint:lormeau'] ?? null") == ("closed" if outcome == "accepted" else None)


@pytest.mark.parametrize(("agent", "words"), [(IPHONE, "Dans Safari, touchez Partager"), (FIREFOX, "Dans Firefox, ouvrez le menu")])
def test_browsers_that_do_not_offer_it_are_explained(demo, window, agent, words):
    page = window(HELENE, width=390, user_agent=agent)

    hint = page.get_by_role("region", name="Installer l’application")

    expect(hint).to_contain_text(words)
    expect(hint.get_by_role("button", name="Installer l’application")).to_be_hidden()
    assert width_of(page) == 390


@pytest.fixture
def installed(chrome, demo):
    """Hélène's installed application, on a phone that allows notifications."""
    context = chrome.new_context(viewport={"width": 390, "height": 844}, locale="fr-FR")
    context.grant_permissions(["notifications"], origin=demo.url)
    # Chromium without a screen installs nothing: the page is told that it runs as an application.
    context.add_init_script("const real = window.matchMedia; window.matchMedia = (q) => (q === '(display-mode: standalone)' ? { matches: true } : real(q));")
    page = context.new_page()
    sign_in(page, demo.url, HELENE, PASSWORD)
    yield page
    context.close()


def test_the_installed_application_starts_at_the_firms_home_and_brings_its_worker(demo, installed):
    installed.goto(f"{demo.url}{HOME}")
    described = installed.evaluate("async () => (await fetch(document.querySelector('link[rel=manifest]').href)).json()")

    assert (described["name"], described["start_url"], described["scope"]) == ("Cabinet Lormeau", HOME, "/")
    for icon in described["icons"]:
        assert installed.evaluate("async (src) => (await fetch(src)).status", icon["src"]) == 200
    installed.wait_for_function("async () => !!(await navigator.serviceWorker.getRegistration('/'))?.active")
    expect(installed.get_by_role("region", name="Installer l’application")).to_be_hidden()


def test_a_push_reaches_a_client_and_leads_to_what_it_speaks_of(demo, installed):
    with_worker(installed)
    installed.goto(f"{demo.url}{HOME}")
    news = {"title": "Paul Petit vous a répondu", "body": "", "url": "/conversations/", "tag": "conversation:7", "lang": "fr", "unread": 1}

    deliver(installed, demo, json.dumps(news))

    (shown,) = wait_for_shown(installed, 1)
    assert (shown["title"], shown["url"]) == (news["title"], news["url"])


def test_without_a_network_the_application_says_so_and_keeps_nothing_of_the_client(demo, installed):
    with_worker(installed)
    installed.goto(f"{demo.url}{HOME}")
    installed.reload()
    kept = installed.evaluate(CACHED)

    installed.context.set_offline(True)
    installed.goto(f"{demo.url}{HOME}")

    expect(installed.get_by_role("heading", name="Pas de connexion", level=1)).to_be_visible()
    assert [private for private in ("Roux", "Marie", "Relevés") if private in installed.inner_text("body")] == []
    assert all(path == "/offline/" or path.startswith("/static/ui/") for path in kept)
    installed.context.set_offline(False)


@pytest.mark.parametrize("width", [1360, 390])
def test_the_home_is_told_by_its_landmarks_and_reached_by_keyboard(demo, window, width):
    page = window(HELENE, width=width)

    for role in ("main", "banner"):
        expect(page.get_by_role(role)).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    levels = [
        int(tag[1])
        for tag in page.evaluate("[...document.querySelectorAll('main :is(h1,h2,h3,h4)')].filter((one) => one.checkVisibility()).map((one) => one.tagName)")
    ]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
    unnamed = page.evaluate(
        "[...document.querySelectorAll('main a, main button')].filter((one) => one.checkVisibility() && !one.innerText.trim() && !one.ariaLabel).length"
    )
    assert unnamed == 0
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
