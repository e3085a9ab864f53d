"""The door in a real browser: filters that run its scripts get nowhere; people come in with a button, a code, or a second factor added on the spot."""

import re

import pytest
from django.test import override_settings
from playwright.sync_api import expect

from comptoir.links.assurance import policy_of
from comptoir.links.decisions import Act, Assurance
from comptoir.links.models import Link, LinkUse
from comptoir.ui.assets import build
from tests.browser import browser, chromium, sign_in
from tests.cast import PASSWORD, Cast
from tests.security.apps import code_of, needs_oathtool

from .parcels import BROWSER, SECRET, SENTENCE, address, declared, link_to, parcel

pytestmark = pytest.mark.skipif(chromium() is None, reason="no browser found (install chromium, or name one in CHROMIUM)")
AGENT = BROWSER["HTTP_USER_AGENT"]


@pytest.fixture(scope="module")
def chrome():
    """Playwright's loop runs in the thread of the tests, whose own queries are no less synchronous for it: Django takes their word."""
    with pytest.MonkeyPatch.context() as patch, browser() as opened:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield opened


@pytest.fixture(scope="module")
def assets(tmp_path_factory):
    """The style sheet, the icons and the font, as the demo makes them."""
    folder = tmp_path_factory.mktemp("assets")
    with override_settings(ASSETS_DIR=folder):
        build()
    return folder


@pytest.fixture
def site(live_server, assets, monkeypatch, settings):
    """The server, its people, and purposes of which one has no page at the portal."""
    settings.BASE_URL = live_server.url
    settings.STATICFILES_DIRS = [assets]
    declared(monkeypatch, parcel(), parcel("letter"), parcel("approval", act="approve"))
    cast = Cast()
    cast.url = live_server.url
    return cast


@pytest.fixture
def page(chrome):
    context = chrome.new_context(viewport={"width": 390, "height": 844}, locale="fr-FR", user_agent=AGENT)
    yield context.new_page()
    context.close()


def lea(cast):
    return cast.contact(cast.client, "Léa", "Martin", email="lea@boulangerie.example")


def mailbox(cast):
    """Links of every kind, as they lie in one mailbox."""
    contact = lea(cast)
    return [link_to(cast, contact, purpose=purpose) for purpose in ("parcel", "letter", "approval")]


def state_of_everything():
    return list(Link.objects.order_by("pk").values("pk", "consumed_at", "revoked_at", "renewed_at"))


def test_a_filter_that_runs_every_page_consumes_nothing_and_reads_nothing(site, chrome):
    links = mailbox(site)
    before = state_of_everything()
    context = chrome.new_context()
    read = []
    context.on("response", lambda response: read.append(response) if response.request.resource_type in {"document", "xhr", "fetch"} else None)
    for link in links:
        page = context.new_page()
        page.goto(site.url + address(link), wait_until="networkidle")
        page.mouse.move(100, 300)
        page.keyboard.press("End")
        page.wait_for_timeout(400)
        for anchor in page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)"):
            page.goto(anchor, wait_until="networkidle")
    words = "".join(response.text() for response in read if response.status < 300)
    posts = [response.request.url for response in read if response.request.method != "GET"]
    cookies = context.cookies()
    context.close()

    assert state_of_everything() == before
    assert posts == []
    assert SENTENCE in words
    for hidden in (SECRET, site.client.name, "Martin", "lea@"):
        assert hidden not in words
    assert set(LinkUse.objects.values_list("kind", flat=True)) == {"scanned"}
    assert "session" not in {cookie["name"] for cookie in cookies}


def test_a_person_comes_in_with_the_button_also_without_scripts(site, chrome):
    link = link_to(site, lea(site))
    for scripts in (True, False):
        context = chrome.new_context(viewport={"width": 390, "height": 844}, user_agent=AGENT, java_script_enabled=scripts)
        page = context.new_page()
        page.goto(site.url + address(link))
        page.get_by_role("button", name="Ouvrir").click()
        expect(page.get_by_text(SECRET)).to_be_visible()
        context.close()
    assert list(link.uses.values_list("kind", flat=True)) == ["opened", "entered"]


