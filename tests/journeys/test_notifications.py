"""What people are told, by which channels and when is theirs to choose, and every answer says why: in a real browser, with real mail (N1–N7, X1, F4)."""

import re

from playwright.sync_api import expect

from .test_preferences import line, saved
from .test_question import HELENE, MARIE, PAUL, ask, bell

ADMIN = "admin@lormeau.example"
JEAN = "jean.lefort@lormeau.example"
# What leaves after the pause of the demo's mails may take a while on a busy machine.
MAIL_WITHIN_SECONDS = 30
LIVE_WITHIN = 10_000


def row(page, topic, category="Conversations"):
    return (
        page.get_by_role("region", name=category, exact=True)
        .get_by_role("listitem")
        .filter(has=page.get_by_role("switch", name=f"{topic} : Cloche", exact=True))
    )


def switch(page, topic, channel, category="Conversations"):
    return row(page, topic, category).get_by_role("switch", name=f"{topic} : {channel}", exact=True)


def answered(page, change):
    """Make `change` and wait for its own answer: what an earlier one showed may still stand there. The list of the page then shows it."""
    with page.expect_response(lambda answer: answer.request.method == "POST" and "/notifications/" in answer.url) as answer:
        change()
    assert answer.value.ok
    page.wait_for_function("() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')")


def open_settings(page, demo):
    page.goto(f"{demo.url}/")
    page.get_by_role("link", name="Paramètres").click()
    page.get_by_role("link", name="Notifications", exact=True).click()


def foretell(page):
    with page.expect_response(lambda answer: "preview" in answer.url) as answer:
        page.get_by_role("button", name="Qui sera prévenu ?").click()
    assert answer.value.ok
    return page.locator("#foretold")


def rings(page, before):
    """The bell counts more than `before`, its name then, without anybody having touched the page."""
    expect(bell(page)).not_to_have_attribute("aria-label", before, timeout=LIVE_WITHIN)


def latest(page, title):
    """The line of the bell's list that says `title`."""
    with page.expect_response(lambda answer: answer.url.endswith("/notifications/latest/")):
        bell(page).click()
    return page.locator("#bell-panel li").filter(has_text=title)


def test_a_mail_that_was_switched_off_stays_away_and_the_bell_says_why(demo, window):
    marie, helene = window(MARIE, width=390), window(HELENE)
    open_settings(marie, demo)
    mails = switch(marie, "Nouveaux messages", "E-mail")
    answered(marie, mails.uncheck)
    expect(row(marie, "Nouveaux messages")).to_contain_text("Enregistré")
    answered(marie, row(marie, "Nouveaux messages").get_by_role("button", name="Annuler").click)
    expect(mails).to_be_checked()
    answered(marie, mails.uncheck)
    expect(row(marie, "Nouveaux messages")).to_contain_text("Modifié par vous")
    assert marie.evaluate("document.documentElement.scrollWidth") == 390
    before = bell(marie).get_attribute("aria-label")

    ask(helene, demo, "Chauffage du fournil", "Est-ce une charge ?")

    rings(marie, before)
    assert demo.mail.wait_for(PAUL, "Chauffage du fournil", MAIL_WITHIN_SECONDS)
    latest(marie, "Chauffage du fournil").get_by_role("link", name="Pourquoi ?").click()
    expect(marie.get_by_role("heading", name="Pourquoi ai-je reçu ceci ?")).to_be_visible()
    expect(marie.locator("main")).to_contain_text("vous êtes destinataire de cette conversation")
    marie.goto(helene.url)
    marie.get_by_role("link", name="Qui a été prévenu ?").click()
    answer = marie.get_by_role("listitem").filter(has=marie.get_by_text("E-mail", exact=True)).filter(has_text="votre choix · coupé").last
    expect(answer).to_be_visible()
    answer.get_by_role("link", name="Changer ce réglage").click()
    expect(switch(marie, "Nouveaux messages", "E-mail")).to_be_in_viewport()
    expect(switch(marie, "Nouveaux messages", "E-mail")).not_to_be_checked()
    assert not [mail for mail in demo.mail.to(MARIE) if "Chauffage du fournil" in mail["Subject"]]
    answered(marie, row(marie, "Nouveaux messages").get_by_role("button", name="Revenir aux valeurs héritées").click)
    expect(switch(marie, "Nouveaux messages", "E-mail")).to_be_checked()


def test_the_bell_opens_again_and_is_read_in_one_click(demo, window):
    jean = window(JEAN)
    jean.goto(f"{demo.url}/clients/")
    expect(latest(jean, "").first).to_be_visible()
    with jean.expect_response(lambda answer: answer.url.endswith("/notifications/latest/")):
        jean.keyboard.press("Escape")
    expect(latest(jean, "").first).to_be_visible()

    with jean.expect_navigation():
        jean.locator("#bell-panel").get_by_role("button", name="Tout marquer comme lu").click()

    expect(jean.get_by_role("button", name="Notifications", exact=True)).to_be_visible()


