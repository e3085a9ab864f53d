"""An accountant asks somebody without an account; the mail's link opens a page on a telephone; the answer is on the accountant's screen."""

import re

from playwright.sync_api import expect

from tests.conversations.pages import PDF

MARIE = "marie.dubois@lormeau.example"


def text_of(mail):
    return mail.get_body(("plain",)).get_content()


def test_somebody_without_an_account_answers_from_a_telephone(demo, window, chrome):
    marie = window(MARIE)
    marie.goto(f"{demo.url}/requests/?state=open&q=Kbis")
    marie.get_by_role("link", name=re.compile("Extrait Kbis")).click()
    marie.locator(".conversation-head p a").first.click()
    marie.get_by_role("link", name="Envoyer une demande").first.click()
    contact = marie.get_by_role("group", name="À qui ?").get_by_role("checkbox").first
    expect(contact).to_have_accessible_description("lien unique")
    contact.check()
    marie.get_by_label("Objet").fill("Bilan signé")
    marie.get_by_label("Ce que vous demandez").fill("Il manque votre signature en page 3.")
    marie.get_by_role("button", name="Envoyer").click()
    marie.wait_for_url(re.compile(r"/requests/\d+/$"))
    expect(marie.get_by_text("lien unique", exact=True)).to_be_visible()

    mail = demo.mail.wait_for("@", "Bilan signé")
    assert "Il manque votre signature" not in mail.as_string()
    link = re.search(r"http://\S+/l/\S+", text_of(mail)).group()
    context = chrome.new_context(viewport={"width": 390, "height": 844}, locale="fr-FR")
    phone = context.new_page()
    phone.goto(link)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Cabinet Lormeau vous a adressé une demande.")
    expect(phone.locator("body")).not_to_contain_text("Bilan signé")
    phone.get_by_role("button", name="Ouvrir").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Bilan signé")
    assert phone.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    phone.get_by_label("Votre réponse").fill("Le voici, signé.")
    phone.get_by_label("Fichier").set_input_files({"name": "bilan-signé.pdf", "mimeType": "application/pdf", "buffer": PDF})
    phone.get_by_role("button", name="Envoyer ma réponse").click()

    expect(phone.get_by_role("heading", level=1)).to_contain_text("Merci, c’est fait.")
    expect(phone.locator("body")).to_contain_text("bilan-signé.pdf")
    # Whoever has the page open reads it at once, so the bell's number is what it was; its list tells.
    expect(marie.locator("#request")).to_contain_text("Le voici, signé.", timeout=10_000)
    with marie.expect_download() as download:
        marie.get_by_role("link", name=re.compile("bilan-signé.pdf")).click()
    assert download.value.path().read_bytes() == PDF
    marie.goto(f"{demo.url}/notifications/")
    expect(marie.locator(".notifications")).to_contain_text(re.compile("a répondu.: Bilan signé"))
    phone.goto(link)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Ce lien a déjà servi")
    context.close()
