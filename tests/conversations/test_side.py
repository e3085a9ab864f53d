"""What stands beside a conversation, fetched in one request."""

import pytest
from django.urls import reverse

from comptoir.conversations.actions import Draft, ask

HTMX = {"HX-Request": "true"}


@pytest.fixture
def question(cast):
    return ask(cast.dossier, side="accountant", subject="TVA", draft=Draft("Bonjour", cast.helene), recipient_ids=[cast.marie.pk]).conversation


def test_colleagues_find_everything_beside_the_conversation(cast, client, question):
    client.force_login(cast.marie)

    side = client.get(reverse("conversation_side", args=[question.pk]), headers=HTMX).content.decode()

    assert [words for words in ("Transmettre", "Assignation", "Canal", "Suivi", "Qui a été prévenu") if words not in side] == []


def test_clients_find_who_takes_part_and_no_word_of_the_firm_s_side(cast, client, question):
    client.force_login(cast.helene)

    side = client.get(reverse("conversation_side", args=[question.pk]), headers=HTMX).content.decode()

    assert "Marie Dubois" in side
    assert [words for words in ("Assignation", "Canal", "Suivi", "Retirer") if words in side] == []


def test_the_number_of_queries_is_that_of_the_parts_and_does_not_grow(cast, client, question, django_assert_max_num_queries):
    client.force_login(cast.marie)

    with django_assert_max_num_queries(20):
        client.get(reverse("conversation_side", args=[question.pk]), headers=HTMX)


def test_without_a_script_the_address_leads_to_the_conversation(cast, client, question):
    client.force_login(cast.marie)

    assert client.get(reverse("conversation_side", args=[question.pk])).headers["Location"] == reverse("conversation", args=[question.pk])
