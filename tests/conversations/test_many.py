"""Many conversations at once: what may be changed is, the rest is counted; one event each, a constant number of queries, an undo."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comptoir.clients.standing import standing_of
from comptoir.conversations.actions import Draft, ask, assign_conversation, close_conversation
from comptoir.conversations.actions.bulk import Assign, Close, GiveMission, MarkRead, Reopen, SetDue, Snooze, change_many, change_of, kept_of
from comptoir.conversations.models import Conversation, Mission
from comptoir.events.models import Event
from comptoir.notifications.models import Notification

from .pages import words

TOMORROW = timezone.now() + timedelta(days=1)


def question(cast, subject, dossier=None, author=None):
    return ask(dossier or cast.dossier, side="accountant", subject=subject, draft=Draft("?", author or cast.helene)).conversation


@pytest.fixture
def several(cast):
    """Three of Paul's dossier, one of them closed; one elsewhere; one of another firm."""
    mine = [question(cast, subject) for subject in ("Une", "Deux", "Trois")]
    close_conversation(mine[2], by=cast.paul)
    question(cast, "Ailleurs", cast.other_dossier, cast.gaston)
    question(cast, "D’un autre cabinet", cast.foreign_dossier, cast.omar)
    return mine


def by_subject(field):
    return dict(Conversation.objects.values_list("subject", field))


def verbs():
    return sorted(Event.objects.filter(verb__startswith="conversation.").exclude(verb="conversation.opened").values_list("verb", flat=True))


def test_closing_closes_what_is_open_and_theirs_and_counts_the_rest(cast, several):
    outcome = change_many(Conversation.objects.all(), by=cast.paul, change=Close())

    assert (set(outcome.changed), outcome.same, outcome.refused) == ({several[0].pk, several[1].pk}, 1, 2)
    assert set(Conversation.objects.open().values_list("subject", flat=True)) == {"Ailleurs", "D’un autre cabinet"}
    assert by_subject("closed_by__first_name")["Une"] == "Paul"
    assert verbs() == ["conversation.closed"] * 3


def test_an_undo_reopens_what_it_closed_and_nothing_else(cast, several):
    outcome = change_many(Conversation.objects.all(), by=cast.paul, change=Close())

    undone = change_many(Conversation.objects.filter(pk__in=outcome.changed), by=cast.paul, change=change_of(kept_of(outcome.undo)))

    assert set(undone.changed) == set(outcome.changed)
    assert set(Conversation.objects.closed().values_list("subject", flat=True)) == {"Trois"}


def test_assigning_gives_them_to_a_colleague_who_is_told_of_each(cast, several, drain):
    outcome = change_many(Conversation.objects.all(), by=cast.marie, change=Assign(user=cast.nora))
    drain()

    assert len(outcome.changed) == 3
    assert {by_subject("assigned_user__first_name")[subject] for subject in ("Une", "Deux", "Trois")} == {"Nora"}
    assert by_subject("assignment")["Une"] == {"reason": "by_hand", "by": "Marie Dubois"}
    assert Notification.objects.filter(user=cast.nora, event__verb="conversation.assigned").count() == 3


def test_assigning_back_leaves_alone_what_was_given_to_somebody_else_meanwhile(cast, several):
    before = by_subject("assigned_user__first_name")
    outcome = change_many(Conversation.objects.all(), by=cast.marie, change=Assign(team=cast.team))
    assign_conversation(several[0], by=cast.admin, user=cast.paul)

    undone = change_many(Conversation.objects.filter(pk__in=outcome.changed), by=cast.marie, change=change_of(kept_of(outcome.undo)))

    assert (len(undone.changed), undone.refused) == (2, 1)
    assert by_subject("assigned_user__first_name") == before | {"Une": "Paul"}
    assert set(by_subject("assigned_team").values()) == {None}


def test_nobody_of_another_firm_is_given_anything(cast, several):
    for change in (Assign(user=cast.vera), Assign(user=cast.helene), Assign(team=cast.other_firm.teams.create(name="Ailleurs"))):
        outcome = change_many(Conversation.objects.all(), by=cast.marie, change=change)
        assert (outcome.changed, outcome.refused) == ((), 5)
    assert verbs() == ["conversation.closed"]


