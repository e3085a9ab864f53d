"""What is typed and not sent: kept for its author alone, on every device, gone with what was sent."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import close_old_connections
from django.utils import timezone

from comptoir.conversations.actions import Draft, close_conversation, forget_old_drafts, post_message, save_draft
from comptoir.conversations.models import Message, SavedDraft
from tests.cast import Cast
from tests.notifications.producers import question
from tests.transports.threads import threaded_db, together  # noqa: F401

from .pages import reply, words


@pytest.fixture
def conversation(cast):
    return question(cast).conversation


def keep(browser, conversation, body, **data):
    return browser.post(f"/conversations/{conversation.pk}/draft/", {"body": body, **data})


def kept():
    return [(draft.user.first_name, draft.body) for draft in SavedDraft.objects.order_by("id")]


def test_what_is_typed_is_there_on_another_device_and_is_nobody_elses(cast, client, conversation):
    client.force_login(cast.paul)

    answer = keep(client, conversation, "Le 24, je cr")

    assert answer.json()["draft_sentence"].startswith("Brouillon enregistré à ")
    other = type(client)()
    other.force_login(cast.paul)
    assert "Le 24, je cr</textarea>" in words(other.get(f"/conversations/{conversation.pk}/"))
    for stranger in (cast.marie, cast.helene):
        other.force_login(stranger)
        assert "Le 24, je cr" not in words(other.get(f"/conversations/{conversation.pk}/"))


def test_saving_again_and_again_keeps_one(cast, client, conversation):
    client.force_login(cast.paul)

    marks = [keep(client, conversation, body).json()["draft_mark"] for body in ("L", "Le", "Le 24", "Le 24")]

    assert kept() == [("Paul", "Le 24")]
    assert len(set(marks)) == 4


@pytest.mark.parametrize("how", ["emptied", "deleted", "deleted twice"])
def test_nothing_is_kept_of_nothing(cast, client, conversation, how):
    client.force_login(cast.paul)
    keep(client, conversation, "Le 24")

    if how == "emptied":
        assert keep(client, conversation, "  \n").json() == {"draft_mark": "", "draft_sentence": ""}
    for _time in range(how.count("deleted") + how.count("twice")):
        assert client.delete(f"/conversations/{conversation.pk}/draft/").status_code == 204

    assert kept() == []


@pytest.mark.parametrize("where", ["messages", "notes"])
def test_sent_it_is_gone_and_a_late_save_does_not_bring_it_back(cast, client, conversation, where):
    client.force_login(cast.paul)
    key = uuid.uuid4()
    keep(client, conversation, "Le 24.", key=key)

    assert reply(client, conversation, "Le 24.", where=where, key=key).status_code == 302
    assert kept() == []
    keep(client, conversation, "Le 24.", key=key)

    assert kept() == []


def test_refused_it_stays(cast, client, conversation):
    client.force_login(cast.paul)
    keep(client, conversation, "Trop tard.")
    close_conversation(conversation, by=cast.marie)

    assert reply(client, conversation, "Trop tard.").status_code == 422

    assert kept() == [("Paul", "Trop tard.")]


def test_an_answer_by_a_program_leaves_what_was_being_typed(cast, conversation):
    save_draft(cast.paul, {"conversation": conversation}, body="Une longue explication")

    post_message(conversation, Draft("Bien reçu.", cast.paul))

    assert kept() == [("Paul", "Une longue explication")]


def test_a_new_question_keeps_its_subject_and_moves_with_its_dossier(cast, client):
    client.force_login(cast.marie)
    _client, second = cast.make_client("Garage Neuf", cast.lille, managers=[cast.marie])
    client.post("/conversations/new/draft/", {"subject": "Bilan", "body": "Vos pièces ?", "dossier": "", "before": ""})
    assert "Vos pièces ?" in words(client.get("/conversations/new/"))

    client.post("/conversations/new/draft/", {"subject": "Bilan", "body": "Vos pièces ?", "dossier": second.pk, "before": ""})

    assert [(draft.dossier, draft.subject) for draft in SavedDraft.objects.all()] == [(second, "Bilan")]
    page = words(client.get(f"/conversations/new/?dossier={second.pk}"))
    assert 'value="Bilan"' in page
    client.post("/conversations/new/", {"dossier": second.pk, "subject": "Bilan", "body": "Vos pièces ?", "key": uuid.uuid4()})
    assert kept() == []


@pytest.mark.parametrize("body", ["x" * 50_001, "x\0y"])
def test_what_cannot_be_kept_says_so(cast, client, conversation, body):
    client.force_login(cast.paul)

    answer = keep(client, conversation, body)

    assert answer.status_code == 422
    assert answer.json()["error"]
    assert kept() == []


def test_colleagues_see_who_writes_for_a_minute_and_clients_never_do(cast, client, conversation):
    def seen_by(user):
        client.force_login(user)
        return client.get(f"/conversations/{conversation.pk}/writing/")

    with time_machine.travel(timezone.now(), tick=False) as clock:
        save_draft(cast.paul, {"conversation": conversation}, body="Je")
        save_draft(cast.helene, {"conversation": conversation}, body="J’ajoute")

        assert "Paul Petit rédige une réponse…" in words(seen_by(cast.marie))
        assert "Hélène" not in words(seen_by(cast.marie))
        assert "rédige" not in words(seen_by(cast.paul))
        assert seen_by(cast.helene).status_code == 404
        clock.shift(timedelta(seconds=61))
        assert "rédige" not in words(seen_by(cast.marie))


def test_colleagues_hear_of_it_once_in_five_seconds(cast, conversation, monkeypatch):
    """The five seconds are the cache's, by its own clock: forgetting what it kept is what their end does."""
    heard = []
    monkeypatch.setattr("comptoir.conversations.actions.drafts.publish", heard.append)

    for _five_seconds in range(2):
        cache.clear()
        for _save in range(3):
            save_draft(cast.paul, {"conversation": conversation}, body="Le 24")
            save_draft(cast.helene, {"conversation": conversation}, body="J’ajoute")

    assert heard == [f"writing:{conversation.pk}"] * 2


def test_after_ninety_days_it_is_forgotten(cast, conversation):
    save_draft(cast.paul, {"conversation": conversation}, body="Vieux")
    save_draft(cast.marie, {"conversation": conversation}, body="Récent")
    SavedDraft.objects.filter(user=cast.paul).update(updated_at=timezone.now() - timedelta(days=91))

    assert forget_old_drafts(timezone.now()) == 1
    assert kept() == [("Marie", "Récent")]


@pytest.mark.django_db(transaction=True)
def test_a_save_and_the_sending_at_the_same_moment_leave_no_draft(threaded_db):  # noqa: F811
    cast = Cast()
    conversation = question(cast).conversation

    for _round in range(5):
        key = uuid.uuid4()

        def save(key=key):
            close_old_connections()
            save_draft(cast.marie, {"conversation": conversation}, body="Le 24.", key=key)

        def send(key=key):
            close_old_connections()
            return post_message(conversation, Draft("Le 24.", cast.marie, key=key, from_composer=True)).pk

        together(save, send, save)

        assert kept() == []
    assert Message.objects.filter(body="Le 24.").count() == 5
