"""Marie makes a client user, from the first click to the person's first sign-in from the mail: on a screen and on a phone."""

import re

import pytest
from playwright.sync_api import expect

MARIE = "marie.dubois@lormeau.example"
OWN = "Trois-bouquetins-42"


def link_in(mail):
    return re.search(r"http://\S+/l/l_[0-9a-f]+/", mail.get_body(["plain"]).get_content()).group()


def on(page):
    page.get_by_role("button", name="Suivant").click()


def fits(page, width):
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [1360, 390])
def test_from_the_first_click_to_the_first_sign_in(demo, window, chrome, width):
    email = f"chloe.martin.{width}@boulangerie-roux.example"
    marie = window(MARIE, width)
    marie.goto(f"{demo.url}/firm/client-users/new/")
    marie.get_by_label("Entreprise facturée").select_option(label="Boulangerie Roux")
    marie.get_by_label("Cabinet d’expertise comptable").check()
    marie.get_by_label("Offre tarifaire").select_option(index=1)
    fits(marie, width)
    on(marie)

    marie.get_by_label("Nom", exact=True).fill("Martin")
    marie.get_by_label("Prénom").fill("Chloé")
    marie.get_by_label("Adresse e-mail").fill("compta@boulangerie-roux.example")
    on(marie)
    expect(marie.get_by_role("alert")).to_contain_text("semble être une adresse partagée")
    marie.get_by_label("Adresse e-mail").fill(email)
    marie.get_by_role("button", name="Précédent").click()
    expect(marie.get_by_label("Entreprise facturée")).to_be_visible()
    on(marie)
    expect(marie.get_by_label("Adresse e-mail")).to_have_value(email)
    expect(marie.get_by_label("Accès complet")).to_be_checked()
    fits(marie, width)
    on(marie)

    expect(marie.get_by_label("Tous les dossiers de l’entreprise, ceux à venir compris")).to_be_checked()
    marie.get_by_label("Ajouter une autre entreprise ou un dossier").fill("boulangerie")
    expect(marie.locator("#found button").first).to_contain_text("Ajouter")
    fits(marie, width)
    on(marie)

    expect(marie.get_by_text("ATTENTION")).to_be_visible()
    on(marie)
    expect(marie.get_by_role("alert")).to_contain_text("Choisissez")
    marie.get_by_role("button", name=re.compile("Choisir tout l’ensemble")).first.click()
    expect(marie.locator("[name=application]:checked").first).to_be_visible()
    fits(marie, width)
    on(marie)

    expect(marie.get_by_role("main")).to_contain_text(email)
    fits(marie, width)
    on(marie)
    marie.get_by_label("Immédiatement").check()
    marie.get_by_label("Envoyer un e-mail").check()
    fits(marie, width)
    marie.get_by_role("button", name="Valider").click()
    expect(marie.get_by_role("status")).to_contain_text("Chloé Martin est créé")

    link = link_in(demo.mail.wait_for(email, "Bienvenue sur le portail", seconds=60))
    chloe = chrome.new_context(viewport={"width": width, "height": 844}, locale="fr-FR").new_page()
    chloe.goto(link)
    expect(chloe.get_by_role("heading", name="Bienvenue sur le portail de Cabinet Lormeau")).to_be_visible()
    fits(chloe, width)
    chloe.get_by_label("Mot de passe", exact=True).fill(OWN)
    chloe.get_by_label("Confirmation du mot de passe").fill(OWN)
    chloe.get_by_role("button", name="Enregistrer et se connecter").click()
    chloe.wait_for_url("**/p/lormeau/")
    expect(chloe.get_by_role("heading", name=re.compile("Bon(jour|soir) Chloé"))).to_be_visible()
    chloe.context.close()
