"""Giving a conversation to somebody by hand (A5)."""

import pytest

from comptoir.away.actions import start_absence
from comptoir.conversations.actions import CannotAnswer, assign_conversation
from comptoir.events.models import Event
from comptoir.notifications.models import Notification
from tests.notifications.producers import question

from .pages import words


@pytest.fixture
def conversation(cast):
    return question(cast).conversation


@pytest.fixture
def paul(cast, client):
    client.force_login(cast.paul)
    return client


def give(browser, conversation, assignee):
    return browser.post(f"/conversations/{conversation.pk}/assignment/", {"assignee": assignee}, follow=True)


def test_it_is_recorded_with_who_did_it_and_the_person_is_told(cast, paul, conversation, drain):
    page = words(give(paul, conversation, f"user:{cast.nora.pk}"))

    conversation.refresh_from_db()
    assert (conversation.assigned_user, conversation.assignment) == (cast.nora, {"reason": "by_hand", "by": "Paul Petit"})
    assert "choix de Paul Petit" in page
    event = Event.objects.get(verb="conversation.assigned")
    assert (event.actor, event.data["assigned_user"]) == (cast.paul, cast.nora.pk)
    drain()
    told = Notification.objects.filter(event=event).values_list("user__first_name", "topic")
    assert list(told) == [("Nora", "conversation.assigned")]


def test_a_team_can_have_it_and_all_of_it_is_told_but_who_did_it(cast, paul, conversation, drain):
    give(paul, conversation, f"team:{cast.team.pk}")
    drain()

    told = Notification.objects.filter(event__verb="conversation.assigned").values_list("user__first_name", flat=True)
    assert list(told) == ["Nora"]


def test_nobody_can_have_it(cast, paul, conversation):
    give(paul, conversation, "")

    conversation.refresh_from_db()
    assert conversation.assignee is None
    paul.get("/conversations/?box=unassigned")
    assert "TVA de novembre" in words(paul.get("/conversations/?box=unassigned"))


def test_the_same_again_changes_and_records_nothing(cast, paul, conversation):
    give(paul, conversation, f"user:{cast.marie.pk}")

    assert not Event.objects.filter(verb="conversation.assigned").exists()


@pytest.mark.parametrize("who", ["luc", "vera", "helene", "operator"])
def test_only_those_who_work_on_the_dossier_can_have_it(cast, paul, conversation, who):
    page = words(give(paul, conversation, f"user:{getattr(cast, who).pk}"))

    conversation.refresh_from_db()
    assert conversation.assigned_user == cast.marie
    assert "Choisissez quelqu’un qui travaille sur ce dossier." in page


@pytest.mark.parametrize("who", ["vera", "helene", "operator"])
def test_the_action_itself_refuses_people_of_elsewhere(cast, conversation, who):
    with pytest.raises(CannotAnswer):
        assign_conversation(conversation, by=cast.paul, user=getattr(cast, who))


def test_a_team_of_another_firm_is_refused(cast, conversation):
    team = cast.other_firm.teams.create(name="Ailleurs")

    with pytest.raises(CannotAnswer):
        assign_conversation(conversation, by=cast.paul, team=team)


def test_somebody_away_can_have_it_after_a_hint_and_keeps_it(cast, paul, conversation):
    start_absence(cast.nora, cast.firm, by=cast.nora, delegate_user=cast.marie)

    hint = words(paul.get(f"/conversations/{conversation.pk}/assignment/form/"))
    assert "En absence" in hint
    assert "Nora Benali" in hint.split("En absence")[1].split("</p>")[0]
    give(paul, conversation, f"user:{cast.nora.pk}")

    conversation.refresh_from_db()
    assert conversation.assigned_user == cast.nora


def test_clients_never_read_why_it_is_with_whom(cast, client, paul, conversation):
    give(paul, conversation, f"user:{cast.nora.pk}")
    client.force_login(cast.helene)

    assert "choix de Paul" not in words(client.get(f"/conversations/{conversation.pk}/"))
