"""Profile, absence, participation and choices, by program."""

from datetime import timedelta
from typing import get_args

import pytest
from django.utils import timezone

from comptoir.accounts.models import User
from comptoir.api.me import MeChanges
from comptoir.away.actions import start_absence
from comptoir.away.models import Absence
from comptoir.conversations.models import Participation
from tests.notifications.choosing import chosen

from .conftest import fields_in_error

TOMORROW = (timezone.now() + timedelta(days=1)).isoformat()
YESTERDAY = (timezone.now() - timedelta(days=1)).isoformat()


def test_a_person_reads_and_changes_their_profile(cast, call):
    before = call(cast.marie).get("me").json()
    after = call(cast.marie).patch("me", {"first_name": " Marie-Lou ", "phone": "+33 6 12 34 56 78", "time_zone": "Indian/Reunion"}).json()

    assert (before["id"], before["email"], before["name"], before["is_member"]) == (cast.marie.pk, "marie@example.com", "Marie Dubois", True)
    assert after == before | {"first_name": "Marie-Lou", "name": "Marie-Lou Dubois", "phone": "+33612345678", "time_zone": "Indian/Reunion"}
    assert User.objects.get(pk=cast.marie.pk).last_name == "Dubois"


@pytest.mark.parametrize(
    "change",
    [
        {"first_name": ""},
        {"first_name": "a\0"},
        {"language": "xx"},
        {"time_zone": "Mars/Nord"},
        {"phone": "n’importe"},
        {"phone": "1" * 31},
        {"first_name": None},
    ],
)
def test_what_a_profile_cannot_hold_is_named(cast, call, change):
    assert fields_in_error(call(cast.marie).patch("me", change)) == list(change)


def test_the_languages_are_those_of_the_installation(settings):
    assert set(get_args(MeChanges.model_fields["language"].annotation)) == {code for code, _label in settings.LANGUAGES}


def test_an_absence_is_put_read_and_ended(cast, call):
    marie = call(cast.marie)

    assert marie.get("me/absence").status_code == 404
    put = marie.put("me/absence", {"ends_at": TOMORROW, "delegate_user": cast.paul.pk}).json()
    assert (put["is_running"], put["delegate_user"], put["delegate_team"]) == (True, {"id": cast.paul.pk, "name": "Paul Petit"}, None)
    assert marie.get("me/absence").json() == put
    assert marie.put("me/absence", {"starts_at": TOMORROW, "delegate_team": cast.team.pk}).json()["is_running"] is False
    assert [marie.delete("me/absence").status_code for _ in range(2)] == [204, 204]
    assert marie.get("me/absence").status_code == 404


@pytest.mark.parametrize(
    ("absence", "field"),
    [
        ({"ends_at": YESTERDAY}, "ends_at"),
        ({"starts_at": TOMORROW, "ends_at": TOMORROW}, "ends_at"),
        ({"ends_at": "demain"}, "ends_at"),
        ({"ends_at": "2026-12-24T18:00:00"}, "ends_at"),
        ({"ends_at": "9999-12-31T23:59:59-12:00"}, "ends_at"),
        ({"ends_at": 10**30}, "ends_at"),
        ({"ends_at": "1800000000"}, "ends_at"),
        ({"delegate_user": "marie"}, "delegate_user"),
        ({"delegate_user": "vera"}, "delegate_user"),
        ({"delegate_user": "helene"}, "delegate_user"),
        ({"delegate_team": 10**6}, "delegate_team"),
        ({"delegate_user": "paul", "delegate_team": 1}, "delegate_team"),
        ({"firm": "other_firm"}, "firm"),
        ({"user": "paul"}, "user"),
    ],
)
def test_an_absence_that_cannot_be_is_refused_with_its_field(cast, call, absence, field):
    body = {name: getattr(cast, value).pk if isinstance(value, str) and hasattr(cast, value) else value for name, value in absence.items()}

    assert fields_in_error(call(cast.marie).put("me/absence", body)) == [field]
    assert not Absence.objects.exists()


def test_a_colleague_who_left_takes_nothing_over(cast, call):
    cast.paul.memberships.update(left_at=timezone.now())

    assert fields_in_error(call(cast.marie).put("me/absence", {"delegate_user": cast.paul.pk})) == ["delegate_user"]


