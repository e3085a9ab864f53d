"""Seed 003 by hand, in a real browser: frequency, language, and in which dossiers one takes part."""

import re

import pytest
from playwright.sync_api import expect

JEAN, HELENE, ADMIN = "jean.lefort@lormeau.example", "helene.roux@boulangerie-roux.example", "admin@lormeau.example"
PAGE = "/settings/conversations/"
ACCOUNTANT, ENTREPRENEUR = "Question pour comptable", "Question pour entrepreneur"


def switch(page, place, side=ACCOUNTANT):
    return page.get_by_role("switch", name=f"{side} : {place}", exact=True)


def turn(page, place, side=ACCOUNTANT):
    """Turn a switch and wait until it is saved."""
    with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        switch(page, place, side).click()
    assert answer.value.ok
    expect(page.locator("#participation").get_by_text("Enregistré").first).to_be_visible()


def open_page(window, demo, email, **options):
    page = window(email, **options)
    page.goto(f"{demo.url}{PAGE}")
    return page


@pytest.fixture
def jean(demo, window):
    """Jean with the defaults of a manager; afterwards he is again as the demo has him, off in «Boulangerie Roux»."""
    page = open_page(window, demo, JEAN)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_role("button", name="Ne participer qu’à mes dossiers").click()
    expect(page.get_by_text("C’est ce que vous faites aujourd’hui.")).to_be_visible()
    yield page
    page.goto(f"{demo.url}{PAGE}")
    if switch(page, "Boulangerie Roux").is_checked():
        turn(page, "Boulangerie Roux")


def test_the_tools_in_the_profile_menu_lead_there(demo, window):
    jean = window(JEAN)
    jean.goto(f"{demo.url}/")
    jean.get_by_role("button", name="menu du profil").click()
    menu = jean.locator("#me-menu")
    expect(menu).to_contain_text("Connecté en tant que")
    expect(menu.get_by_role("heading", name="Outils")).to_be_visible()

    menu.get_by_role("link", name="Paramètres de conversations").click()

    expect(jean.get_by_role("heading", level=1, name="Paramètres de conversations")).to_be_visible()


def test_frequency_and_language(demo, window):
    helene = open_page(window, demo, HELENE, width=390)

    helene.get_by_label("Fréquence", exact=True).select_option("never")
    expect(helene.get_by_text("vous pourrez toujours retrouver les questions")).to_be_visible()
    helene.get_by_label("Langue", exact=True).select_option("nl")
    expect(helene.get_by_text("Modifié par vous")).to_have_count(2)

    helene.reload()
    expect(helene.get_by_label("Fréquence", exact=True)).to_have_value("never")
    for left in (1, 0):
        helene.get_by_role("button", name="Revenir à la valeur héritée").first.click()
        expect(helene.get_by_text("Modifié par vous")).to_have_count(left)


def test_a_manager_who_turns_it_off_has_a_grey_bell(demo, window, jean):
    expect(switch(jean, "Boulangerie Roux")).to_be_checked()

    turn(jean, "Boulangerie Roux")

    jean.reload()
    expect(switch(jean, "Boulangerie Roux")).not_to_be_checked()
    expect(jean.locator(".dossier-row", has_text="Boulangerie Roux").first).to_contain_text("ce dossier")
    helene = window(HELENE)
    helene.goto(f"{demo.url}/conversations/new/")
    box = helene.get_by_role("checkbox", name="Jean Lefort")
    expect(box).not_to_be_checked()
    expect(box).to_have_accessible_description(re.compile("ne participe pas par défaut"))
    expect(helene.get_by_role("checkbox", name="Paul Petit")).to_be_checked()
    box.check()
    expect(box).to_be_checked()


def test_who_turns_it_on_again_is_selected(demo, window, jean):
    turn(jean, "Boulangerie Roux")
    turn(jean, "Boulangerie Roux")

    helene = window(HELENE)
    helene.goto(f"{demo.url}/conversations/new/")

    expect(helene.get_by_role("checkbox", name="Jean Lefort")).to_be_checked()


