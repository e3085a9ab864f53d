"""A list costs the same for one row and for many, in a session opened as people open it (promise J9)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comptoir.conversations.actions import Draft, add_note, ask, post_message
from tests.web.signing_in import sign_in

from .pages import pdf


def fill(cast, number):
    """`number` dossiers, conversations, and in the first one messages, notes and files."""
    for one in range(number):
        cast.make_client(f"Client {one}", cast.lille, managers=[cast.marie, cast.paul])
        conversation = ask(cast.dossier, side="accountant", subject=f"Question {one}", draft=Draft("?", cast.helene)).conversation
    for one in range(number):
        post_message(conversation, Draft(f"Réponse {one}", cast.marie, (pdf(),)))
        post_message(conversation, Draft(f"Et {one} ?", cast.helene))
        add_note(conversation, Draft(f"Note {one}", cast.paul))
    return conversation


def cost(browser, path):
    browser.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(path).status_code == 200
    return len(queries)


@pytest.mark.parametrize("number", [1, 3, 12])
@pytest.mark.parametrize("who", ["paul", "helene"])
def test_inbox_and_conversation_cost_at_most_eight_queries(cast, drain, number, who):
    conversation = fill(cast, number)
    drain()
    browser = sign_in(getattr(cast, who))

    assert cost(browser, "/conversations/") <= 8
    assert cost(browser, f"/conversations/{conversation.pk}/") <= 8


@pytest.mark.parametrize("number", [1, 3, 12])
def test_clients_cost_at_most_eight_queries(cast, number):
    fill(cast, number)

    assert cost(sign_in(cast.paul), "/clients/") <= 8


LISTS = ["/", "/notifications/", "/notifications/latest/", "/firm/members/", "/firm/teams/", "/firm/licences/", "/imports/", "/search/?q=question"]


@pytest.mark.parametrize("path", LISTS)
def test_other_lists_cost_the_same_for_one_and_for_many(cast, drain, path):
    browser = sign_in(cast.paul)
    fill(cast, 1)
    drain()
    before = cost(browser, path)
    for number in range(8):
        member = cast.member(f"m{number}", f"M{number}", "Test", cast.lille, cast.arras)
        cast.firm.teams.create(name=f"Équipe {number}").members.add(member)
    fill(cast, 8)
    drain()

    assert cost(browser, path) <= before
