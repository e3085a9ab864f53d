"""An absence from the page to the return, in the browser, on a desk and on a telephone (A1–A6, X5, X12)."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from .test_question import HELENE, JULES, ask

PAUL, JEAN, ADMIN, MARIE = (f"{name}@lormeau.example" for name in ("paul.petit", "jean.lefort", "admin", "marie.dubois"))


def in_days(number):
    return (date.today() + timedelta(days=number)).isoformat()


def open_away(page, demo):
    page.goto(f"{demo.url}/settings/away/")
    expect(page.get_by_role("heading", name="Mode absence")).to_be_visible()


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("width", [1360, 390])
def test_somebody_looks_before_leaving_leaves_and_comes_back_to_what_happened(demo, window, width):
    helene, jean = window(HELENE), window(JEAN, width=width)
    subject = f"Prime de fin d’année {width}"
    ask(helene, demo, subject, "Peut-on la verser en décembre ?")
    jean.goto(f"{demo.url}/conversations/")
    jean.get_by_role("link", name=re.compile(subject)).first.click()
    jean.locator("select[name=assignee]").select_option(label="Jean Lefort")
    jean.get_by_role("button", name="Assigner").click()

    open_away(jean, demo)
    jean.get_by_role("checkbox", name="Mode absence").check()
    jean.get_by_label("Assigner à").select_option(label="Paul Petit")
    jean.get_by_label("toutes les conversations ouvertes, dès le départ").check()
    jean.get_by_label("Absent jusqu’au").fill(in_days(5))
    jean.get_by_label("Heure").fill("09:00")
    jean.get_by_role("button", name="Simuler").click()
    expect(jean.locator("#simulation")).to_contain_text("à Paul Petit")
    expect(jean.locator("#simulation")).to_contain_text(subject)
    expect(jean.locator(".away-bubble")).to_have_count(0)
    assert fits(jean)
    jean.get_by_role("button", name="Enregistrer les modifications").click()
    expect(jean.locator(".away-bubble")).to_contain_text("Absent jusqu’au")

    paul = window(PAUL, width=width)
    assert "Jean Lefort vous passe le relais" in demo.mail.wait_for(PAUL, "vous passe le relais")["Subject"]
    paul.goto(f"{demo.url}/conversations/?q={subject}")
    paul.get_by_role("link", name=re.compile(subject)).first.click()
    expect(paul.locator(".conversation-head")).to_contain_text("confiée par Jean Lefort pour son absence")
    expect(paul.locator(".away-name", has_text="Jean Lefort").first).to_be_visible()
    paul.get_by_label("Message", exact=True).fill("Oui, avec la paie de décembre.")
    paul.get_by_role("button", name="Envoyer").click()
    expect(paul.locator(".message", has_text="avec la paie de décembre")).to_be_visible()

    jean.get_by_role("button", name="Mettre fin").click()
    expect(jean.locator(".away-bubble")).to_have_count(0)
    jean.goto(f"{demo.url}/")
    jean.get_by_role("link", name=re.compile("voyez ce qui s’est passé")).click()
    expect(jean.get_by_role("heading", name="Pendant votre absence")).to_be_visible()
    expect(jean.locator("main")).to_contain_text("a reçu une réponse")
    expect(jean.locator("main")).to_contain_text("vous l’avez")
    assert fits(jean)
    jean.goto(f"{demo.url}/")
    expect(jean.get_by_role("link", name=re.compile("voyez ce qui s’est passé"))).to_have_count(0)


def test_a_client_is_told_once_who_follows(demo, window):
    """Whatever the order of these tests: by the first of Jules's questions that Marie would have had, here or in another journey."""
    jules = window(JULES)
    ask(jules, demo, "Assurance du fournil", "Est-elle à jour ?")
    told = answers_in_her_absence(jules, demo)
    for _look in range(30):
        if told:
            break
        jules.wait_for_timeout(1000)
        told = answers_in_her_absence(jules, demo)
    assert len(told) == 1
    assert "Paul Petit suit votre question." in told[0]

    ask(jules, demo, "Assurance du camion", "Et celle-ci ?")
    jules.wait_for_timeout(2500)

    assert answers_in_her_absence(jules, demo) == told


def answers_in_her_absence(page, demo):
    """The words of every message that says that Marie is away, in all of the person's conversations."""
    page.goto(f"{demo.url}/conversations/")
    links = [link.get_attribute("href") for link in page.locator("main a[href^='/conversations/']").all()]
    found = []
    for address in sorted({link for link in links if re.fullmatch(r"/conversations/\d+/", link)}):
        page.goto(demo.url + address)
        found += page.locator(".message", has_text="Marie Dubois est en absence jusqu’au").all_inner_texts()
    return found


@pytest.mark.parametrize("width", [1360, 390])
def test_several_are_planned_changed_and_called_off(demo, window, width):
    paul = window(PAUL, width=width)
    open_away(paul, demo)
    planned = paul.locator(".absence-list li")
    before = planned.count()
    paul.get_by_role("checkbox", name="Mode absence").check()
    paul.get_by_label("Absent à partir du").fill(in_days(100))
    paul.get_by_label("Absent jusqu’au").fill(in_days(110))
    paul.get_by_role("button", name="Enregistrer les modifications").click()
    expect(planned).to_have_count(before + 1)

    paul.get_by_role("checkbox", name="Mode absence").check()
    paul.get_by_label("Absent à partir du").fill(in_days(105))
    paul.get_by_label("Absent jusqu’au").fill(in_days(106))
    paul.get_by_role("button", name="Enregistrer les modifications").click()
    expect(paul.get_by_role("alert")).to_contain_text("Une autre absence couvre ces dates")
    expect(paul.get_by_label("Absent à partir du")).to_have_value(in_days(105))
    assert fits(paul)

    open_away(paul, demo)
    paul.get_by_role("link", name=re.compile("Modifier l’absence")).last.click()
    paul.get_by_label("Assigner à").select_option(label="Équipe TPE")
    paul.get_by_role("button", name="Enregistrer les modifications").click()
    expect(planned.last).to_contain_text("suivi par Équipe TPE")
    paul.get_by_role("button", name=re.compile("Annuler l’absence")).last.click()
    expect(planned).to_have_count(before)


def test_an_administrator_sets_a_sick_leave_and_the_person_reads_who_did(demo, window):
    admin = window(ADMIN)
    admin.goto(f"{demo.url}/settings/")
    admin.get_by_role("link", name="Absences").click()
    admin.get_by_role("combobox", name="Collaborateur").select_option(label="Jean Lefort")
    admin.get_by_role("button", name="Prévoir une absence").click()
    admin.get_by_label("Assigner à").select_option(label="Paul Petit")
    admin.get_by_role("button", name="Enregistrer les modifications").click()
    expect(admin.get_by_role("row", name=re.compile("^Jean Lefort"))).to_contain_text("retour inconnu")

    jean = window(JEAN)
    open_away(jean, demo)
    expect(jean.locator("main")).to_contain_text("Alix Lormeau a enregistré cette absence pour vous")
    admin.get_by_role("button", name=re.compile("Mettre fin à l’absence de Jean Lefort")).click()
    jean.reload()
    expect(jean.locator(".away-bubble")).to_have_count(0)
