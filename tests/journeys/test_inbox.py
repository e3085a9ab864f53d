"""The inbox in a real browser: it stays up to date without losing what is ticked, and everything in it is done from the keyboard."""

import re

from playwright.sync_api import expect

from .test_question import HELENE, JULES, PAUL, ask

ALIX = "admin@lormeau.example"


def row(page, subject):
    return page.locator("#conversations li", has_text=subject)


def test_the_inbox_refreshes_itself_and_keeps_what_is_ticked_and_where_one_stands(demo, window):
    helene, paul = window(HELENE), window(PAUL)
    ask(helene, demo, "Première à cocher", "Bonjour.")
    paul.goto(f"{demo.url}/conversations/?box=firm")
    expect(paul.locator("#count-firm")).not_to_be_empty()
    expect(row(paul, "Première à cocher")).to_be_visible()
    row(paul, "Première à cocher").get_by_role("checkbox").check()
    before = paul.locator("#count-firm").text_content()

    ask(helene, demo, "Arrivée toute seule", "Encore une question.")

    expect(row(paul, "Arrivée toute seule")).to_be_visible(timeout=20_000)
    expect(paul.locator("#count-firm")).not_to_have_text(before)
    expect(row(paul, "Première à cocher").get_by_role("checkbox")).to_be_checked()
    expect(row(paul, "Première à cocher").get_by_role("checkbox")).to_be_focused()
    expect(paul.get_by_text("Cochées : 1")).to_be_visible()


def test_everything_is_done_from_the_keyboard(demo, window):
    helene, alix = window(HELENE), window(ALIX)
    for subject in ("Clavier un", "Clavier deux"):
        ask(helene, demo, subject, "Le relevé de la banque est parti.")
    alix.goto(f"{demo.url}/conversations/?box=all")
    expect(row(alix, "Clavier deux")).to_be_visible()

    alix.keyboard.press("j")
    expect(row(alix, "Clavier deux")).to_have_class(re.compile("current"))
    alix.keyboard.press("j")
    expect(row(alix, "Clavier un")).to_have_class(re.compile("current"))
    alix.keyboard.press("k")
    alix.keyboard.press("x")
    expect(row(alix, "Clavier deux").get_by_role("checkbox")).to_be_checked()

    alix.keyboard.press("a")
    expect(alix.locator("#many-dialog")).to_contain_text("Assigner : une conversation")
    expect(alix.get_by_label("Assigner à")).to_be_focused()
    alix.get_by_label("Assigner à").select_option("Jean Lefort")
    alix.locator("#many-dialog").get_by_role("button", name="Assigner").click()
    expect(alix.get_by_role("status").filter(has_text="assignée à Jean Lefort")).to_be_visible()
    expect(row(alix, "Clavier deux")).to_contain_text("Jean Lefort")

    alix.keyboard.press("j")
    alix.keyboard.press("e")
    expect(alix.get_by_text("Une conversation close.")).to_be_visible()
    alix.get_by_role("button", name="Annuler").click()
    expect(alix.get_by_text("Annulé pour une conversation.")).to_be_visible()

    alix.keyboard.press("/")
    alix.keyboard.type("releves banque clavier")
    alix.keyboard.press("Enter")
    expect(row(alix, "Clavier un").locator("mark", has_text="relevé")).to_be_visible()

    alix.keyboard.press("?")
    expect(alix.get_by_role("heading", name="Raccourcis clavier")).to_be_visible()
    alix.keyboard.press("Escape")
    alix.keyboard.press("g")
    alix.keyboard.press("m")
    alix.wait_for_url(re.compile(r"box=mine"))
    alix.keyboard.press("g")
    alix.keyboard.press("a")
    alix.wait_for_url(re.compile(r"box=all"))
    alix.keyboard.press("j")
    alix.keyboard.press("o")
    alix.wait_for_url(re.compile(r"/conversations/\d+/"))


def test_keys_do_nothing_for_who_switched_them_off(demo, window):
    paul = window(PAUL)
    paul.goto(f"{demo.url}/settings/preferences/")
    switch = paul.get_by_role("switch", name="Raccourcis clavier")
    switch.uncheck()
    expect(paul.locator("#shortcuts")).to_contain_text("Enregistré")

    paul.goto(f"{demo.url}/conversations/")
    expect(paul.locator("#count-all")).not_to_be_empty()
    paul.keyboard.press("j")
    paul.keyboard.press("?")

    expect(paul.locator("li.current")).to_have_count(0)
    expect(paul.get_by_role("heading", name="Raccourcis clavier")).to_have_count(0)
    paul.goto(f"{demo.url}/settings/preferences/")
    paul.get_by_role("switch", name="Raccourcis clavier").check()
    expect(paul.locator("#shortcuts")).to_contain_text("Enregistré")


def test_several_are_put_to_sleep_on_a_phone_and_found_again(demo, window):
    jules, paul = window(JULES, width=390), window(PAUL, width=390)
    for subject in ("Sommeil un", "Sommeil deux"):
        ask(jules, demo, subject, "Rien ne presse.")
    paul.goto(f"{demo.url}/conversations/?q=sommeil")
    for subject in ("Sommeil un", "Sommeil deux"):
        row(paul, subject).get_by_role("checkbox").check()
    assert paul.evaluate("document.documentElement.scrollWidth") <= 390

    paul.get_by_role("button", name="Mettre en veille").click()
    expect(paul.locator("#many-dialog")).to_contain_text("Mettre en veille : 2 conversations")
    paul.locator("#many-dialog").get_by_role("button", name="Mettre en veille").click()

    expect(paul.get_by_text("2 conversations en veille.")).to_be_visible()
    expect(row(paul, "Sommeil un")).to_have_count(0)
    paul.goto(f"{demo.url}/conversations/?box=snoozed&q=sommeil")
    expect(row(paul, "Sommeil un")).to_be_visible()


def test_a_client_searches_their_messages(demo, window):
    helene = window(HELENE, width=390)
    ask(helene, demo, "Ma recherche", "Vos honoraires de décembre me semblent élevés.")
    helene.goto(f"{demo.url}/conversations/")

    helene.get_by_role("searchbox", name="Rechercher dans vos messages").fill("honoraire")
    helene.keyboard.press("Enter")

    expect(row(helene, "Ma recherche").locator("mark")).to_have_text("honoraires")
    assert helene.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_keys_of_an_open_conversation_reach_its_controls(demo, window):
    helene, alix = window(HELENE), window(ALIX)
    ask(helene, demo, "Touches ici aussi", "Bonjour.")
    alix.goto(helene.url)
    expect(alix.get_by_label("Assigner à")).to_be_visible()

    alix.keyboard.press("r")
    message = alix.get_by_label("Message", exact=True)
    expect(message).to_be_focused()
    alix.keyboard.type("es")
    expect(message).to_have_value("es")
    message.fill("")
    message.blur()

    alix.keyboard.press("a")
    expect(alix.get_by_label("Assigner à")).to_be_focused()
    alix.get_by_label("Assigner à").blur()
    alix.keyboard.press("e")

    expect(alix.get_by_role("button", name="Rouvrir")).to_be_visible()
