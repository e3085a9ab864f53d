"""Writing in a conversation, by several people on several devices: in real windows."""

import re

from playwright.sync_api import expect

HELENE = "helene.roux@boulangerie-roux.example"
PAUL = "paul.petit@lormeau.example"
MARIE = "marie.dubois@lormeau.example"
ADMIN = "admin@lormeau.example"
# Marie is away: what she wrote would keep the client with her (A4), and other journeys with it.
JEAN = "jean.lefort@lormeau.example"


def ask(page, demo, subject, message="Une question."):
    page.goto(f"{demo.url}/conversations/new/")
    page.get_by_label("Objet").fill(subject)
    page.get_by_label("Message").fill(message)
    page.get_by_role("button", name="Envoyer").click()
    page.wait_for_url(re.compile(r"/conversations/\d+/$"))
    return page.url


def field(page):
    return page.get_by_label("Message", exact=True)


def saved(page):
    return page.locator("[data-draft-state]")


def test_a_draft_begun_on_one_device_goes_on_on_another_and_is_gone_once_sent(demo, window):
    helene, phone = window(HELENE), window(HELENE, width=390)
    address = ask(helene, demo, "Deux appareils")

    field(helene).press_sequentially("Un début")
    expect(saved(helene)).to_contain_text("Brouillon enregistré à", timeout=20_000)
    phone.goto(address)

    expect(field(phone)).to_have_value("Un début")
    field(phone).press_sequentially(" et une suite")
    expect(saved(phone)).to_contain_text("Brouillon enregistré à")
    phone.wait_for_timeout(2500)
    helene.reload()
    expect(field(helene)).to_have_value("Un début et une suite")

    field(helene).press("Control+Enter")
    expect(helene.locator(".message", has_text="Un début et une suite")).to_be_visible()
    phone.goto(address)
    expect(field(phone)).to_have_value("")
    helene.wait_for_timeout(2000)
    helene.reload()
    expect(field(helene)).to_have_value("")


def test_without_the_server_the_text_stays_in_the_tab_and_is_newer_than_the_servers(demo, window):
    helene = window(HELENE)
    ask(helene, demo, "Serveur coupé")
    field(helene).press_sequentially("Enregistré")
    expect(saved(helene)).to_contain_text("Brouillon enregistré à", timeout=20_000)
    helene.route("**/draft/", lambda route: route.fulfill(status=404))

    field(helene).press_sequentially(", puis plus")

    expect(saved(helene)).to_contain_text("Pas encore enregistré", timeout=20_000)
    helene.reload()
    expect(field(helene)).to_have_value("Enregistré, puis plus")


def test_a_new_question_is_kept_with_its_subject_until_it_is_asked(demo, window):
    helene = window(HELENE)
    helene.goto(f"{demo.url}/conversations/new/")
    helene.get_by_label("Objet").fill("Prêt bancaire")
    helene.get_by_label("Message").press_sequentially("Quelle durée ?")
    expect(saved(helene)).to_contain_text("Brouillon enregistré à", timeout=20_000)

    other = window(HELENE, width=390)
    other.goto(f"{demo.url}/conversations/new/")
    expect(other.get_by_label("Objet")).to_have_value("Prêt bancaire")
    other.get_by_role("button", name="Envoyer").click()
    other.wait_for_url(re.compile(r"/conversations/\d+/$"))

    other.goto(f"{demo.url}/conversations/new/")
    expect(other.get_by_label("Objet")).to_have_value("")


def test_colleagues_see_who_is_writing_and_clients_do_not(demo, window):
    helene, paul, marie = window(HELENE), window(PAUL), window(MARIE)
    address = ask(helene, demo, "Qui écrit ?")
    paul.goto(address)
    marie.goto(address)

    field(paul).press_sequentially("Je réponds")

    expect(marie.locator(".writing")).to_have_text("Paul Petit rédige une réponse…", timeout=20_000)
    field(helene).press_sequentially("J’ajoute")
    expect(saved(helene)).to_contain_text("Brouillon enregistré à", timeout=20_000)
    expect(helene.locator("main")).not_to_contain_text("rédige")
    expect(marie.locator(".writing")).to_have_text("Paul Petit rédige une réponse…")
    expect(paul.locator(".writing")).to_have_text("")
    field(paul).press("Control+Enter")
    expect(marie.locator(".writing")).to_have_text("")


def test_of_two_who_answer_at_once_the_second_is_told_and_may_send_all_the_same(demo, window):
    helene, paul, jean = window(HELENE), window(PAUL), window(JEAN)
    address = ask(helene, demo, "À deux")
    # Jean’s line is cut: her page hears of nothing.
    jean.route("**/live/**", lambda route: route.fulfill(status=204))
    paul.goto(address)
    jean.goto(address)
    field(jean).fill("Le 30, je crois.")
    jean.locator("input[name=files]").set_input_files({"name": "échéancier.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n"})
    field(paul).fill("Le 24.")
    paul.get_by_role("button", name="Envoyer").click()
    expect(paul.locator(".message", has_text="Le 24.")).to_be_visible()

    jean.get_by_role("button", name="Envoyer", exact=True).click()

    notice = jean.locator("#held")
    expect(notice).to_contain_text(re.compile("Paul Petit a répondu à .*, avant votre envoi."))
    expect(notice).to_contain_text("Le 24.")
    expect(jean.locator(".message", has_text="Le 24.")).to_be_visible()
    expect(field(jean)).to_have_value("Le 30, je crois.")
    expect(helene.locator(".message", has_text="Le 30")).to_have_count(0)

    jean.get_by_role("button", name="Envoyer quand même").click()

    expect(jean.locator(".message", has_text="Le 30, je crois.")).to_contain_text("échéancier.pdf")
    expect(jean.locator(".message", has_text="Le 30, je crois.")).to_have_count(1)