def test_a_team_that_answers_in_turn_shares_them_among_those_who_are_there(cast, several):
    cast.team.mode = "round_robin"
    cast.team.save()
    more = [question(cast, f"Encore {number}") for number in range(2)]

    change_many(Conversation.objects.filter(pk__in=[one.pk for one in [*several, *more]]), by=cast.marie, change=Assign(team=cast.team))
    given = [row.assigned_user for row in Conversation.objects.filter(dossier=cast.dossier).order_by("pk")]
    cast.team.refresh_from_db()

    assert [user.first_name for user in given] == ["Paul", "Nora", "Paul", "Nora", "Paul"]
    assert cast.team.last_given_to == cast.paul


def test_who_gives_a_confidential_one_away_still_reads_it(cast, several):
    Conversation.objects.filter(pk=several[0].pk).update(is_confidential=True, assigned_user=cast.paul)

    change_many(Conversation.objects.all(), by=cast.paul, change=Assign(user=cast.nora))

    assert several[0] in Conversation.objects.worked_on_by(cast.paul)
    assert several[0] in Conversation.objects.worked_on_by(cast.nora)
    assert several[0] not in Conversation.objects.worked_on_by(cast.jean)


def test_sleeping_mission_and_due_date(cast, several):
    mission = Mission.objects.create(firm=cast.firm, name="Paie")
    rows = Conversation.objects.all()

    slept = change_many(rows, by=cast.paul, change=Snooze(TOMORROW))
    changed = [change_many(rows, by=cast.paul, change=change) for change in (GiveMission(mission), SetDue(TOMORROW.date()))]
    foreign = change_many(rows, by=cast.paul, change=GiveMission(Mission.objects.create(firm=cast.other_firm, name="Paie")))

    assert (len(slept.changed), slept.refused) == (2, 3)
    assert [len(one.changed) for one in changed] == [3, 3]
    assert foreign.changed == ()
    assert by_subject("mission__name") == {"Une": "Paie", "Deux": "Paie", "Trois": "Paie", "Ailleurs": None, "D’un autre cabinet": None}
    classified = Event.objects.filter(verb="conversation.classified").latest("pk").data
    assert classified["before"] == {"mission": "Paie", "due_on": None}
    assert classified["due_on"] == TOMORROW.date().isoformat()
    assert len(change_many(rows, by=cast.paul, change=change_of(kept_of(slept.undo))).changed) == 2
    assert set(by_subject("snoozed_until").values()) == {None}


def test_marking_as_read_is_for_oneself(cast, several, drain):
    drain()
    assert Notification.objects.visible_to(cast.marie).unread().count() == 3

    change_many(Conversation.objects.all(), by=cast.marie, change=MarkRead())

    assert not Notification.objects.visible_to(cast.marie).unread().exists()
    assert Notification.objects.unread().exclude(user=cast.marie).exists()


@pytest.mark.parametrize("change", [Close(), Assign(), SetDue(TOMORROW.date()), Snooze(TOMORROW), MarkRead(), Reopen()])
def test_clients_and_strangers_change_nothing(cast, several, change):
    before = list(Conversation.objects.values())

    for who in (cast.helene, cast.jules, cast.luc, cast.operator):
        mine = Conversation.objects.exclude(dossier=cast.other_dossier)
        assert change_many(mine, by=who, change=change).changed == ()

    assert list(Conversation.objects.values()) == before


def test_an_event_of_many_says_what_that_of_one_says(cast, several):
    change_many(Conversation.objects.filter(pk=several[0].pk), by=cast.marie, change=Assign(user=cast.nora))
    of_many = Event.objects.latest("pk")
    assign_conversation(several[1], by=cast.marie, user=cast.nora)
    of_one = Event.objects.latest("pk")

    assert set(of_many.data) - {"is_one_of_many"} == set(of_one.data)
    assert (of_many.verb, of_many.actor, of_many.firm) == (of_one.verb, of_one.actor, of_one.firm)
    assert of_many.data["assignment"] == of_one.data["assignment"]


