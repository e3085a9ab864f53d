"""A firm's own sign-in page on a telephone: the password, a code by e-mail, «Créer un compte»."""

import re

import pytest
from playwright.sync_api import expect

from comptoir.demo.cast import PASSWORD

HELENE = "helene.roux@boulangerie-roux.example"
JULES = "jules.roux@boulangerie-roux.example"


@pytest.fixture
def visitor(chrome):
    """A telephone that has never been here."""
    contexts, complaints = [], []

    def open_page(**options):
        context = chrome.new_context(viewport={"width": 390, "height": 844}, locale="fr-FR", **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def no_sideways_scrolling(page):
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_with_the_password_from_the_firm_s_link_to_the_portal_and_back(demo, visitor):
    page = visitor()
    page.goto(f"{demo.url}/p/lormeau/")
    no_sideways_scrolling(page)
    page.get_by_label("Adresse e-mail").fill(HELENE)
    page.get_by_label("Mot de passe").fill("Pas-le-bon-2026")
    page.get_by_role("button", name="Se connecter", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("mot de passe")
    expect(page.get_by_label("Adresse e-mail")).to_have_value(HELENE)

    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter", exact=True).click()

    expect(page.get_by_role("heading", name=re.compile("Bon(jour|soir) Hélène"))).to_be_visible()
    page.get_by_role("button", name=re.compile("menu du profil")).click()
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url(f"{demo.url}/p/lormeau/")
    page.goto(f"{demo.url}/conversations/")
    expect(page.get_by_role("heading", name=re.compile("Se connecter à l’espace client de Cabinet Lormeau"))).to_be_visible()


@pytest.mark.parametrize("has_script", [True, False])
def test_with_a_code_by_mail_also_without_javascript(demo, visitor, has_script):
    page = visitor(java_script_enabled=has_script)
    email = JULES if has_script else HELENE
    before = len(demo.mail.to(email))
    page.goto(f"{demo.url}/p/lormeau/?next=/conversations/")
    page.get_by_label("Adresse e-mail").fill(email)
    page.get_by_role("button", name="Recevoir un code par e-mail").click()
    expect(page.get_by_text(email)).to_be_visible()

    page.get_by_label("Code à huit chiffres").fill(code_from(demo, email, before))
    page.get_by_role("button", name="Se connecter", exact=True).click()

    page.wait_for_url(f"{demo.url}/conversations/")


def code_from(demo, email, before):
    """The code of the mail that came after `before` others."""
    subject = demo.mail.wait_for(email, "est votre code de connexion")["Subject"]
    assert len(demo.mail.to(email)) > before
    return subject[:9]


def test_who_wants_an_account_learns_that_an_invitation_is_needed(demo, visitor):
    page = visitor()
    page.goto(f"{demo.url}/p/lormeau/")
    page.get_by_role("link", name="Créer un compte", exact=True).click()
    expect(page.get_by_text("Un compte s’ouvre sur invitation de Cabinet Lormeau")).to_be_visible()
    no_sideways_scrolling(page)

    page.get_by_label("Adresse e-mail").fill("ida.roux@example.com")
    page.get_by_role("button", name="Recevoir à nouveau l’invitation").click()

    expect(page.get_by_role("status")).to_contain_text("Si une invitation de Cabinet Lormeau attend ida.roux@example.com")
