"""A person makes the site theirs, a firm decides, and everything can be taken back: in a real browser."""

from playwright.sync_api import expect

PAUL = "paul.petit@lormeau.example"
JEAN = "jean.lefort@lormeau.example"
ADMIN = "admin@lormeau.example"


def line(page, label):
    return page.locator(".line", has=page.get_by_label(label, exact=True))


def saved(page, label, change):
    """Make `change` and wait until its own answer stands: the «Enregistré» of the change before may still be there."""
    with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        change()
    assert answer.value.ok
    expect(line(page, label)).to_contain_text("Enregistré")


def paper(page):
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def test_a_choice_is_seen_at_once_undone_and_kept(demo, window):
    paul = window(PAUL, width=390, color_scheme="light")
    paul.goto(f"{demo.url}/")
    paul.get_by_role("link", name="Paramètres").click()
    paul.get_by_role("link", name="Autres préférences").click()
    before = paper(paul)

    saved(paul, "Thème", lambda: paul.get_by_label("Thème").select_option("dark"))

    expect(line(paul, "Thème")).to_contain_text("Modifié par vous")
    assert paper(paul) != before
    line(paul, "Thème").get_by_role("button", name="Annuler").click()
    expect(line(paul, "Thème")).not_to_contain_text("Modifié par vous")
    assert paper(paul) == before
    saved(paul, "Format des dates", lambda: paul.get_by_label("Format des dates").select_option("iso"))
    paul.reload()
    line(paul, "Format des dates").get_by_role("button", name="Revenir à la valeur héritée").click()
    expect(line(paul, "Format des dates")).not_to_contain_text("Modifié par vous")
    assert paul.evaluate("document.documentElement.scrollWidth") == 390


def test_what_the_firm_imposes_nobody_changes_and_its_history_takes_it_back(demo, window):
    admin, jean = window(ADMIN), window(JEAN)
    admin.goto(f"{demo.url}/firm/policy/")
    first_day = "Premier jour de la semaine"
    saved(admin, first_day, lambda: admin.get_by_label(first_day).select_option("sunday"))

    saved(admin, first_day, lambda: line(admin, first_day).get_by_label("Imposer").check())

    jean.goto(f"{demo.url}/settings/preferences/")
    expect(jean.get_by_label("Premier jour de la semaine")).to_be_disabled()
    expect(line(jean, "Premier jour de la semaine")).to_contain_text("Imposé par le cabinet")
    admin.reload()
    for change in range(2):
        with admin.expect_navigation():
            admin.get_by_role("button", name="Rétablir Premier jour de la semaine").nth(change * 2).click()
        expect(admin.get_by_text("Rétabli.")).to_be_visible()
    jean.reload()
    expect(jean.get_by_label("Premier jour de la semaine")).to_be_enabled()


def test_a_number_out_of_bounds_says_so_beside_the_field(demo, window):
    admin = window(ADMIN)
    admin.goto(f"{demo.url}/firm/policy/")

    admin.get_by_label("Longueur minimale des mots de passe").fill("5")
    admin.get_by_label("Longueur minimale des mots de passe").press("Tab")

    expect(line(admin, "Longueur minimale des mots de passe").get_by_role("alert")).to_have_text("Indiquez un nombre entier de 6 à 64.")
    expect(admin.get_by_label("Longueur minimale des mots de passe")).to_have_value("5")


def test_any_setting_is_found_from_the_box_at_the_top(demo, window):
    paul = window(PAUL)
    paul.goto(f"{demo.url}/")
    paul.keyboard.press("Control+k")
    paul.keyboard.type("sombre")
    paul.keyboard.press("Enter")

    paul.get_by_role("link", name="Thème").click()

    expect(paul.get_by_label("Thème")).to_be_visible()
    assert paul.url.endswith("/settings/preferences/#appearance.theme")