@pytest.mark.parametrize("change", [Close, lambda: Snooze(TOMORROW), lambda: SetDue(TOMORROW.date()), MarkRead, Assign])
def test_many_cost_what_few_cost(cast, change):
    standing_of(cast.admin)
    costs = []
    for number in (1, 3, 12):
        rows = [question(cast, f"{number} {one}") for one in range(number)]
        Conversation.objects.filter(pk__in=[row.pk for row in rows]).update(assigned_user=cast.paul)
        with CaptureQueriesContext(connection) as queries:
            outcome = change_many(Conversation.objects.filter(pk__in=[row.pk for row in rows]), by=cast.admin, change=change())
        assert len(outcome.changed) == number
        costs.append(len(queries))

    assert costs == [costs[0]] * 3


def test_five_hundred_at_most(cast):
    few = {"firm": cast.firm, "licence": cast.lille, "client": cast.client, "dossier": cast.dossier}
    Conversation.objects.bulk_create([Conversation(**few, side="accountant", subject=str(number)) for number in range(510)])

    outcome = change_many(Conversation.objects.all(), by=cast.paul, change=Close())

    assert len(outcome.changed) == 500
    assert Conversation.objects.open().count() == 10


# --- The pages ---


@pytest.fixture
def paul(cast):
    browser = Client()
    browser.force_login(cast.paul)
    return browser


def post(browser, path="/conversations/many/", **data):
    return browser.post(path, data, follow=True)


def test_what_is_closed_is_said_in_numbers_before_and_after_and_undone(cast, several, paul):
    ids = [several[0].pk, several[1].pk]

    asked = paul.post("/conversations/many/", {"change": "close", "ids": ids, "query": "box=mine"})
    assert "Clore : 2 conversations" in words(asked)
    assert "Deux" in words(asked)
    assert Conversation.objects.open().filter(pk__in=ids).count() == 2

    done = post(paul, change="close", ids=f"{ids[0]},{ids[1]}", sure="yes", query="box=mine")
    assert done.redirect_chain == [("/conversations/?box=mine", 302)]
    assert "2 conversations closes." in words(done)
    assert 'form="undo"' in words(done)

    undone = post(paul, "/conversations/many/undo/", query="box=mine")
    assert "Annulé pour 2 conversations." in words(undone)
    assert Conversation.objects.open().filter(pk__in=ids).count() == 2
    assert "Il n’y a plus rien à annuler." in words(post(paul, "/conversations/many/undo/"))


def test_one_alone_is_closed_at_once(cast, several, paul):
    assert "Une conversation close." in words(post(paul, change="close", ids=several[0].pk))


def test_everything_of_the_list_is_what_the_address_shows(cast, several, paul):
    question(cast, "Ailleurs aussi", cast.other_dossier, cast.gaston)

    done = post(paul, change="due", everything="yes", query="box=closed", due_on="2027-01-31", sure="yes")

    assert "Échéance notée sur une conversation." in words(done)
    assert {subject for subject, due_on in by_subject("due_on").items() if due_on} == {"Trois"}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"change": "snooze", "sure": "yes", "until": "2020-01-01"}, "Choisissez un jour à venir, dans l’année."),
        ({"change": "snooze", "sure": "yes", "until": ""}, "Indiquez un jour."),
        ({"change": "assign", "sure": "yes", "assignee": "user:999999"}, "Sélectionnez un choix valide"),
        ({"change": "mission", "sure": "yes", "mission": "x"}, "Sélectionnez un choix valide"),
        ({"change": "due", "sure": "yes", "due_on": "hier"}, "Indiquez un jour."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(cast, several, paul, data, sentence):
    answer = paul.post("/conversations/many/", data | {"ids": several[0].pk})

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert Conversation.objects.filter(due_on=None, mission=None, snoozed_until=None).count() == 5


@pytest.mark.parametrize("data", [{}, {"change": "close"}, {"change": "explode", "ids": "1"}, {"change": "close", "ids": "x,-1,²,99999999999999999999"}])
def test_nothing_ticked_changes_nothing(cast, several, paul, data):
    assert "Cochez d’abord des conversations." in words(post(paul, **data))
    assert verbs() == ["conversation.closed"]
