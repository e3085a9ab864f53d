"""Two people answering at once: both see the other's answer before theirs leaves."""

import uuid

import pytest
from django.db import close_old_connections

from comptoir.conversations.actions import AnsweredMeanwhile, Draft, add_note, post_message
from comptoir.conversations.models import Message
from tests.cast import Cast
from tests.notifications.producers import question
from tests.transports.threads import threaded_db, together  # noqa: F401

from .pages import pdf, reply, words


@pytest.fixture
def first(cast):
    return question(cast)


@pytest.fixture
def marie(cast, client):
    client.force_login(cast.marie)
    return client


def bodies():
    return list(Message.objects.order_by("id").values_list("body", flat=True)[1:])


def test_an_answer_that_crosses_another_waits_and_leaves_at_the_second_press(cast, marie, first):
    paul = post_message(first.conversation, Draft("Le 24.", cast.paul))
    key = uuid.uuid4()

    held = reply(marie, first.conversation, "Le 30.", seen_up_to=first.pk, key=key, files=[pdf()])

    page = words(held)
    assert held.status_code == 422
    assert "Paul Petit a répondu à" in page
    assert "avant votre envoi." in page
    assert "Vos fichiers sont à joindre de nouveau." in page
    assert "Le 30.</textarea>" in page
    assert f'name="seen_up_to" id="id_seen_up_to" value="{paul.pk}"' in page
    assert bodies() == ["Le 24."]

    assert reply(marie, first.conversation, "Le 30.", seen_up_to=paul.pk, key=key).status_code == 302
    assert bodies() == ["Le 24.", "Le 30."]


def test_a_script_gets_the_notice_alone_and_keeps_its_form(cast, marie, first):
    paul = post_message(first.conversation, Draft("Le 24.", cast.paul))

    held = marie.post(
        f"/conversations/{first.conversation_id}/messages/", {"body": "Le 30.", "seen_up_to": first.pk, "key": uuid.uuid4()}, headers={"HX-Request": "true"}
    )

    assert (held.status_code, held.headers["HX-Retarget"], held.headers["HX-Reswap"]) == (422, "#held", "innerHTML")
    assert "<textarea" not in words(held)
    assert f'value="{paul.pk}" hx-swap-oob="true"' in words(held)


def test_the_clients_word_that_arrived_meanwhile_is_shown_too(cast, marie, first):
    post_message(first.conversation, Draft("J’ajoute une chose.", cast.helene))

    page = words(reply(marie, first.conversation, "Le 30.", seen_up_to=first.pk))

    assert "Hélène Roux a répondu à" in page
    assert "J’ajoute une chose." in page


@pytest.mark.parametrize("seen_up_to", ["", "abc", "-3", "9" * 30])
def test_a_mark_that_is_none_holds_nothing(cast, marie, first, seen_up_to):
    post_message(first.conversation, Draft("Le 24.", cast.paul))

    assert reply(marie, first.conversation, "Le 30.", seen_up_to=seen_up_to).status_code == 302


def test_notes_and_ones_own_messages_hold_nothing(cast, marie, first):
    add_note(first.conversation, Draft("Entre nous.", cast.paul))
    post_message(first.conversation, Draft("Bonjour.", cast.marie))

    assert reply(marie, first.conversation, "Le 30.", seen_up_to=first.pk).status_code == 302


def test_what_was_sent_before_is_not_held_when_the_answer_got_lost(cast, marie, first):
    key = uuid.uuid4()
    reply(marie, first.conversation, "Le 30.", seen_up_to=first.pk, key=key)
    post_message(first.conversation, Draft("Le 24.", cast.paul))

    assert reply(marie, first.conversation, "Le 30.", seen_up_to=first.pk, key=key).status_code == 302
    assert bodies() == ["Le 30.", "Le 24."]


def test_a_refused_form_keeps_the_mark_of_what_its_page_had_shown(cast, marie, first):
    post_message(first.conversation, Draft("Le 24.", cast.paul))

    page = words(reply(marie, first.conversation, "", seen_up_to=first.pk))

    assert f'id="id_seen_up_to" value="{first.pk}"' in page


def test_a_variable_left_open_waits_for_a_second_press(cast, marie, first):
    held = words(reply(marie, first.conversation, "Bonjour [prénom],", seen_up_to=first.pk))

    assert "Il reste [prénom] dans votre message" in held
    assert bodies() == []
    reply(marie, first.conversation, "Bonjour [prénom],", seen_up_to=first.pk, as_it_is="on")
    assert bodies() == ["Bonjour [prénom],"]


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_is_sent_and_the_other_hears_of_it(threaded_db):  # noqa: F811
    cast = Cast()
    first = question(cast)
    last_seen = first.pk

    for _round in range(5):

        def answer(author, seen=last_seen):
            close_old_connections()
            try:
                return post_message(first.conversation, Draft(f"De {author.first_name}", author), seen_up_to=seen)
            except AnsweredMeanwhile as held:
                return held.messages

        results = together(lambda: answer(cast.paul), lambda: answer(cast.marie))

        (sent,), (heard,) = [one for one in results if isinstance(one, Message)], [one for one in results if isinstance(one, list)]
        assert heard == [sent]
        last_seen = sent.pk
