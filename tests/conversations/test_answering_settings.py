"""What an administrator sets about answering: hours, target, steps; and how each team shares its questions out."""

import pytest
from django.db import transaction
from django.test import Client

from comptoir.conversations.answering import policy_of
from comptoir.conversations.assigning import whose_turn
from comptoir.conversations.escalation import Step
from comptoir.events.models import Event
from comptoir.firms.models import Team
from comptoir.preferences.catalogue import BadValue, get_setting
from comptoir.preferences.models import SettingValue
from tests.transports.threads import threaded_db, together  # noqa: F401

from .deadlines import set_answering
from .pages import words

HTMX = {"HX-Request": "true"}


def browser_of(person):
    browser = Client()
    browser.force_login(person)
    return browser


def save(person, key, *values, place="firm"):
    return browser_of(person).post(f"/firm/policy/{place}/answering.{key}/", {"value": list(values)}, headers=HTMX)


def test_the_page_says_what_holds_and_what_it_comes_to(cast):
    page = words(browser_of(cast.admin).get("/firm/answering/"))

    for sentence in (
        "Répondre sous … heures ouvrées",
        "Jours travaillés",
        "Matin : début",
        "Ceux du pays du cabinet",
        "Une question posée maintenant",
        "Équipe TPE",
    ):
        assert sentence in page
    assert "answering.target" in page


@pytest.mark.parametrize("person", ["marie", "paul", "helene", "operator"])
def test_others_find_nothing(cast, person):
    browser = browser_of(getattr(cast, person))

    assert browser.get("/firm/answering/").status_code == 404
    assert browser.post(f"/firm/answering/teams/{cast.team.pk}/", {"mode": "round_robin"}).status_code == 404
    assert save(getattr(cast, person), "target", "2").status_code == 404


def test_an_administrator_of_another_firm_changes_nothing_here(cast):
    assert browser_of(cast.vera).post(f"/firm/answering/teams/{cast.team.pk}/", {"mode": "round_robin"}).status_code == 404
    assert save(cast.vera, "target", "2", place=f"licence-{cast.lille.pk}").status_code == 404


def test_the_target_is_saved_at_once_and_in_the_history(cast):
    assert "Enregistré" in words(save(cast.admin, "target", "3"))

    assert policy_of(cast.firm, cast.lille.pk).target_minutes == 180
    page = words(browser_of(cast.admin).get("/firm/answering/"))
    assert "Rétablir Répondre sous … heures ouvrées : valeur héritée" in page


def test_the_history_of_a_licence_is_its_own(cast):
    save(cast.admin, "target", "3", place=f"licence-{cast.lille.pk}")

    assert "Rétablir" not in words(browser_of(cast.admin).get("/firm/answering/"))
    assert "Rétablir" in words(browser_of(cast.admin).get(f"/firm/answering/?for=licence-{cast.lille.pk}"))
    assert policy_of(cast.firm, cast.lille.pk).target_minutes == 180
    assert policy_of(cast.firm, cast.arras.pk).target_minutes == 480


@pytest.mark.parametrize("place", ["licence-0", "role-staff", "x"])
def test_an_unknown_place_is_not_found(cast, place):
    assert browser_of(cast.admin).get(f"/firm/answering/?for={place}").status_code == 404