def test_before_sending_a_colleague_sees_who_hears_of_it_and_when(demo, window):
    jean, paul = window(JEAN), window(PAUL)
    open_settings(jean, demo)
    saved(jean, "Fréquence : Conversations", lambda: jean.get_by_label("Fréquence : Conversations").select_option(label="Une fois par jour"))
    paul.goto(f"{demo.url}/conversations/?q=bail")
    paul.get_by_role("link", name=re.compile("Bail du fournil")).click()
    paul.get_by_label("Message", exact=True).fill("J’ai comparé avec le bail de 2021.")

    told = foretell(paul)

    mail = told.get_by_role("listitem").filter(has_text="Jean Lefort").get_by_role("listitem").filter(has_text="E-mail")
    expect(mail.first).to_contain_text(re.compile("(aujourd’hui|demain) à 8\u202fh, avec son résumé"))
    expect(paul.get_by_label("Message", exact=True)).to_have_value("J’ai comparé avec le bail de 2021.")
    paul.get_by_label("Message", exact=True).fill("")
    line(jean, "Fréquence : Conversations").get_by_role("button", name="Annuler").click()
    expect(jean.get_by_label("Fréquence : Conversations")).to_have_value("immediately")


def test_before_asking_a_client_sees_who_hears_of_it_and_loses_no_word(demo, window):
    helene = window(HELENE, width=390)
    helene.goto(f"{demo.url}/conversations/new/")
    helene.get_by_label("Objet").fill("Four en panne")
    helene.get_by_label("Message").fill("La réparation se déduit-elle ?")

    told = foretell(helene)

    expect(told.get_by_role("listitem")).to_have_text([re.compile("Marie Dubois"), re.compile("Paul Petit"), re.compile("Jean Lefort")])
    expect(told).to_contain_text(re.compile("Ne seront pas prévenus.*Jean Lefort", re.DOTALL))
    expect(told).not_to_contain_text("E-mail")
    expect(helene.get_by_label("Objet")).to_have_value("Four en panne")
    expect(helene.get_by_label("Message")).to_have_value("La réparation se déduit-elle ?")
    assert helene.evaluate("document.documentElement.scrollWidth") == 390
    helene.get_by_label("Objet").fill("")
    helene.get_by_label("Message").fill("")


def test_what_the_firm_decides_waits_for_newcomers_then_holds_for_all_then_is_imposed(demo, window):
    admin, jean = window(ADMIN), window(JEAN)
    admin.goto(f"{demo.url}/firm/policy/notifications/")
    answered(admin, switch(admin, "Nouvelles notes", "Cloche").uncheck)
    expect(row(admin, "Nouvelles notes")).to_contain_text("Pour les nouveaux arrivants")
    open_settings(jean, demo)
    expect(switch(jean, "Nouvelles notes", "Cloche")).to_be_checked()

    admin.get_by_role("link", name="Appliquer aux utilisateurs existants…").click()
    numbers = admin.get_by_role("row").filter(has_text="Nouvelles notes : Cloche").get_by_role("cell").all_inner_texts()
    assert numbers[:2] == ["Activé", "Désactivé"]
    assert int(numbers[2]) >= 4
    admin.get_by_role("button", name="Appliquer à tous").click()

    expect(admin.get_by_text("1 réglage appliqué à tous.")).to_be_visible()
    jean.reload()
    expect(switch(jean, "Nouvelles notes", "Cloche")).not_to_be_checked()
    expect(row(jean, "Nouvelles notes")).to_contain_text("Réglage du cabinet")
    answered(admin, admin.get_by_role("checkbox", name="Imposer : Nouvelles notes", exact=True).check)
    jean.reload()
    for channel in ("Cloche", "Navigateur", "Mobile", "E-mail"):
        expect(switch(jean, "Nouvelles notes", channel)).to_be_disabled()
    expect(row(jean, "Nouvelles notes")).to_contain_text("Imposé par le cabinet")

    answered(admin, row(admin, "Nouvelles notes").get_by_role("button", name="Revenir aux valeurs héritées").click)
    jean.reload()
    expect(switch(jean, "Nouvelles notes", "Cloche")).to_be_enabled()
    expect(switch(jean, "Nouvelles notes", "Cloche")).to_be_checked()
    expect(row(jean, "Nouvelles notes")).not_to_contain_text("cabinet")


