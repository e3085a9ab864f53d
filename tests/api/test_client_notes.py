"""Notes on a client's file, by program (D12, X8)."""

import pytest

from comptoir.client_notes.models import ClientNote
from comptoir.notifications.models import Notification

from .conftest import fields_in_error, ids


@pytest.fixture
def notes(cast):
    return f"clients/{cast.client.pk}/notes"


def told():
    return [one.user.first_name for one in Notification.objects.filter(topic="client.mention").order_by("id")]


def test_a_note_is_written_read_changed_deleted_and_put_back(cast, call, notes, drain):
    paul = call(cast.paul)

    written = paul.post(notes, {"body": "@Nora Benali, le bail change."})
    one = f"{notes}/{written.json()['id']}"
    changed = paul.patch(one, {"body": "@Nora Benali et @Marie Dubois, le bail change."})
    deleted = paul.delete(one)
    emptied = ids(call(cast.nora).get(notes))
    restored = paul.post(f"{one}/restoration")
    drain()

    assert [answer.status_code for answer in (written, changed, deleted, restored)] == [201, 200, 204, 200]
    assert emptied == []
    assert restored.json()["body"] == "@Nora Benali et @Marie Dubois, le bail change."
    assert [person["name"] for person in restored.json()["mentions"]] == ["Nora Benali", "Marie Dubois"]
    assert restored.json()["edited_at"]
    assert told() == ["Nora", "Marie"]


def test_the_same_key_writes_one_note(cast, call, notes):
    paul = call(cast.paul)

    first, second = [paul.post(notes, {"body": "Une fois."}, Idempotency_Key="k-1") for _ in range(2)]

    assert first.json() == second.json()
    assert ClientNote.objects.count() == 1


def test_the_newest_comes_first_page_by_page(cast, call, notes):
    paul = call(cast.paul)
    written = [paul.post(notes, {"body": f"Note {number}"}).json()["id"] for number in range(3)]

    first = paul.get(notes, limit=2)
    second = paul.get(notes, limit=2, cursor=first.json()["next"])

    assert ids(first) + ids(second) == written[::-1]
    assert second.json()["next"] is None


@pytest.mark.parametrize("body", ["", " ", "@Luc Marchand, à toi."])
def test_what_cannot_be_noted_is_named_by_its_field(cast, call, notes, body):
    assert fields_in_error(call(cast.paul).post(notes, {"body": body})) == ["body"]


def test_somebody_else_s_note_is_read_and_not_changed(cast, call, notes):
    one = f"{notes}/{call(cast.paul).post(notes, {'body': 'De Paul.'}).json()['id']}"
    admin = call(cast.admin)

    answers = [admin.patch(one, {"body": "x"}), admin.delete(one), admin.post(f"{one}/restoration")]

    assert ids(admin.get(notes)) == [ClientNote.objects.get().pk]
    assert {answer.status_code for answer in answers} == {404}


@pytest.mark.parametrize("who", ["helene", "jules", "luc", "vera"])
def test_clients_and_strangers_find_no_notes(cast, call, notes, who):
    one = f"{notes}/{call(cast.paul).post(notes, {'body': 'De Paul.'}).json()['id']}"
    stranger = call(getattr(cast, who))

    answers = [stranger.get(notes), stranger.post(notes, {"body": "x"}), stranger.patch(one, {"body": "x"}), stranger.delete(one)]

    assert {answer.status_code for answer in answers} == {404}
