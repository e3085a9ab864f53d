"""Beside a conversation: sleep, mission, due date. Clients never see any of it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from comptoir.conversations.actions import Draft, add_mission, add_note, close_conversation, post_message
from comptoir.conversations.models import Conversation, Mission
from comptoir.events.models import Event
from tests.notifications.producers import question

from .pages import words

PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def conversation(cast):
    return question(cast).conversation


def browser_of(user):
    browser = Client()
    browser.force_login(user)
    return browser


def snooze(browser, conversation, until="tomorrow", **data):
    return browser.post(f"/conversations/{conversation.pk}/snooze/", {"until": until} | data)


def sleeping(conversation):
    conversation.refresh_from_db()
    return conversation.is_snoozed


def verbs(*names):
    return list(Event.objects.filter(verb__in=names).order_by("id").values_list("verb", flat=True))


def test_it_sleeps_until_the_morning_and_says_who_said_so(cast, conversation):
    with time_machine.travel(datetime(2026, 11, 26, 17, tzinfo=PARIS), tick=False) as clock:
        assert snooze(browser_of(cast.paul), conversation).status_code == 302

        assert sleeping(conversation)
        page = words(browser_of(cast.marie).get(f"/conversations/{conversation.pk}/"))
        assert "en veille jusqu’au ven. 27 nov. à 8 h (Paul Petit)" in page
        assert "en veille" not in words(browser_of(cast.helene).get(f"/conversations/{conversation.pk}/"))
        clock.move_to(datetime(2026, 11, 27, 8, 0, 1, tzinfo=PARIS))
        assert not sleeping(conversation)
        assert Conversation.objects.snoozed(timezone.now()).count() == 0
    assert verbs("conversation.snoozed") == ["conversation.snoozed"]


def test_over_the_night_in_which_the_clocks_change_it_is_still_eight_there(cast, conversation):
    with time_machine.travel(datetime(2026, 10, 24, 20, tzinfo=PARIS), tick=False):
        snooze(browser_of(cast.paul), conversation)

    conversation.refresh_from_db()
    assert conversation.snoozed_until == datetime(2026, 10, 25, 7, tzinfo=ZoneInfo("UTC"))


def test_a_chosen_moment_is_the_persons_own(cast, conversation):
    cast.paul.time_zone = "America/Martinique"
    cast.paul.save()
    with time_machine.travel(datetime(2026, 11, 26, 17, tzinfo=PARIS), tick=False):
        snooze(browser_of(cast.paul), conversation, until="chosen", day="2026-12-01", at="09:30")

    conversation.refresh_from_db()
    assert conversation.snoozed_until == datetime(2026, 12, 1, 9, 30, tzinfo=ZoneInfo("America/Martinique"))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"until": ""}, "Choisissez jusqu’à quand."),
        ({"until": "never"}, "Choisissez jusqu’à quand."),
        ({"until": "chosen"}, "Choisissez un jour."),
        ({"until": "chosen", "day": "2026-11-25"}, "Choisissez un moment à venir, dans l’année."),
        ({"until": "chosen", "day": "2028-01-01"}, "Choisissez un moment à venir, dans l’année."),
        ({"until": "chosen", "day": "31/31/2026"}, "date"),
    ],
)
def test_a_moment_that_cannot_be_says_why(cast, conversation, data, sentence):
    with time_machine.travel(datetime(2026, 11, 26, 17, tzinfo=PARIS), tick=False):
        response = snooze(browser_of(cast.paul), conversation, **data)

    assert response.status_code == 422
    assert sentence in words(response)
    assert not sleeping(conversation)


def test_the_client_writes_and_it_is_awake(cast, conversation):
    snooze(browser_of(cast.paul), conversation)
    post_message(conversation, Draft("Je regarde.", cast.marie))
    add_note(conversation, Draft("Plus tard.", cast.paul))
    assert sleeping(conversation)

    post_message(conversation, Draft("C’est pressé.", cast.helene))

    assert not sleeping(conversation)


def test_it_is_woken_by_hand_once(cast, conversation):
    paul = browser_of(cast.paul)
    snooze(paul, conversation)

    assert paul.post(f"/conversations/{conversation.pk}/waking/").status_code == 302
    assert paul.delete(f"/conversations/{conversation.pk}/snooze/").status_code == 302

    assert not sleeping(conversation)
    assert verbs("conversation.snoozed", "conversation.woken") == ["conversation.snoozed", "conversation.woken"]


def test_what_is_closed_does_not_sleep(cast, conversation):
    close_conversation(conversation, by=cast.marie)

    snooze(browser_of(cast.paul), conversation)

    assert not sleeping(conversation)


@pytest.mark.parametrize("who", ["helene", "jules", "luc", "vera"])
def test_others_find_nothing_here(cast, conversation, who):
    browser = browser_of(getattr(cast, who))

    assert snooze(browser, conversation).status_code == 404
    assert browser.get(f"/conversations/{conversation.pk}/classification/").status_code == 404
    assert browser.post(f"/conversations/{conversation.pk}/classification/", {"due_on": "2027-01-15"}).status_code == 404
    assert browser.get(f"/conversations/{conversation.pk}/people/").status_code == 404


def test_mission_and_due_date_are_saved_and_recorded_when_they_change(cast, conversation):
    mission = add_mission(cast.firm, "Paie", by=cast.admin)
    paul = browser_of(cast.paul)
    data = {"mission": mission.pk, "due_on": "2027-01-15"}

    saved = paul.post(f"/conversations/{conversation.pk}/classification/", data, headers={"HX-Request": "true"})
    paul.post(f"/conversations/{conversation.pk}/classification/", data)

    conversation.refresh_from_db()
    assert "Enregistré" in words(saved)
    assert (conversation.mission, conversation.due_on) == (mission, date(2027, 1, 15))
    event = Event.objects.get(verb="conversation.classified")
    assert (event.data["mission"], event.data["due_on"], event.data["before"]) == ("Paie", "2027-01-15", {"mission": None, "due_on": None})
    assert "Paie" not in words(browser_of(cast.helene).get(f"/conversations/{conversation.pk}/"))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"mission": "foreign"}, "Cette mission n’existe plus."),
        ({"due_on": "0202-01-15"}, "Choisissez un jour du calendrier."),
        ({"due_on": "x"}, "Choisissez un jour du calendrier."),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(cast, conversation, data, sentence):
    foreign = Mission.objects.create(firm=cast.other_firm, name="Paie")

    response = browser_of(cast.paul).post(
        f"/conversations/{conversation.pk}/classification/", {key: foreign.pk if value == "foreign" else value for key, value in data.items()}
    )

    assert response.status_code == 422
    assert sentence in words(response)
    assert not Event.objects.filter(verb="conversation.classified").exists()


# --- The firm's list of missions ---


def test_the_usual_missions_are_offered_to_a_firm_that_has_none(cast):
    admin = browser_of(cast.admin)
    assert "Tenue, Révision, Fiscalité, Paie, Juridique" in words(admin.get("/firm/missions/"))

    admin.post("/firm/missions/usual/")
    admin.post("/firm/missions/usual/")

    assert list(Mission.objects.values_list("name", flat=True)) == ["Fiscalité", "Juridique", "Paie", "Révision", "Tenue"]
    assert verbs("mission.added") == ["mission.added"] * 5


def test_a_mission_is_added_renamed_and_removed_with_its_number_of_conversations(cast, conversation):
    admin = browser_of(cast.admin)
    admin.post("/firm/missions/", {"name": " Paie  et social "})
    mission = Mission.objects.get()
    Conversation.objects.update(mission=mission)

    assert admin.post(f"/firm/missions/{mission.pk}/", {"name": "Paie"}).status_code == 302
    assert "«Paie» sera retirée de la liste et de 1 conversation" in words(admin.get(f"/firm/missions/{mission.pk}/removal/"))
    admin.post(f"/firm/missions/{mission.pk}/removal/")

    conversation.refresh_from_db()
    assert conversation.mission is None
    assert Event.objects.get(verb="mission.removed").data == {"name": "Paie", "conversations": 1}


@pytest.mark.parametrize(("name", "sentence"), [("", "Donnez un nom"), ("Paie", "Une mission porte déjà ce nom."), ("x" * 61, "trop long")])
def test_a_name_that_cannot_be_says_why(cast, name, sentence):
    add_mission(cast.firm, "Paie", by=cast.admin)
    other = add_mission(cast.firm, "Tenue", by=cast.admin)
    admin = browser_of(cast.admin)

    for address in ("/firm/missions/", f"/firm/missions/{other.pk}/"):
        response = admin.post(address, {"name": name})
        assert response.status_code == 422
        assert sentence in words(response)
    assert Mission.objects.count() == 2


@pytest.mark.parametrize("who", ["marie", "paul", "helene", "vera"])
def test_only_the_firms_administrators_keep_the_list(cast, who):
    mission = add_mission(cast.firm, "Paie", by=cast.admin)
    browser = browser_of(getattr(cast, who))

    assert {browser.get(f"/firm/missions/{mission.pk}/{end}").status_code for end in ("", "removal/")} == {404}
    assert browser.post(f"/firm/missions/{mission.pk}/removal/").status_code == 404
    assert "<b>Paie</b>" not in words(browser.get("/firm/missions/"))


# --- @names ---


def test_the_names_that_open_are_those_of_colleagues_on_the_dossier(cast, conversation):
    people = browser_of(cast.paul).get(f"/conversations/{conversation.pk}/people/").json()["people"]

    assert people == ["Alix Lormeau", "Jean Lefort", "Marie Dubois", "Nora Benali"]


def test_in_a_confidential_conversation_only_who_reads_it_is_offered(cast, conversation):
    conversation.is_confidential, conversation.assigned_user = True, cast.marie
    conversation.save()

    assert browser_of(cast.paul).get(f"/conversations/{conversation.pk}/people/").json()["people"] == ["Marie Dubois"]


def test_a_name_that_lost_its_access_meanwhile_is_refused_and_the_text_stays(cast, conversation):
    cast.nora.memberships.update(left_at=timezone.now() - timedelta(seconds=1))

    response = browser_of(cast.paul).post(f"/conversations/{conversation.pk}/notes/", {"body": "@Nora Benali, à toi ?"})

    assert response.status_code == 422
    assert "Personne de ce nom ne suit ce dossier : Nora." in words(response)
    assert "@Nora Benali, à toi ?</textarea>" in words(response)
