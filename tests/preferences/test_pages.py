"""What a person sees and does on the settings pages."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from comptoir.events.models import Event
from comptoir.preferences.actions import change_settings, set_value
from comptoir.preferences.models import Holder, SettingValue

HTMX = {"HX-Request": "true"}


@pytest.fixture
def browser_of():
    def browser(person):
        client = Client()
        client.force_login(person)
        return client

    return browser


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_a_choice_is_saved_at_once_and_says_so(cast, browser_of):
    response = browser_of(cast.marie).post("/settings/values/appearance.theme/", {"value": "dark"}, headers=HTMX)

    assert "Enregistré" in words(response)
    assert "Modifié par vous" in words(response)
    assert "Revenir à la valeur héritée : Comme l’appareil" in words(response)
    assert "Annuler" in words(response)
    assert 'data-theme="dark"' in browser_of(cast.marie).get("/").content.decode()


def test_the_change_is_undone_from_the_line(cast, browser_of):
    browser = browser_of(cast.marie)
    browser.post("/settings/values/appearance.theme/", {"value": "dark"}, headers=HTMX)
    event = Event.objects.get(verb="setting.changed")

    response = browser.post(f"/settings/history/{event.pk}/reversal/", {"line": "/settings/values"}, headers=HTMX)

    assert "Enregistré" in words(response)
    assert "Modifié par vous" not in words(response)
    assert not SettingValue.objects.exists()


def test_without_javascript_the_page_comes_back_and_says_so(cast, browser_of):
    response = browser_of(cast.marie).post("/settings/values/appearance.density/", {"value": "compact", "next": "/settings/preferences/"}, follow=True)

    assert response.redirect_chain == [("/settings/preferences/", 302)]
    assert "Enregistré." in words(response)
    assert 'data-density="compact"' in response.content.decode()


def test_what_cannot_be_saved_says_why_and_keeps_what_was_typed(cast, browser_of):
    browser = browser_of(cast.admin)

    response = browser.post("/firm/policy/firm/security.password_length/", {"value": "5"}, headers=HTMX)

    assert response.status_code == 422
    assert "Indiquez un nombre entier de 6 à 64." in words(response)
    assert 'value="5"' in response.content.decode()
    without_javascript = browser.post("/firm/policy/firm/security.password_length/", {"value": "douze", "next": "/firm/policy/"}, follow=True)
    assert "Longueur minimale des mots de passe : Indiquez un nombre entier de 6 à 64." in words(without_javascript)


def test_an_elsewhere_is_no_next_page(cast, browser_of):
    response = browser_of(cast.marie).post("/settings/values/appearance.theme/", {"value": "dark", "next": "https://elsewhere.example/"})

    assert response.headers["Location"] == "/settings/"


def test_what_the_firm_imposes_is_shown_as_imposed_and_refused(cast, browser_of):
    browser_of(cast.admin).post("/firm/policy/firm/appearance.theme/", {"value": "light", "locked": "on"}, headers=HTMX)
    browser = browser_of(cast.marie)

    page = browser.get("/settings/preferences/")
    refused = browser.post("/settings/values/appearance.theme/", {"value": "dark"}, headers=HTMX)

    assert "Imposé par le cabinet" in words(page)
    assert "Ce réglage est imposé par votre cabinet." in words(refused)
    assert refused.status_code == 422


def test_what_a_role_inherits_is_shown_with_its_origin(cast, browser_of):
    set_value(Holder.of_firm(cast.firm), "appearance.theme", "dark", by=cast.admin)

    page = browser_of(cast.admin).get("/firm/policy/?for=role-staff")

    assert "Réglage du cabinet" in words(page)
    assert browser_of(cast.admin).get("/firm/policy/?for=role-pirate").status_code == 404


def test_the_history_shows_before_and_after_and_puts_back(cast, browser_of):
    browser = browser_of(cast.marie)
    change_settings(cast.marie, {"appearance.theme": "dark"}, by=cast.marie)
    change_settings(cast.marie, {"appearance.theme": "light"}, by=cast.marie)

    page = browser.get("/settings/history/")

    assert "Thème Sombre devient Clair" in words(page)
    assert "Thème valeur héritée devient Sombre" in words(page)
    last = Event.objects.filter(verb="setting.changed").latest("pk")
    after = browser.post(f"/settings/history/{last.pk}/reversal/", follow=True)
    assert "Rétabli." in words(after)
    assert SettingValue.objects.get().value == "dark"


def test_the_history_says_from_where(cast, browser_of):
    browser_of(cast.marie).post("/settings/values/appearance.theme/", {"value": "dark"}, REMOTE_ADDR="203.0.113.7")

    assert "vous · depuis le site · 203.0.113.7" in words(browser_of(cast.marie).get("/settings/history/"))


def test_nobody_undoes_for_somebody_else(cast, browser_of):
    (mine,) = change_settings(cast.marie, {"appearance.theme": "dark"}, by=cast.marie)
    firm_wide = set_value(Holder.of_firm(cast.firm), "appearance.theme", "dark", by=cast.admin)

    for person, event in [(cast.admin, mine), (cast.vera, mine), (cast.marie, firm_wide), (cast.vera, firm_wide)]:
        assert browser_of(person).post(f"/settings/history/{event.pk}/reversal/").status_code == 404
    assert browser_of(cast.admin).post(f"/settings/history/{firm_wide.pk}/reversal/").status_code == 302


def test_two_administrators_at_once_the_later_one_holds(cast, browser_of):
    first, second = browser_of(cast.admin), browser_of(cast.admin)
    first.post("/firm/policy/firm/appearance.theme/", {"value": "dark"}, headers=HTMX)

    second.post("/firm/policy/firm/appearance.theme/", {"value": "light"}, headers=HTMX)

    assert SettingValue.objects.get().value == "light"
    assert Event.objects.filter(verb="setting.changed").count() == 2


@pytest.mark.parametrize("asked", ["theme", "THÈME", "sombre", "dark", "mode sombre", "signature", "fuseau"])
def test_the_search_finds_settings_by_their_words_in_every_language(cast, browser_of, asked):
    cast.marie.language = "fr"

    page = browser_of(cast.marie).get("/search/", {"q": asked})

    assert "Réglages" in words(page)
    assert "/settings/" in page.content.decode().split("Réglages", 1)[1]


def test_the_search_offers_no_setting_that_one_does_not_have(cast, browser_of):
    assert "Mode absence" in words(browser_of(cast.marie).get("/search/", {"q": "absence"}))
    assert "Mode absence" not in words(browser_of(cast.helene).get("/search/", {"q": "absence"}))


def test_dates_are_written_as_the_person_likes(cast, browser_of):
    change_settings(cast.marie, {"appearance.theme": "dark"}, by=cast.marie)
    browser = browser_of(cast.marie)

    seen = {}
    for style in ("words", "numbers", "iso"):
        change_settings(cast.marie, {"dates.style": style}, by=cast.marie)
        seen[style] = words(browser.get("/settings/history/"))

    assert re.search(r"\d\d/\d\d/\d{4} \d\d:\d\d", seen["numbers"])
    assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d · ", seen["iso"])
    assert not re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d · ", seen["words"])


def test_what_only_the_firm_sets_is_found_by_its_administrators(cast, browser_of):
    assert "/firm/policy/#security.password_length" in browser_of(cast.admin).get("/search/", {"q": "longueur minimale"}).content.decode()
    assert "Longueur minimale" not in words(browser_of(cast.marie).get("/search/", {"q": "longueur minimale"})).replace("Rien ne contient", "")


@pytest.mark.parametrize("changes", [1, 3])
def test_a_long_history_costs_the_same_queries(cast, browser_of, changes, django_assert_max_num_queries):
    for number in range(changes):
        change_settings(cast.marie, {"dates.first_day": ["sunday", "monday"][number % 2]}, by=cast.marie)
    browser = browser_of(cast.marie)
    browser.get("/settings/history/")

    with django_assert_max_num_queries(8):
        browser.get("/settings/history/")


def test_the_week_begins_where_the_person_begins_it(cast, browser_of):
    with time_machine.travel(datetime(2026, 11, 21, 10, tzinfo=UTC)):  # a Saturday
        change_settings(cast.marie, {"appearance.theme": "dark"}, by=cast.marie)
    with time_machine.travel(datetime(2026, 11, 22, 10, tzinfo=UTC)):
        assert "Cette semaine" in words(browser_of(cast.marie).get("/settings/history/"))
        change_settings(cast.marie, {"dates.first_day": "sunday"}, by=cast.marie)
        page = words(browser_of(cast.marie).get("/settings/history/"))
    assert page.index("Cette semaine") < page.index("La semaine dernière")