def test_the_address_of_a_link_goes_to_no_other_site(site, page):
    link = link_to(site, lea(site))
    page.goto(site.url + address(link))
    asked = []
    page.route("http://elsewhere.example/**", lambda route: (asked.append(route.request.all_headers()), route.fulfill(body="ok")))
    page.evaluate("() => { const link = document.createElement('a'); link.href = 'http://elsewhere.example/'; document.body.append(link); link.click() }")
    page.wait_for_url("http://elsewhere.example/")

    assert [headers.get("referer") for headers in asked] == [None]


def test_link_and_code(site, page):
    from comptoir.preferences.actions import change_settings_at
    from comptoir.preferences.models import Holder
    from comptoir.transports.actions import send_due
    from comptoir.transports.email import MailboxOutlet
    from comptoir.transports.models import MailboxMessage

    change_settings_at(Holder.of_firm(site.firm), {"assurance.see": "code"}, by=site.admin)
    link = link_to(site, lea(site))
    page.goto(site.url + address(link))
    page.get_by_role("button", name="Recevoir un code par e-mail").click()
    expect(page.get_by_text("Un code est parti à l…@b….example.")).to_be_visible()
    field = page.get_by_label("Code à six chiffres")
    assert field.get_attribute("autocomplete") == "one-time-code"
    field.fill("12")
    page.get_by_role("button", name="Ouvrir").click()
    expect(field).to_have_value("12")
    expect(field).to_have_accessible_description(re.compile("six chiffres"))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    send_due(MailboxOutlet())
    source = bytes(MailboxMessage.objects.get().source).decode()
    field.fill(re.search(r"^(\d{3} \d{3})\r?$", source, re.MULTILINE).group(1))
    page.get_by_role("button", name="Ouvrir").click()
    expect(page.get_by_text(SECRET)).to_be_visible()


@needs_oathtool
def test_a_second_factor_is_added_on_the_spot_and_then_the_link_opens(site, page, monkeypatch):
    from comptoir.preferences.actions import change_settings_at
    from comptoir.preferences.models import Holder

    declared(monkeypatch, parcel("homeless", page=lambda target: ""))
    site.put_on_portal(site.client)
    change_settings_at(Holder.of_firm(site.firm), {"assurance.see": "mfa"}, by=site.admin)
    link = link_to(site, site.contact_of(site.helene, site.client), purpose="homeless")
    page.goto(site.url + address(link))
    expect(page.get_by_text("second facteur")).to_be_visible()
    expect(page.get_by_role("link", name="Se connecter")).to_have_attribute("href", re.compile(r"/p/lormeau/\?next=%2Fl%2F"))

    page.goto(f"{site.url}/accounts/login/?next={address(link)}")
    page.get_by_label("Adresse e-mail").fill(site.helene.email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter", exact=True).click()
    expect(page.get_by_role("heading", name="Un second facteur est demandé")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("link", name=re.compile("application")).click()
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("Code à six chiffres").fill(code_of(page.locator("#key").inner_text()))
    page.get_by_role("button", name="Activer").click()
    expect(page.locator("#codes")).to_be_visible()
    page.get_by_role("link", name="Je les ai gardés").click()

    expect(page.get_by_text(SECRET)).to_be_visible()
    assert page.url == site.url + address(link)


def test_an_administrator_chooses_what_requests_ask_for_with_one_click_and_undoes_it(site, page):
    sign_in(page, site.url, site.admin.email, PASSWORD)
    page.goto(f"{site.url}/firm/portal/security/")
    link, factors = (
        page.get_by_role("radio", name=re.compile("^Autoriser l.accès via un lien unique")),
        page.get_by_role("radio", name=re.compile("^Exiger une auth")),
    )
    expect(link).to_be_checked()

    factors.check()
    expect(page.get_by_text("Enregistré.")).to_be_visible()
    expect(factors).to_be_focused()
    assert policy_of(site.firm)[Act.ANSWER] is Assurance.ACCOUNT_AND_MFA
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.get_by_label("Voir une demande", exact=True).select_option("code")
    expect(page.get_by_text("Personnalisé")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Voir une demande", exact=True)).to_have_value("code")
    page.get_by_role("button", name=re.compile("Rétablir Demandes aux clients")).click()
    expect(link).to_be_checked()
