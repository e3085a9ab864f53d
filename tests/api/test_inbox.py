"""The inbox through the API: boxes, many at once, saved views."""

import pytest

from comptoir.conversations.actions import Draft, ask
from comptoir.conversations.models import Conversation, Mission, SavedView

from .conftest import fields_in_error, ids


@pytest.fixture
def two(cast, question):
    other = ask(cast.dossier, side="accountant", subject="Paie", draft=Draft("?", cast.helene)).conversation
    return [question.pk, other.pk]


def test_boxes_are_those_of_the_inbox(cast, call, two):
    Conversation.objects.filter(pk=two[0]).update(assigned_user=cast.paul, escalation=1)
    paul = call(cast.paul)

    assert ids(paul.get("conversations", box="mine")) == [two[0]]
    assert ids(paul.get("conversations", box="late")) == [two[0]]
    assert ids(paul.get("conversations", box="firm")) == two[::-1]
    assert ids(paul.get("conversations", box="closed")) == []
    assert ids(call(cast.helene).get("conversations", box="all")) == []
    assert paul.get("conversations", box="nothing").status_code == 422


def test_a_search_finds_what_was_written(cast, call, question, drain):
    drain()

    assert ids(call(cast.marie).get("conversations", q="preleve")) == [question.pk]
    assert ids(call(cast.marie).get("conversations", q="banque")) == [question.pk]
    assert ids(call(cast.helene).get("conversations", q="banque")) == []


def test_many_are_changed_and_counted(cast, call, two):
    marie = call(cast.marie)
    foreign = ask(cast.foreign_dossier, side="accountant", subject="?", draft=Draft("?", cast.omar)).conversation.pk

    answer = marie.post("conversations/bulk", {"conversations": [*two, foreign, 10**9], "change": "close"})
    again = marie.post("conversations/bulk", {"conversations": two, "change": "close"})

    assert answer.json() == {"changed": sorted(two), "same": 0, "refused": 2}
    assert again.json() == {"changed": [], "same": 2, "refused": 0}
    assert ids(marie.get("conversations", state="closed")) == two[::-1]
    assert Conversation.objects.get(pk=foreign).closed_at is None


def test_each_change_takes_its_value(cast, call, two):
    mission = Mission.objects.create(firm=cast.firm, name="Paie")
    marie = call(cast.marie)
    for change in ({"change": "assign", "user": cast.nora.pk}, {"change": "mission", "mission": mission.pk}, {"change": "due_on", "due_on": "2027-01-31"},
                   {"change": "snooze", "until": "2027-01-31T08:00:00+01:00"}, {"change": "read"}):  # fmt: skip
        assert len(marie.post("conversations/bulk", {"conversations": two} | change).json()["changed"]) == 2

    row = Conversation.objects.get(pk=two[0])
    assert (row.assigned_user, row.mission, str(row.due_on), row.snoozed_by) == (cast.nora, mission, "2027-01-31", cast.marie)
    assert len(marie.post("conversations/bulk", {"conversations": two, "change": "wake"}).json()["changed"]) == 2
    assert len(marie.post("conversations/bulk", {"conversations": two, "change": "assign", "team": cast.team.pk}).json()["changed"]) == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"change": "snooze"}, "until"), ({"change": "snooze", "until": "2020-01-01T08:00:00Z"}, "until"), ({"change": "assign", "user": 10**9}, "user"),
        ({"change": "assign", "user": 1, "team": 1}, "team"), ({"change": "mission", "mission": 10**9}, "mission"), ({"change": "explode"}, "change"),
        ({"change": "close", "conversations": []}, "conversations"), ({"change": "close", "conversations": list(range(1, 502))}, "conversations"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_named(cast, call, two, change, field):
    assert fields_in_error(call(cast.marie).post("conversations/bulk", {"conversations": two} | change)) == [field]


def test_clients_and_strangers_change_nothing(cast, call, two):
    for who in (cast.helene, cast.vera, cast.luc):
        assert call(who).post("conversations/bulk", {"conversations": two, "change": "close"}).json() == {"changed": [], "same": 0, "refused": 2}
    assert Conversation.objects.closed().count() == 0


def test_views_are_kept_shared_changed_and_deleted(cast, call):
    paul, nora = call(cast.paul), call(cast.nora)
    made = paul.post("saved-views", {"name": "En retard", "query": "?box=late&page=2", "is_shared": True})
    assert made.status_code == 201
    view = made.json()
    assert (view["query"], view["is_first"], view["owner"]["name"]) == ("box=late", False, "Paul Petit")

    assert ids(nora.get("saved-views")) == [view["id"]]
    assert nora.patch(f"saved-views/{view['id']}", {"name": "Volée"}).status_code == 404
    assert nora.delete(f"saved-views/{view['id']}").status_code == 404
    assert ids(call(cast.vera).get("saved-views")) == []
    changed = paul.patch(f"saved-views/{view['id']}", {"name": "Retards", "is_shared": False, "is_first": True, "query": "box=late&due=week"}).json()
    assert (changed["name"], changed["is_shared"], changed["is_first"], changed["query"]) == ("Retards", False, True, "box=late&due=week")
    assert ids(nora.get("saved-views")) == []
    assert paul.delete(f"saved-views/{view['id']}").status_code == 204
    assert not SavedView.objects.exists()


def test_a_view_that_cannot_be_kept_is_refused_at_its_field(cast, call):
    paul = call(cast.paul)
    paul.post("saved-views", {"name": "Une", "query": ""})

    assert fields_in_error(paul.post("saved-views", {"name": "Une", "query": "box=mine"})) == ["name"]
    assert fields_in_error(paul.post("saved-views", {"name": "Deux", "query": "q=" + "%C3%A9" * 200})) == ["query"]
    assert fields_in_error(call(cast.helene).post("saved-views", {"name": "Une", "query": ""})) == ["query"]