def test_one_choice_is_put_narrower_ones_win_and_null_gives_it_up(cast, call):
    nora = call(cast.nora)
    wide = {"scope": "all", "side": "accountant", "takes_part": True}
    licence = {"scope": "licence", "id": cast.lille.pk, "side": "accountant", "takes_part": False}
    narrow = {"scope": "dossier", "id": cast.dossier.pk, "side": "accountant", "takes_part": True}

    answers = [nora.put("me/participation", body).json() for body in (wide, licence, narrow, narrow)]

    assert answers == [wide | {"id": cast.firm.pk}, licence, narrow, narrow]
    assert nora.get("me/participation").json()["items"] == [narrow, licence, wide | {"id": cast.firm.pk}]
    assert nora.put("me/participation", narrow | {"takes_part": None}).json()["takes_part"] is None
    assert Participation.objects.filter(user=cast.nora).count() == 2


@pytest.mark.parametrize(("who", "body", "field"), [
    ("luc", {"scope": "dossier", "id": "dossier"}, "id"), ("vera", {"scope": "dossier", "id": "dossier"}, "id"),
    ("vera", {"scope": "licence", "id": "lille"}, "id"), ("luc", {"scope": "licence", "id": "lille"}, "id"),
    ("vera", {"scope": "all", "id": "firm"}, "id"), ("operator", {"scope": "all", "side": "entrepreneur"}, "id"),
    ("helene", {"scope": "dossier", "id": "dossier"}, "side"), ("marie", {"scope": "dossier"}, "id"), ("marie", {"scope": "tout"}, "scope"),
    ("marie", {"scope": "dossier", "id": "dossier", "takes_part": "oui"}, "takes_part"), ("marie", {"scope": "all", "user": "paul"}, "user"),
])  # fmt: skip
def test_nobody_chooses_beyond_their_own_dossiers(cast, call, who, body, field):
    body = {name: getattr(cast, value).pk if name in {"id", "user"} else value for name, value in body.items()}

    answer = call(getattr(cast, who)).put("me/participation", {"side": "accountant", "takes_part": True} | body)

    assert fields_in_error(answer) == [field]


def test_a_client_user_turns_questions_of_one_dossier_off(cast, call):
    body = {"scope": "dossier", "id": cast.dossier.pk, "side": "entrepreneur", "takes_part": False}

    assert call(cast.helene).put("me/participation", body).json() == body
    assert call(cast.helene).put("me/participation", {"scope": "all", "side": "entrepreneur", "takes_part": True}).json()["id"] == cast.firm.pk


def test_a_notification_is_switched_and_returned_to_its_default(cast, call):
    marie = call(cast.marie)
    cell = {"topic": "conversation.message", "channel": "email"}

    off = marie.put("me/notification-choices", cell | {"enabled": False}).json()
    assert (off["enabled"], off["origin"]) == (False, "own_choice")
    assert off in marie.get("me/notification-choices", limit=100).json()["items"]
    back = marie.put("me/notification-choices", cell | {"enabled": None}).json()
    assert (back["enabled"], back["origin"]) == (True, "default")
    assert chosen(cast.marie) == set()


@pytest.mark.parametrize(("who", "cell", "field"), [
    ("marie", {"topic": "security.account"}, "topic"), ("marie", {"topic": "nothing"}, "topic"), ("helene", {"topic": "conversation.note"}, "topic"),
    ("marie", {"channel": "pigeon"}, "channel"), ("marie", {"enabled": 1}, "enabled"), ("marie", {"user": 1}, "user"),
])  # fmt: skip
def test_a_choice_that_one_does_not_have_is_refused(cast, call, who, cell, field):
    body = {"topic": "conversation.message", "channel": "email", "enabled": False} | cell

    assert fields_in_error(call(getattr(cast, who)).put("me/notification-choices", body)) == [field]


def test_topics_are_those_of_ones_side(cast, call):
    members, clients = [{topic["code"] for topic in call(user).get("topics").json()["items"]} for user in (cast.marie, cast.helene)]

    assert {"conversation.message", "conversation.note", "conversation.mention"} <= members
    assert "conversation.message" in clients
    assert "conversation.note" not in clients


def test_lists_in_memory_have_pages_too(cast, call):
    first = call(cast.marie).get("me/notification-choices", limit=3).json()
    second = call(cast.marie).get("me/notification-choices", limit=3, cursor=first["next"]).json()

    assert len(first["items"]) == len(second["items"]) == 3
    assert first["items"] != second["items"]


def test_who_is_away_is_seen_by_colleagues(cast, call):
    start_absence(cast.marie, cast.firm, by=cast.marie)

    away = {member["name"]: member["is_away"] for member in call(cast.paul).get("members").json()["items"]}

    assert (away["Marie Dubois"], away["Paul Petit"]) == (True, False)
