"""A form sent twice arrives once, also at the same moment."""

import uuid

import pytest
from django.db import close_old_connections
from django.test import Client

from comptoir.conversations.actions import Draft, add_note, post_message
from comptoir.conversations.actions import ask as put_question
from comptoir.conversations.models import Conversation, Message
from comptoir.documents.models import StoredFile
from comptoir.events.models import Event
from tests.cast import Cast
from tests.notifications.producers import question
from tests.transports.threads import threaded_db, together  # noqa: F401

from .pages import ask, pdf, reply


def test_the_same_answer_twice_is_one_message(cast, client):
    conversation, key = question(cast).conversation, uuid.uuid4()
    client.force_login(cast.marie)

    answers = [reply(client, conversation, "Le 24.", key=key, files=[pdf()]) for _ in range(2)]

    assert {answer.headers["Location"] for answer in answers} == {f"/conversations/{conversation.pk}/"}
    assert Message.objects.filter(body="Le 24.").count() == 1
    assert StoredFile.objects.count() == 1


def test_the_same_question_twice_is_one_conversation(cast, client):
    key = uuid.uuid4()
    client.force_login(cast.helene)

    answers = [ask(client, cast.dossier, key=key) for _ in range(2)]

    assert {answer.headers["Location"] for answer in answers} == {f"/conversations/{Conversation.objects.get().pk}/"}


def test_a_page_gives_a_new_key_to_each_form(cast, client):
    conversation = question(cast).conversation
    client.force_login(cast.marie)
    keys = {client.get(f"/conversations/{conversation.pk}/").content.decode().split('name="key" value="')[1][:36] for _ in range(3)}

    assert len(keys) == 3


def test_the_key_of_somebody_else_stops_nobody(cast):
    conversation, key = question(cast).conversation, uuid.uuid4()

    for author in (cast.marie, cast.paul):
        post_message(conversation, Draft("Le 24.", author, key=key))

    assert Message.objects.filter(key=key).count() == 2


def test_what_was_sent_stays_sent_when_the_conversation_is_closed_meanwhile(cast, client):
    conversation, key = question(cast).conversation, uuid.uuid4()
    client.force_login(cast.marie)
    reply(client, conversation, "Le 24.", key=key)
    client.post(f"/conversations/{conversation.pk}/closure/")

    assert reply(client, conversation, "Le 24.", key=key).status_code == 302


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["answer", "note", "question"])
def test_four_clicks_at_the_same_moment_are_one(threaded_db, what):  # noqa: F811
    cast = Cast()
    conversation, key = question(cast).conversation, uuid.uuid4()
    before = (Message.objects.count(), Event.objects.count())

    def click():
        close_old_connections()
        draft = Draft("Une seule fois.", cast.marie, key=key)
        if what == "question":
            return put_question(cast.dossier, side="entrepreneur", subject="Bilan", draft=draft).pk
        return (post_message if what == "answer" else add_note)(conversation, draft).pk

    results = together(click, click, click, click)

    assert len(set(results)) == 1
    assert (Message.objects.count(), Event.objects.count()) == (before[0] + 1, before[1] + 1)


@pytest.mark.django_db(transaction=True)
def test_answers_and_a_closure_at_the_same_moment_leave_nothing_in_between(threaded_db):  # noqa: F811
    cast = Cast()
    conversation = question(cast).conversation

    def write(number):
        browser = Client()
        browser.force_login(cast.paul)
        return reply(browser, conversation, f"Message {number}").status_code

    def close():
        browser = Client()
        browser.force_login(cast.marie)
        return browser.post(f"/conversations/{conversation.pk}/closure/").status_code

    *written, closed = together(lambda: write(1), lambda: write(2), close)

    assert closed == 302
    assert set(written) <= {302, 422}
    assert Message.objects.filter(body__startswith="Message").count() == written.count(302)
