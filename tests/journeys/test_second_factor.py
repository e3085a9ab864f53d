"""A passkey and an authenticator app in a real browser: added, asked for, confirmed with; and what is said when it does not work."""

import re

import pytest
from playwright.sync_api import expect

from comptoir.demo.cast import PASSWORD
from tests.security.apps import code_of, needs_oathtool

JEAN = "jean.lefort@lormeau.example"
PAUL = "paul.petit@lormeau.example"
# A device with a fingerprint reader, as Chromium plays one (WebAuthn, section 11).
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def device():
    """device(page): give the page's browser a fingerprint reader; the function that says whether the next finger is right."""

    def attach(page):
        line = page.context.new_cdp_session(page)
        line.send("WebAuthn.enable")
        key = line.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]
        return lambda right: line.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": right})

    return attach


def confirm(page):
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Continuer").click()


def sign_out(page):
    page.get_by_role("button", name=re.compile("menu du profil")).click()
    page.get_by_role("button", name="Se déconnecter").click()


def test_a_passkey_is_added_and_then_opens_the_account_alone(demo, window, device):
    jean = window(JEAN)
    finger = device(jean)
    jean.goto(f"{demo.url}/settings/security/")
    jean.get_by_role("link", name="Ajouter une clé d’accès").click()
    confirm(jean)

    jean.get_by_label("Nom de la clé").fill("Portable du bureau")
    jean.get_by_role("button", name="Créer la clé d’accès").click()
    expect(jean.locator("#codes")).to_be_visible()
    jean.get_by_role("link", name="Je les ai gardés").click()
    expect(jean.get_by_role("link", name="Renommer Portable du bureau")).to_be_visible()
    assert "Portable du bureau" in demo.mail.wait_for(JEAN, "clé d’accès").as_string()

    sign_out(jean)
    jean.goto(f"{demo.url}/clients/?q=roux")
    finger(False)
    jean.get_by_role("button", name="Utiliser une clé d’accès").click()
    expect(jean.get_by_role("alert")).to_contain_text("Rien n’a été confirmé", timeout=90_000)
    finger(True)
    jean.get_by_role("button", name="Utiliser une clé d’accès").click()
    jean.wait_for_url(f"{demo.url}/clients/?q=roux")

    sign_out(jean)
    jean.get_by_label("Adresse e-mail").fill(JEAN)
    jean.get_by_label("Mot de passe").fill(PASSWORD)
    jean.get_by_role("button", name="Se connecter", exact=True).click()
    jean.get_by_role("button", name="Utiliser ma clé d’accès").click()
    jean.wait_for_url(f"{demo.url}/")

    jean.goto(f"{demo.url}/settings/security/")
    jean.get_by_role("link", name="Retirer Portable du bureau").click()
    jean.get_by_role("link", name="Avec une clé d’accès").click()
    jean.get_by_role("button", name="Utiliser ma clé d’accès").click()
    expect(jean.get_by_text("C’est votre dernier facteur")).to_be_visible()
    jean.get_by_role("button", name="Retirer").click()
    expect(jean.get_by_role("status").first).to_contain_text("Clé d’accès retirée.")


@needs_oathtool
def test_an_app_is_set_up_on_a_telephone_and_its_code_opens_the_account(demo, window):
    paul = window(PAUL, width=390)
    paul.goto(f"{demo.url}/security/app/")
    confirm(paul)
    expect(paul.locator(".qr")).to_be_visible()
    assert paul.locator(".qr").evaluate("image => image.complete && image.naturalWidth > 0")
    key = paul.locator("#key").inner_text()

    paul.get_by_label("Code à six chiffres").fill(code_of(key))
    paul.get_by_role("button", name="Activer").click()
    codes = paul.locator("#codes").inner_text().split()
    assert len(codes) == 10
    paul.get_by_role("button", name="Copier").click()
    expect(paul.locator("[data-copy] span")).to_have_text(re.compile("Copié|Sélectionné"))
    with paul.expect_download() as file:
        paul.get_by_role("link", name="Télécharger").click()
    assert codes == file.value.path().read_text().split()[1:]
    assert paul.evaluate("document.documentElement.scrollWidth <= innerWidth")

    paul.context.clear_cookies()
    paul.goto(f"{demo.url}/accounts/login/")
    paul.get_by_label("Adresse e-mail").fill(PAUL)
    paul.get_by_label("Mot de passe").fill(PASSWORD)
    paul.get_by_role("button", name="Se connecter", exact=True).click()
    paul.get_by_label("Code à six chiffres").fill("000000")
    paul.get_by_role("button", name="Continuer").click()
    expect(paul.get_by_label("Code à six chiffres")).to_have_accessible_description(re.compile("n’est pas le bon"))
    paul.get_by_text("Je n’ai pas mon appareil").click()
    paul.get_by_label("Code de secours").fill(codes[0].lower())
    paul.get_by_role("button", name="Utiliser ce code de secours").click()
    paul.wait_for_url(f"{demo.url}/")

    paul.goto(f"{demo.url}/security/app/removal/")
    confirm(paul)
    paul.get_by_role("button", name="Désactiver").click()
    expect(paul.get_by_role("status").first).to_contain_text("Application d’authentification retirée.")