@pytest.mark.parametrize(
    ("key", "typed", "sentence"),
    [
        ("days", [], "Gardez au moins un jour travaillé"),
        ("days", ["monday", "caturday"], "Choisissez parmi les possibilités proposées."),
        ("hours", ["", "", "", ""], "Comptez au moins une heure de travail par jour"),
        ("hours", ["09:00", "09:30", "", ""], "Comptez au moins une heure de travail par jour"),
        ("hours", ["18:00", "09:00", "", ""], "La fin doit venir après le début."),
        ("hours", ["09:00", "14:00", "13:00", "18:00"], "L’après-midi doit commencer après la fin de la matinée."),
        ("hours", ["09:00", "", "14:00", "18:00"], "Indiquez pour chaque partie de la journée"),
        ("hours", ["25:00", "26:00"], "Indiquez pour chaque partie de la journée"),
        ("hours", ["x-y-z", "\0", "1", "2"], "Indiquez pour chaque partie de la journée"),
        ("target", ["0"], "Indiquez un nombre entier de 1 à 80."),
        ("target", ["huit"], "Indiquez un nombre entier de 1 à 80."),
        ("steps", [], "Gardez au moins une étape"),
        ("holidays", ["XX"], "Choisissez l’une des possibilités proposées."),
        ("pause", ["-1"], "Indiquez un nombre entier de 1 à 80."),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_reason(cast, key, typed, sentence):
    response = save(cast.admin, key, *typed)

    assert (response.status_code, sentence in words(response)) == (422, True)
    assert not SettingValue.objects.exists()


def test_what_was_typed_stays_when_it_is_refused(cast):
    page = words(save(cast.admin, "hours", "18:00", "09:00", "", ""))

    assert 'value="18:00"' in page
    assert 'value="09:00"' in page


@pytest.mark.parametrize("value", ["09:00-12:00", None, 3, [None], [["09:00", "12:00"]], ["09:00-12:00"] * 3, ["9-12"], {"a": 1}])
def test_programs_too_are_told_what_is_wrong(value):
    with pytest.raises(BadValue):
        get_setting("answering.hours").kind.clean(value)


@pytest.mark.parametrize(("value", "shown"), [(["09:00-12:00", "14:00-18:00"], "de 09:00 à 12:00 et de 14:00 à 18:00"), (["20:00-00:00"], "de 20:00 à 00:00")])
def test_hours_are_kept_as_they_are_and_read_as_words(value, shown):
    kind = get_setting("answering.hours").kind

    assert kind.clean(value) == value
    assert kind.shown(value) == shown


def test_the_policy_is_what_was_set(cast):
    set_answering(cast, days=["monday", "saturday"], hours=["20:00-00:00"], holidays="", target=5, pause=2, steps=["fallback", "assignee"])

    policy = policy_of(cast.firm, cast.lille.pk)

    assert (policy.target_minutes, policy.pause_minutes, policy.steps) == (300, 120, (Step.ASSIGNEE, Step.FALLBACK))
    assert (policy.worktime.days, policy.worktime.calendar, str(policy.worktime.zone)) == ({0, 5}, "", "Europe/Paris")


@pytest.mark.parametrize(("country", "calendar"), [("FR", "FR"), ("BE", "BE"), ("CA", "CA-QC"), ("JP", "")])
def test_the_holidays_are_those_of_the_firms_country(cast, country, calendar):
    cast.firm.country = country

    assert policy_of(cast.firm, cast.lille.pk).worktime.calendar == calendar


def test_what_the_firm_imposes_holds_in_its_licences(cast):
    browser_of(cast.admin).post("/firm/policy/firm/answering.target/", {"value": "3", "locked": "on"}, headers=HTMX)

    assert save(cast.admin, "target", "9", place=f"licence-{cast.lille.pk}").status_code == 422
    assert policy_of(cast.firm, cast.lille.pk).target_minutes == 180


def test_the_search_leads_administrators_to_the_page(cast):
    from comptoir.preferences.search import find_settings

    assert "/firm/answering/#answering.target" in {found.url for found in find_settings(cast.admin, "heures ouvrées")}
    assert find_settings(cast.paul, "heures ouvrées") == []


def test_a_team_shares_its_questions_out_as_it_is_set_and_the_history_says_so(cast):
    browser = browser_of(cast.admin)

    browser.post(f"/firm/answering/teams/{cast.team.pk}/", {"mode": "round_robin"})
    browser.post(f"/firm/answering/teams/{cast.team.pk}/", {"mode": "round_robin"})

    assert Team.objects.get(pk=cast.team.pk).mode == Team.Mode.ROUND_ROBIN
    event = Event.objects.get(verb="team.mode-changed")
    assert (event.actor, event.firm, event.data) == (cast.admin, cast.firm, {"name": "Équipe TPE", "before": "queue", "after": "round_robin"})
    assert "Équipe TPE : À tour de rôle" in words(browser.get("/firm/answering/"))
    assert "À tour de rôle" in words(browser_of(cast.paul).get("/firm/teams/"))


def test_an_unknown_way_changes_nothing_and_says_so(cast):
    page = words(browser_of(cast.admin).post(f"/firm/answering/teams/{cast.team.pk}/", {"mode": "lottery"}, follow=True))

    assert "Choisissez comment cette équipe se partage ses questions." in page
    assert Team.objects.get(pk=cast.team.pk).mode == Team.Mode.QUEUE


def in_turn(cast):
    Team.objects.filter(pk=cast.team.pk).update(mode=Team.Mode.ROUND_ROBIN)
    return {cast.paul.pk, cast.nora.pk}


@pytest.mark.django_db(transaction=True)
def test_questions_that_come_together_go_to_different_people(threaded_db):  # noqa: F811
    from tests.cast import Cast

    cast = Cast()
    everybody = in_turn(cast)

    def take():
        with transaction.atomic():
            return whose_turn(cast.team, everybody, takes_it=True)

    turns = together(*[take] * 6)

    assert sorted(user.pk for user in turns) == sorted([cast.paul.pk, cast.nora.pk] * 3)


def test_with_everybody_away_the_question_stays_in_the_queue(cast):
    in_turn(cast)

    assert whose_turn(cast.team, set(), takes_it=True) is None
    assert Team.objects.get(pk=cast.team.pk).last_given_to is None
