"""A document is shared with one person, who finds it on a telephone and takes the very same bytes."""

import re
from pathlib import Path

from playwright.sync_api import expect

from comptoir.demo.documents import small_pdf

PAUL = "paul.petit@lormeau.example"
HELENE = "helene.roux@boulangerie-roux.example"
JULES = "jules.roux@boulangerie-roux.example"
STRANGER = "admin@vasseur.example"


def dossier_of(page, demo):
    page.goto(f"{demo.url}/clients/?q=Boulangerie+Roux")
    page.get_by_role("link", name="Boulangerie Roux").first.click()


def test_paul_shares_with_jules_who_takes_the_same_bytes(demo, window, tmp_path):
    paul = window(PAUL)
    file = tmp_path / "Solde de tout compte — été.pdf"
    file.write_bytes(small_pdf("Solde de tout compte", "Net à payer : 912 euros"))

    dossier_of(paul, demo)
    paul.get_by_role("link", name="Partager un document").click()
    wrong = tmp_path / "virus.exe"
    wrong.write_bytes(b"MZ\x90\x00")
    paul.get_by_label("Fichiers").set_input_files(wrong)
    paul.get_by_role("button", name="Partager", exact=True).click()
    expect(paul.get_by_role("alert")).to_contain_text("«virus.exe» n’est pas d’un type accepté")
    paul.get_by_label("Fichiers").set_input_files(file)
    expect(paul.get_by_label("Titre")).to_have_value("Solde de tout compte — été")
    paul.get_by_role("checkbox", name="Jules Roux").check()
    paul.get_by_role("button", name="Qui sera prévenu ?").click()
    expect(paul.locator("#foretold")).to_contain_text("Jules Roux")
    expect(paul.locator("#foretold")).to_contain_text("Hélène Roux")
    paul.get_by_role("button", name="Partager", exact=True).dblclick()
    paul.wait_for_url(re.compile(r"/documents/\d+/$"))
    address = paul.url
    assert demo.mail.wait_for(JULES, "Solde de tout compte")

    jules = window(JULES, width=390)
    jules.get_by_role("navigation", name="Principal").get_by_role("link", name="Documents", exact=True).click()
    expect(jules.get_by_role("link", name="Solde de tout compte — été", exact=True)).to_have_count(1)
    assert not jules.get_by_text("Comptes annuels 2025").count()
    with jules.expect_download() as taken:
        jules.get_by_role("link", name="Télécharger Solde de tout compte — été").click()
    assert taken.value.suggested_filename == file.name
    assert Path(taken.value.path()).read_bytes() == file.read_bytes()
    assert jules.evaluate("document.documentElement.scrollWidth") <= 390

    helene = window(HELENE)
    helene.goto(f"{demo.url}/documents/")
    expect(helene.get_by_role("link", name="Solde de tout compte — été", exact=True)).to_have_count(1)
    expect(helene.get_by_text("Comptes annuels 2025")).to_be_visible()
    stranger = window(STRANGER)
    assert stranger.goto(address).status == 404
    assert stranger.request.get(f"{address}file/").status == 404

    paul.reload()
    expect(paul.locator(".document")).to_contain_text("Jules Roux")
    paul.get_by_role("button", name="Retirer").click()
    expect(paul.get_by_role("button", name="Remettre")).to_be_visible()
    assert jules.goto(address).status == 404
    jules.goto(f"{demo.url}/documents/")
    expect(jules.get_by_role("link", name="Solde de tout compte — été", exact=True)).to_have_count(0)


def test_jules_drops_a_document_and_his_managers_hear_of_it(demo, window, tmp_path):
    jules, paul = window(JULES, width=390), window(PAUL)
    file = tmp_path / "Facture du four.pdf"
    file.write_bytes(small_pdf("Facture", "Révision du four : 240 euros"))

    jules.goto(f"{demo.url}/documents/")
    jules.get_by_role("link", name="Déposer un document").click()
    jules.get_by_label("Fichiers").set_input_files(file)
    jules.get_by_role("button", name="Déposer", exact=True).click()
    jules.wait_for_url(re.compile(r"/documents/\d+/$"))

    expect(jules.get_by_role("status").first).to_contain_text("Document déposé")
    assert demo.mail.wait_for(PAUL, "Facture du four")
    paul.goto(f"{demo.url}/documents/?box=dropped")
    expect(paul.locator(".rows")).to_contain_text("Facture du four")
