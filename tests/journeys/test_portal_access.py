"""A client is put on the portal; somebody is invited after a look at what they will see, then revoked; a level is raised. On a screen and on a phone."""

import re

import pytest
from playwright.sync_api import expect

PAUL = "paul.petit@lormeau.example"
# One client for each width: what the first journey does must not be there for the second.
CLIENTS = {1360: "Cabinet vétérinaire des Prés", 390: "Couverture Bailleul"}


def person(page, name):
    return page.locator(".portal-person", has_text=name)


@pytest.mark.parametrize("width", [1360, 390])
def test_a_client_is_enabled_and_its_people_are_invited(demo, window, width):
    paul, client = window(PAUL, width), CLIENTS[width]
    paul.goto(f"{demo.url}/clients/")
    paul.get_by_role("link", name="Portail client").click()
    expect(paul.locator(".portal-coverage")).to_contain_text(re.compile(r"\d+ clients activés sur 60"))
    paul.get_by_role("searchbox", name="Filtrer par nom, SIREN ou ville").fill(client.upper())
    paul.get_by_role("searchbox", name="Filtrer par nom, SIREN ou ville").press("Enter")
    paul.locator("#portal-clients li", has_text=client).locator(".row-text").click()
    paul.wait_for_url(re.compile(r"/clients/\d+/portal/"))
    if paul.get_by_role("link", name="Désactiver").count():
        paul.get_by_role("link", name="Désactiver").click()
        paul.get_by_role("button", name="Désactiver").click()

    paul.get_by_role("button", name="Activer", exact=True).click()
    expect(paul.get_by_role("status")).to_contain_text(f"Portail activé pour {client}.")

    paul.get_by_text("Ajouter une personne-ressource").click()
    paul.get_by_label("Nom", exact=True).fill("Lemaire")
    paul.get_by_label("Prénom").fill("Rose")
    paul.get_by_label("Adresse e-mail").fill(f"rose.{width}@clients.example")
    paul.get_by_role("button", name="Ajouter sans inviter").click()
    rose = person(paul, "Rose Lemaire")
    rose.get_by_label("Accès complet").check()
    rose.get_by_role("button", name="Ce que verra le client").click()
    expect(rose.get_by_role("region", name="Ce que verra le client")).to_contain_text("Rose Lemaire, Accès complet")
    assert paul.evaluate("document.documentElement.scrollWidth") <= width

    rose.get_by_role("button", name="Inviter", exact=True).click()
    expect(paul.get_by_role("status")).to_contain_text("Invitation envoyée à Rose Lemaire")
    expect(rose).to_contain_text("en attente")
    demo.mail.wait_for(f"rose.{width}@clients.example", "")
    rose.get_by_role("button", name="Renvoyer").click()
    expect(paul.locator(".notice.error")).to_contain_text("Cette invitation vient d’être envoyée.")
    rose.get_by_role("button", name="Révoquer").click()
    expect(rose).to_contain_text("révoquée")
    expect(rose.get_by_role("button", name="Inviter", exact=True)).to_be_visible()


@pytest.mark.parametrize("width", [1360, 390])
def test_a_level_is_raised_after_a_look_at_what_becomes_visible(demo, window, width):
    paul = window(PAUL, width)
    paul.goto(f"{demo.url}/clients/portal/?q=boulangerie+roux")
    paul.locator("#portal-clients li", has_text="Boulangerie Roux").get_by_role("link").click()

    jules = person(paul, "Jules Roux")
    jules.get_by_role("link", name="Passer en accès complet").click()
    expect(paul.locator(".kinds")).to_contain_text("Bail du fournil")
    assert paul.evaluate("document.documentElement.scrollWidth") <= width
    paul.get_by_role("button", name="Donner l’accès complet").click()
    expect(paul.get_by_role("status")).to_contain_text("Jules Roux a maintenant un accès complet à Boulangerie Roux.")

    jules.get_by_role("link", name="Passer en accès limité").click()
    expect(paul.get_by_role("main")).to_contain_text("ne verra plus que ce qui lui est envoyé")
    paul.get_by_role("button", name="Passer en accès limité").click()
    expect(jules.locator(".pill").first).to_have_text("Accès limité")


def test_many_are_enabled_at_once_and_it_is_taken_back(demo, window):
    paul = window(PAUL)
    paul.goto(f"{demo.url}/clients/portal/?portal=off")
    boxes = paul.locator("#portal-clients input[name=ids]")
    boxes.nth(0).check()
    boxes.nth(1).check()
    expect(paul.get_by_text("Cochés : 2")).to_be_visible()

    paul.get_by_role("button", name="Activer", exact=True).click()
    expect(paul.get_by_role("status")).to_contain_text("Portail activé pour 2 clients.")
    paul.get_by_role("button", name="Annuler").click()
    expect(paul.get_by_role("status")).to_contain_text("Annulé pour 2 clients.")
