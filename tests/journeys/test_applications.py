"""The home's tile «Production Compta» signs a client in at a program of its own, in a real browser; whoever was not given it is not."""

import re

import pytest
from playwright.sync_api import expect

from comptoir.demo.cast import PASSWORD
from tests.applications.relying_party import running

HELENE, JULES, ADMIN = "helene.roux@boulangerie-roux.example", "jules.roux@boulangerie-roux.example", "admin@lormeau.example"


@pytest.fixture(scope="module")
def compta(demo, chrome):
    with running(demo.url) as program:
        register(program, "Production Compta", demo, chrome)
        yield program


@pytest.fixture
def expenses(demo, chrome):
    """Another program, for «Notes de frais»."""
    with running(demo.url) as program:
        register(program, "Notes de frais", demo, chrome)
        yield program


def register(program, name, demo, chrome):
    """As the firm's administrator does, on the application's page."""
    context = chrome.new_context(locale="fr-FR")
    page = context.new_page()
    sign_in_at(page, f"{demo.url}/accounts/login/", ADMIN)
    open_application(page, demo, name)
    page.get_by_label("Adresse chez vous").fill(f"{program.url}/connexion")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.get_by_label("Adresses de retour").fill(program.back)
    page.get_by_role("button", name="Raccorder").click()
    program.client_secret, program.client_id = page.locator("#secret").inner_text(), page.locator("#client-id").inner_text()
    context.close()


def open_application(page, demo, name):
    page.goto(f"{demo.url}/firm/applications/")
    page.get_by_role("link", name=re.compile(f"^{name}(?! \\(Cons)")).first.click()


def sign_in_at(page, address, email):
    page.goto(address)
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.click("button.primary")
    page.wait_for_url(lambda url: "/accounts/login" not in url)


def test_the_tile_signs_helene_in(demo, window, compta):
    page = window(HELENE)
    page.goto(f"{demo.url}/p/lormeau/")

    page.get_by_role("region", name="Applications").get_by_role("link", name="Production Compta", exact=True).click()

    expect(page.get_by_text("Bonjour Hélène Roux, Boulangerie Roux")).to_be_visible()
    claims, looked, _token = compta.told[-1]
    assert (claims["iss"], claims["aud"], claims["sub"]) == (demo.url, compta.client_id, looked["sub"])
    assert (looked["email"], looked["locale"], looked["firm"]["slug"]) == (HELENE, "fr", "lormeau")


def test_without_a_session_she_signs_in_at_her_firm_and_comes_back(demo, chrome, compta):
    context = chrome.new_context(locale="fr-FR")
    page = context.new_page()

    page.goto(f"{compta.url}/connexion")
    expect(page).to_have_url(re.compile("/p/lormeau/"))
    page.fill("[name=login]", HELENE)
    page.fill("[name=password]", PASSWORD)
    page.click("button.primary")

    expect(page.get_by_text("Bonjour Hélène Roux, Boulangerie Roux")).to_be_visible()
    context.close()


def test_jules_was_not_given_it(demo, window, compta):
    page, before = window(JULES, width=390), len(compta.told)
    page.goto(f"{demo.url}/p/lormeau/")
    expect(page.get_by_role("link", name="Production Compta", exact=True)).to_have_count(0)

    page.goto(f"{compta.url}/connexion")

    expect(page.get_by_role("heading", name="«Production Compta» ne vous est pas ouverte")).to_be_visible()
    assert len(compta.told) == before


def test_once_the_application_is_no_client_of_ours_nothing_more_is_told(demo, window, expenses):
    page = window(HELENE)
    page.goto(f"{expenses.url}/connexion")
    expect(page.get_by_text("Bonjour Hélène Roux")).to_be_visible()
    token = expenses.told[-1][2]
    assert expenses.look(token).status_code == 200

    admin = window(ADMIN)
    open_application(admin, demo, "Notes de frais")
    admin.get_by_role("link", name="Ne plus raccorder").click()
    admin.get_by_role("button", name="Ne plus raccorder").click()
    expect(admin.get_by_text("«Notes de frais» ne connecte plus personne.")).to_be_visible()

    assert expenses.look(token).status_code == 401
    page.goto(f"{expenses.url}/connexion")
    expect(page.get_by_role("heading", name="Connexion impossible")).to_be_visible()
