"""From the mail to the portal, on a telephone: by somebody without an account, and by somebody with one."""

import re

from playwright.sync_api import expect

from comptoir.demo.cast import PASSWORD
from tests.browser import sign_in

CLAIRE, BRUNO = "claire.fontaine@pages-bleues.example", "bruno.delannoy@menuiserie-delannoy.example"
OWN = "Trois-bouquetins-42"
PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "fr-FR"}


def link_in(mail):
    return re.search(r"http://\S+/l/l_[0-9a-f]+/", mail.get_body(["plain"]).get_content()).group()


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_who_has_no_account_makes_one_from_the_mail_and_lands_on_the_portal(demo, chrome):
    link = link_in(demo.mail.wait_for(CLAIRE, "Paul Petit vous invite"))
    page = chrome.new_context(**PHONE).new_page()

    page.goto(link)
    expect(page.get_by_role("heading", name="Paul Petit vous invite sur le portail de Cabinet Lormeau")).to_be_visible()
    assert page.get_by_label("Prénom").input_value() == "Claire"
    assert fits(page)
    page.get_by_label("Mot de passe", exact=True).fill("Librairie-2026")
    page.get_by_label("Confirmation du mot de passe").fill("Librairie-2026")
    page.get_by_role("button", name="Créer mon compte et accepter").click()
    expect(page.get_by_role("alert")).to_contain_text("Ce mot de passe")
    assert fits(page)
    page.get_by_label("Mot de passe", exact=True).fill(OWN)
    page.get_by_label("Confirmation du mot de passe").fill(OWN)
    page.get_by_role("button", name="Créer mon compte et accepter").click()

    page.wait_for_url("**/p/lormeau/")
    expect(page.get_by_role("heading", name=re.compile("Bon(jour|soir) Claire"))).to_be_visible()
    page.goto(link)
    expect(page.get_by_role("heading", name="Invitation déjà acceptée")).to_be_visible()
    page.get_by_role("link", name="Aller au portail de Cabinet Lormeau").click()
    page.wait_for_url("**/p/lormeau/")
    page.context.close()


def test_who_has_an_account_signs_in_and_accepts_with_a_click(demo, chrome):
    link = link_in(demo.mail.wait_for(BRUNO, "Alix Lormeau vous invite"))
    page = chrome.new_context(**PHONE).new_page()

    page.goto(link)
    expect(page.get_by_role("link", name="Se connecter pour accepter")).to_be_visible()
    assert "Castelain" not in page.content()
    sign_in(page, demo.url, BRUNO, PASSWORD)
    page.goto(link)
    expect(page.get_by_role("checkbox", name=re.compile("Plomberie Castelain"))).to_be_checked()
    assert fits(page)
    page.get_by_role("button", name="Accepter").click()

    page.wait_for_url("**/p/lormeau/")
    expect(page.get_by_text("Invitation acceptée")).to_be_visible()
    page.context.close()