def test_what_arrives_live_is_shown_while_writing_and_does_not_hold_the_answer_once_read(demo, window):
    helene, paul = window(HELENE), window(PAUL)
    paul.goto(ask(helene, demo, "En direct"))
    field(paul).fill("Je regarde.")

    field(helene).fill("Une précision.")
    helene.get_by_role("button", name="Envoyer").click()

    expect(paul.locator("#arrived")).to_be_visible(timeout=20_000)
    expect(paul.locator("#arrived")).to_contain_text("Un message est arrivé pendant que vous écriviez.")
    paul.wait_for_timeout(2500)
    paul.get_by_role("button", name="Envoyer", exact=True).click()
    expect(paul.locator(".message", has_text="Je regarde.")).to_be_visible()


def test_a_canned_answer_is_written_for_all_and_inserted_with_the_keyboard(demo, window):
    helene, admin = window(HELENE), window(ADMIN)
    address = ask(helene, demo, "Pièces manquantes")
    admin.goto(f"{demo.url}/conversations/answers/new/")
    admin.get_by_label("Titre").fill("Demande de pièces")
    admin.get_by_label("Texte").fill("Bonjour {{prenom}}, merci de vos pièces avant le {{échéance}} ({{date}}).")
    admin.get_by_label("Pour tout le cabinet").check()
    admin.get_by_role("button", name="Enregistrer").click()
    expect(admin.locator("#id_body_error")).to_contain_text("Variable inconnue")
    admin.get_by_label("Texte").fill("Bonjour {{prenom}}, merci de vos pièces avant le {{échéance}}.")
    expect(admin.locator("#preview")).to_contain_text("Bonjour Hélène, merci")
    admin.get_by_role("button", name="Enregistrer").click()
    expect(admin.locator(".notice[role=status]")).to_contain_text("Réponse type ajoutée")

    admin.goto(address)
    field(admin).fill("PS : ")
    admin.get_by_role("button", name="Réponses types").press("Enter")
    search = admin.get_by_label("Chercher une réponse type")
    expect(search).to_be_focused()
    search.press_sequentially("demande de")
    expect(admin.locator("[data-answer]")).to_have_count(1)
    search.press("ArrowDown")
    admin.keyboard.press("Enter")

    expect(field(admin)).to_have_value("PS : Bonjour Hélène, merci de vos pièces avant le [échéance].")
    expect(saved(admin)).to_contain_text("À compléter avant l’envoi : [échéance]")
    admin.get_by_role("button", name="Envoyer", exact=True).click()
    expect(admin.locator("#held")).to_contain_text("Il reste [échéance] dans votre message")
    field(admin).fill("Bonjour Hélène, merci de vos pièces avant le 30.")
    admin.locator(".composer-foot").get_by_role("button", name="Envoyer").click()
    expect(admin.locator(".message", has_text="avant le 30.")).to_be_visible()


def test_a_colleague_is_named_from_the_list_that_opens_at_the_sign(demo, window):
    helene, paul = window(HELENE), window(PAUL)
    paul.goto(ask(helene, demo, "Avec Marie"))

    field(paul).press_sequentially("Vois avec @mar")
    expect(paul.locator("#mention-list").get_by_role("option", name="Marie Dubois")).to_be_visible()
    field(paul).press("Enter")
    expect(field(paul)).to_have_value("Vois avec @Marie Dubois ")
    expect(paul.locator("#mention-list")).to_be_hidden()
    paul.get_by_role("button", name="Note interne").click()

    expect(paul.locator(".message.note")).to_contain_text("@Marie Dubois")


def test_a_conversation_sleeps_is_classified_and_wakes(demo, window):
    helene, paul, admin = window(HELENE), window(PAUL, width=390), window(ADMIN)
    admin.goto(f"{demo.url}/firm/missions/")
    if admin.get_by_role("button", name="Ajouter ces missions").count():
        admin.get_by_role("button", name="Ajouter ces missions").click()
    paul.goto(ask(helene, demo, "À plus tard"))

    paul.get_by_label("Mission").select_option(label="Fiscalité")
    expect(paul.locator(".following .saved")).to_have_text("Enregistré")
    paul.wait_for_timeout(200)
    paul.get_by_label("Échéance").fill("2027-01-15")
    paul.locator(".snooze summary").click()
    paul.get_by_role("button", name="Lundi").click()
    expect(paul.locator(".conversation-head")).to_contain_text("en veille jusqu’au")
    paul.reload()
    expect(paul.get_by_label("Mission")).to_have_value(re.compile(r"\d+"))
    expect(paul.get_by_label("Échéance")).to_have_value("2027-01-15")
    helene.reload()
    expect(helene.locator("main")).not_to_contain_text("en veille")
    expect(helene.locator("main")).not_to_contain_text("Fiscalité")

    field(helene).fill("Finalement, c’est pressé.")
    helene.get_by_role("button", name="Envoyer").click()

    expect(helene.locator(".message", has_text="pressé")).to_be_visible()
    paul.reload()
    expect(paul.locator(".conversation-head")).not_to_contain_text("en veille")
