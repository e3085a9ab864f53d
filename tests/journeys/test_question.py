"""A client asks, the right people are told, one of them answers: in two real windows, with real mail."""

import re
import time
from contextlib import suppress

from playwright.sync_api import TimeoutError, expect

HELENE = "helene.roux@boulangerie-roux.example"
JULES = "jules.roux@boulangerie-roux.example"
PAUL = "paul.petit@lormeau.example"
MARIE = "marie.dubois@lormeau.example"


def ask(page, demo, subject, message):
    page.goto(f"{demo.url}/conversations/new/")
    page.get_by_label("Objet").fill(subject)
    page.get_by_label("Message").fill(message)
    page.get_by_role("button", name="Envoyer").click()
    page.wait_for_url(re.compile(r"/conversations/\d+/$"))


def bell(page):
    return page.get_by_role("button", name=re.compile("^Notifications"))


def test_the_question_of_a_client_finds_its_way_and_the_answer_comes_back(demo, window):
    helene, paul = window(HELENE, width=390), window(PAUL)
    paul.goto(f"{demo.url}/clients/")
    before = bell(paul).get_attribute("aria-label")

    helene.get_by_role("link", name="Poser une question").click()
    proposed = {name: helene.get_by_role("checkbox", name=name) for name in ("Marie Dubois", "Paul Petit", "Jean Lefort")}
    assert {name: box.is_checked() for name, box in proposed.items()} == {"Marie Dubois": True, "Paul Petit": True, "Jean Lefort": False}
    expect(proposed["Jean Lefort"]).to_have_accessible_description("ne participe pas par défaut")
    helene.get_by_label("Objet").fill("TVA de novembre")
    helene.get_by_label("Message").fill("Sera-t-elle prélevée avant la fin du mois ?")
    sent_at = time.monotonic()
    helene.get_by_role("button", name="Envoyer").click()
    helene.wait_for_url(re.compile(r"/conversations/\d+/$"))

    expect(bell(paul)).not_to_have_attribute("aria-label", before, timeout=20_000)
    assert time.monotonic() - sent_at < 4
    mail = demo.mail.wait_for(PAUL, "TVA de novembre")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Reply-To"] == f"Hélène Roux <{HELENE}>"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert "avant la fin du mois" not in mail.as_string()
    address = helene.url
    paul.goto(address)
    expect(paul.locator(".conversation-head")).to_contain_text("assignée à Paul Petit")
    expect(paul.locator(".conversation-head")).to_contain_text("Marie Dubois est en absence")

    paul.get_by_label("Message", exact=True).fill("Oui, le 24.")
    paul.get_by_role("button", name="Envoyer").click()

    answer = helene.locator(".message", has_text="Oui, le 24.")
    expect(answer).to_be_visible(timeout=20_000)
    expect(answer).to_contain_text("Cabinet Lormeau · 03 20 00 00 00")


def test_a_note_reaches_the_colleague_who_is_named_and_never_the_client(demo, window):
    helene, paul = window(HELENE), window(PAUL)
    ask(helene, demo, "Loyer du fournil", "Faut-il le réévaluer ?")
    paul.goto(helene.url)

    paul.get_by_label("Message", exact=True).fill("@Marie Dubois qu’en penses-tu ?")
    paul.get_by_role("button", name="Note interne").click()

    expect(paul.locator(".message.note")).to_contain_text("qu’en penses-tu")
    helene.reload()
    expect(helene.locator(".thread")).not_to_contain_text("qu’en penses-tu")
    assert "mentionne" in demo.mail.wait_for(MARIE, "vous mentionne")["Subject"]


def test_what_is_refused_comes_back_with_its_reason_and_the_text(demo, window):
    paul = window(PAUL)
    paul.goto(f"{demo.url}/conversations/")
    paul.locator(".rows a").first.click()

    paul.get_by_label("Message", exact=True).fill("@Vercingétorix regarde ceci")
    paul.get_by_role("button", name="Note interne").click()

    expect(paul.get_by_role("alert")).to_contain_text("Personne de ce nom ne suit ce dossier : Vercingétorix")
    expect(paul.get_by_label("Message", exact=True)).to_have_value("@Vercingétorix regarde ceci")


def test_a_session_that_expired_while_writing_loses_no_word(demo, window):
    helene = window(HELENE)
    ask(helene, demo, "Caisse enregistreuse", "Laquelle choisir ?")
    address = helene.url
    helene.get_by_label("Message", exact=True).press_sequentially("Une longue précision")
    helene.context.clear_cookies()

    with suppress(TimeoutError):  # the draft, which saves itself, may find out before the press does
        helene.get_by_role("button", name="Envoyer").click(timeout=5000)
    helene.wait_for_url(re.compile("/accounts/login/"))
    helene.get_by_label("Adresse e-mail").fill(HELENE)
    helene.get_by_label("Mot de passe").fill("Comptoir-demo-2026")
    helene.get_by_role("button", name="Se connecter").click()

    helene.wait_for_url(address)
    expect(helene.get_by_label("Message", exact=True)).to_have_value("Une longue précision")


def test_a_double_click_sends_once(demo, window):
    helene = window(HELENE)
    ask(helene, demo, "Double clic", "Premier message")

    helene.get_by_label("Message", exact=True).fill("Une seule fois")
    helene.get_by_role("button", name="Envoyer").dblclick()

    expect(helene.locator(".message", has_text="Une seule fois")).to_have_count(1)
    helene.reload()
    expect(helene.locator(".message", has_text="Une seule fois")).to_have_count(1)


def test_a_failed_mail_is_shown_and_sent_again(demo, window):
    paul = window(PAUL)
    paul.goto(f"{demo.url}/conversations/?q=relevés")
    paul.get_by_role("link", name=re.compile("Relevés de novembre")).click()
    expect(paul.locator(".resend").first).to_contain_text("Non remis à")

    paul.get_by_role("button", name="Renvoyer").first.click()

    expect(paul.get_by_role("status").first).to_contain_text("Message renvoyé")
    assert demo.mail.wait_for(HELENE, "Relevés de novembre")


def test_an_absence_is_set_seen_and_ended(demo, window):
    jean = window("jean.lefort@lormeau.example", width=390)
    jean.get_by_role("link", name="Paramètres").click()
    jean.get_by_role("link", name="Mode absence").click()
    jean.get_by_role("checkbox", name="Mode absence").check()
    jean.get_by_label("Assigner à").select_option(label="Marie Dubois")
    jean.get_by_label("Absent jusqu’au").fill("2027-12-24")
    jean.get_by_label("Heure").fill("09:00")
    jean.get_by_role("button", name="Enregistrer les modifications").click()

    expect(jean.locator(".away-bubble")).to_contain_text("Absent jusqu’au")
    expect(jean.locator(".notice.away")).to_contain_text("Marie Dubois est en absence aussi")
    jean.get_by_role("button", name="Mettre fin").click()
    expect(jean.locator(".away-bubble")).to_have_count(0)


def test_limited_access_shows_only_what_was_sent_to_the_person(demo, window):
    jules = window(JULES)

    jules.goto(f"{demo.url}/conversations/")

    shown = set(jules.locator(".row-main b").all_inner_texts())
    assert {"Note de frais", "Visite de jeudi"} <= shown
    assert not shown & {"Embauche d’un apprenti", "Relevés de novembre", "Bail du fournil", "Vente du fonds"}
