"""Two tabs of one form: the second is told what changed meanwhile, loses nothing, and may save all the same."""

import pytest

from .browsers import browser_of
from .test_informations import PAGE, form_of, fresh, said_at


def test_the_second_tab_is_told_and_may_insist(cast):
    browser = browser_of(cast.marie)
    first, second = form_of(browser), form_of(browser)
    assert browser.post(PAGE, first | {"job_title": "Associée"}).status_code == 302

    answer = browser.post(PAGE, second | {"job_title": "Experte", "phone": "03 20 00 00 00"})

    sentence = "Ce champ a changé entre-temps, dans une autre fenêtre : il vaut maintenant «Associée». Enregistrez à nouveau pour garder votre saisie."
    assert (answer.status_code, said_at(answer, "job_title").replace("\u202f", " ")) == (422, sentence)
    assert (fresh(cast.marie).job_title, fresh(cast.marie).phone) == ("Associée", "")
    again = {field.html_name: field.value() for field in answer.context["form"] if field.value() is not None}
    assert (again["job_title"], again["phone"]) == ("Experte", "03 20 00 00 00")
    assert browser.post(PAGE, again).status_code == 302
    assert (fresh(cast.marie).job_title, fresh(cast.marie).phone) == ("Experte", "+33320000000")


def test_what_was_emptied_meanwhile_is_told_too(cast):
    type(cast.marie).objects.filter(pk=cast.marie.pk).update(job_title="Associée")
    browser = browser_of(cast.marie)
    stale = form_of(browser)
    browser.post(PAGE, stale | {"job_title": ""})

    assert said_at(browser.post(PAGE, stale), "job_title").startswith("Ce champ a été vidé entre-temps")


def test_the_same_change_in_both_tabs_is_no_conflict(cast):
    browser = browser_of(cast.marie)
    first, second = form_of(browser), form_of(browser)
    browser.post(PAGE, first | {"job_title": "Associée"})

    assert browser.post(PAGE, second | {"job_title": "Associée"}).status_code == 302


def test_a_choice_is_told_by_its_name(cast):
    browser = browser_of(cast.marie)
    stale = form_of(browser)
    type(cast.marie).objects.filter(pk=cast.marie.pk).update(language="en")

    answer = browser.post(PAGE, stale)

    assert answer.status_code == 422
    assert "English" in said_at(answer, "language")


@pytest.mark.parametrize("stamp", ["", "forged", "eyJ9:abc:def", None])
def test_without_a_stamp_of_ours_the_form_is_taken_as_it_is(cast, stamp):
    browser = browser_of(cast.marie)
    form = {name: value for name, value in (form_of(browser) | {"stamp": stamp}).items() if value is not None}
    type(cast.marie).objects.filter(pk=cast.marie.pk).update(job_title="Associée")

    assert browser.post(PAGE, form | {"job_title": "Experte"}).status_code == 302


def test_the_stamp_of_another_person_counts_for_nothing(cast):
    paul, marie = browser_of(cast.paul), browser_of(cast.marie)

    assert marie.post(PAGE, form_of(marie) | {"stamp": form_of(paul)["stamp"]}).status_code == 302


def test_a_signature_is_guarded_too(cast):
    browser = browser_of(cast.marie)
    stale = form_of(browser, "/settings/signature/")
    browser.post("/settings/signature/", stale | {"signature": "Marie\nLille"})

    answer = browser.post("/settings/signature/", stale | {"signature": "Marie\nArras"})

    assert answer.status_code == 422
    assert "Marie\nLille" in said_at(answer, "signature")
    assert fresh(cast.marie).signature == "Marie\nLille"


def test_a_switch_turned_off_meanwhile_is_told(cast):
    browser = browser_of(cast.marie)
    stale = form_of(browser, "/settings/signature/")
    type(cast.marie).objects.filter(pk=cast.marie.pk).update(signs_messages=False)

    assert "désactivé" in said_at(browser.post("/settings/signature/", stale), "signs_messages")
