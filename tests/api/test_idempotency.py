"""The same key and the same body: once, with one answer (promise G2)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from comptoir.api.idempotency import forget_old_answers
from comptoir.api.models import IdempotentAnswer
from comptoir.conversations.models import Conversation, Message


@pytest.fixture
def body(cast):
    return {"dossier": cast.dossier.pk, "subject": "TVA", "body": "Bonjour ?"}


def test_asked_twice_it_happens_once_with_the_same_answer(cast, call, body):
    first, second = [call(cast.helene).post("conversations", body, Idempotency_Key="k-1") for _ in range(2)]

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert (first.headers.get("Idempotent-Replayed"), second.headers["Idempotent-Replayed"]) == (None, "true")
    assert Conversation.objects.count() == 1


def test_another_body_under_the_same_key_is_refused(cast, call, body):
    call(cast.helene).post("conversations", body, Idempotency_Key="k-1")

    other = call(cast.helene).post("conversations", body | {"body": "Autre"}, Idempotency_Key="k-1")

    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert Conversation.objects.count() == 1


def test_keys_of_two_people_are_two_keys(cast, call, body):
    answers = [call(user).post("conversations", body, Idempotency_Key="k-1").status_code for user in (cast.helene, cast.jules)]

    assert answers == [201, 201]
    assert Conversation.objects.count() == 2


def test_a_refusal_keeps_no_key(cast, call, body):
    refused = call(cast.helene).post("conversations", body | {"subject": " "}, Idempotency_Key="k-1")
    taken = call(cast.helene).post("conversations", body, Idempotency_Key="k-1")

    assert (refused.status_code, taken.status_code) == (422, 201)


@pytest.mark.parametrize("key", ["", "é", "a b", "x" * 101])
def test_a_key_that_cannot_be_is_refused(cast, call, body, key):
    answer = call(cast.helene).post("conversations", body, Idempotency_Key=key)

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "Idempotency-Key")


def test_a_form_with_a_file_is_recognised_whatever_its_boundary(cast, call, question):
    def send(content):
        file = SimpleUploadedFile("bilan.pdf", content)
        return call(cast.helene).form(f"conversations/{question.pk}/messages", {"body": "Voici", "files": [file]}, Idempotency_Key="k-2")

    first, second, other = send(b"%PDF-1.7 un"), send(b"%PDF-1.7 un"), send(b"%PDF-1.7 deux")

    assert [answer.status_code for answer in (first, second, other)] == [201, 201, 422]
    assert first.content == second.content
    assert Message.objects.filter(body="Voici").count() == 1


def test_writes_without_a_body_take_keys_too(cast, call, question):
    answers = [call(cast.helene).delete(f"conversations/{question.pk}/closure", Idempotency_Key="k-3") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]


def test_answers_are_kept_for_a_day_and_forgotten_after_two(cast, call, body):
    call(cast.helene).post("conversations", body, Idempotency_Key="k-1")
    now = timezone.now()

    assert forget_old_answers(now + timedelta(hours=25)) == 0
    assert forget_old_answers(now + timedelta(hours=49)) == 1


@pytest.mark.skipif(connection.settings_dict["ENGINE"].endswith("sqlite3") and not connection.settings_dict["TEST"].get("NAME"),
                    reason="SQLite in memory refuses a second writer at once instead of letting it wait, as a file does")  # fmt: skip
@pytest.mark.django_db(transaction=True)
def test_twelve_at_once_make_one(cast, call, body):
    callers = [call(cast.helene) for _ in range(12)]

    def send(caller):
        try:
            return caller.post("conversations", body, Idempotency_Key="k-12")
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(send, callers))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert (Conversation.objects.count(), Message.objects.count(), IdempotentAnswer.objects.count()) == (1, 1, 1)