def test_last_month_is_played_again_in_the_page(demo, window):
    paul = window(PAUL)
    open_settings(paul, demo)

    with paul.expect_response(lambda answer: answer.url.endswith("/simulation/")):
        paul.get_by_role("link", name="Simuler le mois dernier…").click()

    expect(paul.locator("#simulation")).to_contain_text(re.compile(r"Avec ces réglages, \d+ e-mails? le mois dernier\u202f; il en est parti \d+\."))
    expect(paul.locator("#simulation").get_by_role("row")).to_have_count(4)
    assert paul.url.endswith("/settings/notifications/")


def test_one_click_gives_every_choice_back_to_the_firm(demo, window):
    jean = window(JEAN, width=390)
    open_settings(jean, demo)
    mails = switch(jean, "Nouveau client ajouté", "E-mail", "Clients")
    mails.focus()
    answered(jean, lambda: jean.keyboard.press("Space"))
    expect(mails).to_be_checked()
    expect(mails).to_be_focused()
    expect(row(jean, "Nouveau client ajouté", "Clients")).to_contain_text("Modifié par vous")

    jean.get_by_role("button", name="Revenir aux réglages du cabinet").click()

    expect(jean.get_by_text("1 réglage rendu au cabinet.")).to_be_visible()
    expect(mails).not_to_be_checked()
    expect(row(jean, "Nouveau client ajouté", "Clients")).not_to_contain_text("Modifié par vous")


def test_quiet_hours_are_typed_without_losing_a_digit(demo, window):
    """A browser says «change» after each digit; «AM» is for those that count to twelve, the others pass over it."""
    jean = window(JEAN)
    open_settings(jean, demo)
    quiet = line(jean, "Heures calmes")
    quiet.get_by_label("Début").focus()
    with jean.expect_response(lambda answer: "/quiet.hours/" in answer.url):
        jean.keyboard.type("0730AM", delay=50)
    expect(quiet.get_by_label("Fin")).to_have_value("08:00")
    quiet.get_by_label("Début").focus()
    with jean.expect_response(lambda answer: "/quiet.hours/" in answer.url):
        jean.keyboard.type("0645", delay=50)

    expect(quiet.get_by_label("Début")).to_have_value("06:45")
    jean.reload()
    expect(quiet.get_by_label("Début")).to_have_value("06:45")
    quiet.get_by_role("button", name="Revenir à la valeur héritée").click()
    expect(quiet.get_by_label("Début")).to_have_value("")


def test_a_refused_validation_comes_back_with_its_reason(demo, window):
    paul, marie = window(PAUL), window(MARIE)
    paul.goto(f"{demo.url}/clients/?q=boulangerie+roux")
    paul.get_by_role("link", name="Boulangerie Roux").first.click()
    paul.get_by_role("link", name="Demander une validation").click()
    expect(paul.get_by_label("Expert-comptable")).to_contain_text("Marie Dubois")
    paul.get_by_label("Objet").fill("Acompte de décembre")
    paul.get_by_label("Ce qui est à valider").fill("Puis-je le ramener à zéro ?")
    marie.goto(f"{demo.url}/clients/")
    before = bell(marie).get_attribute("aria-label")

    paul.get_by_role("button", name="Envoyer").click()

    rings(marie, before)
    latest(marie, "Acompte de décembre").get_by_role("link").first.click()
    marie.get_by_text("Refuser, avec un motif").click()
    marie.get_by_label("Motif").fill("Le résultat dépasse celui de l’an dernier.")
    marie.get_by_role("button", name="Refuser").click()
    expect(marie.get_by_text("Refusée par Marie Dubois")).to_be_visible()
    expect(paul.locator("#validation")).to_contain_text("Le résultat dépasse celui de l’an dernier.", timeout=LIVE_WITHIN)


def test_a_note_on_a_client_reaches_the_colleague_who_is_named(demo, window):
    marie, jean = window(MARIE), window(JEAN)
    marie.goto(f"{demo.url}/clients/?q=boulangerie+roux")
    marie.get_by_role("link", name="Boulangerie Roux").first.click()
    marie.get_by_role("link", name="Notes sur le client").click()
    jean.goto(f"{demo.url}/clients/")
    before = bell(jean).get_attribute("aria-label")
    marie.get_by_role("textbox", name="Note").fill("@Jean Lefort, l’apprenti commence le 4 janvier.")
    expect(foretell(marie)).to_contain_text("Jean Lefort")

    marie.get_by_role("button", name="Ajouter la note").click()

    expect(marie.locator("#notes article").first).to_contain_text("l’apprenti commence")
    rings(jean, before)
    # Read first, it would be in no mail.
    assert demo.mail.wait_for(JEAN, "vous mentionne dans une note sur Boulangerie Roux", MAIL_WITHIN_SECONDS)
    latest(jean, "vous mentionne dans une note").first.get_by_role("link").first.click()
    expect(jean.locator("#notes")).to_contain_text("l’apprenti commence le 4 janvier")