@pytest.mark.parametrize("width", [1360, 390])
def test_all_dossiers_a_licence_and_what_differs(demo, window, jean, width):
    jean.set_viewport_size({"width": width, "height": 900})
    turn(jean, "Boulangerie Roux")

    turn(jean, "tous les dossiers")

    expect(switch(jean, "tous les dossiers")).to_be_focused()
    expect(switch(jean, "licence Lille")).to_be_checked()
    expect(switch(jean, "Boulangerie Roux")).not_to_be_checked()
    jean.reload()
    expect(switch(jean, "tous les dossiers")).to_be_checked()
    jean.locator(".wide-line.all").get_by_role("button", name="1 dossier a un autre choix : l’aligner").click()
    expect(switch(jean, "Boulangerie Roux")).to_be_checked()
    turn(jean, "licence Lille")
    expect(switch(jean, "Boulangerie Roux")).not_to_be_checked()
    expect(switch(jean, "tous les dossiers")).to_be_checked()
    jean.locator(".saved-change").get_by_role("button", name="Annuler").click()
    expect(switch(jean, "Boulangerie Roux")).to_be_checked()
    assert jean.evaluate("document.documentElement.scrollWidth") == width


def test_a_licence_folds_and_stays_so(demo, window, jean):
    fold = jean.get_by_role("button", name="Lille", exact=True)
    expect(fold).to_have_attribute("aria-expanded", "true")

    fold.click()

    expect(switch(jean, "Boulangerie Roux")).to_be_hidden()
    jean.reload()
    expect(fold).to_have_attribute("aria-expanded", "false")
    expect(switch(jean, "Boulangerie Roux")).to_be_hidden()
    expect(switch(jean, "licence Lille")).to_be_visible()
    fold.click()
    expect(switch(jean, "Boulangerie Roux")).to_be_visible()


def test_the_keyboard_goes_from_switch_to_switch(demo, window, jean):
    switch(jean, "Boulangerie Roux").focus()
    for key, place, side in (("ArrowLeft", "Boulangerie Roux", ENTREPRENEUR), ("ArrowRight", "Boulangerie Roux", ACCOUNTANT)):
        jean.keyboard.press(key)
        expect(switch(jean, place, side)).to_be_focused()
    jean.keyboard.press("ArrowDown")
    expect(switch(jean, "Boulangerie Roux")).not_to_be_focused()
    jean.keyboard.press("ArrowUp")

    with jean.expect_response(lambda answer: answer.request.method == "POST"):
        jean.keyboard.press("Space")

    expect(switch(jean, "Boulangerie Roux")).not_to_be_checked()
    expect(switch(jean, "Boulangerie Roux")).to_be_focused()
    expect(jean.locator("#recommendation-effect")).to_contain_text("1 reprendrait")


def test_filters_find_without_a_new_page_and_stay_in_the_address(demo, window, jean):
    jean.get_by_label("Filtrer par nom ou code").press_sequentially("boulangerie ro")
    expect(jean.get_by_text("1 dossier correspond à ce filtre.")).to_be_visible()
    expect(switch(jean, "Boulangerie Roux")).to_be_visible()
    expect(jean).to_have_url(re.compile(r"\?q=boulangerie"))

    jean.reload()

    expect(jean.get_by_label("Filtrer par nom ou code")).to_have_value("boulangerie ro")
    expect(jean.locator(".dossier-row")).to_have_count(1)


def test_more_dossiers_come_as_one_scrolls(demo, window):
    admin = open_page(window, demo, ADMIN)
    expect(admin.locator(".dossier-row")).to_have_count(50)

    admin.locator(".more-dossiers").scroll_into_view_if_needed()

    expect(admin.locator(".dossier-row")).to_have_count(60)


def test_without_javascript_a_switch_is_saved_by_its_button(demo, window):
    helene = window(HELENE, java_script_enabled=False)
    helene.goto(f"{demo.url}{PAGE}")
    box = helene.get_by_role("switch", name=f"{ENTREPRENEUR} : Boulangerie Roux", exact=True)
    box.uncheck()

    helene.locator(".dossier-row", has=box).get_by_role("button", name="Enregistrer").click()

    expect(box).not_to_be_checked()
    box.check()
    helene.locator(".dossier-row", has=box).get_by_role("button", name="Enregistrer").click()
    expect(box).to_be_checked()
