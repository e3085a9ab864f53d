"""What a client user has on their home: tiles of what was given, and the parts of the portal among them."""

import pytest
from django.test import Client

from comptoir.applications.actions import locate_application, withdraw_application
from comptoir.applications.granted import holding_of
from comptoir.applications.models import Application
from comptoir.conversations.actions import Draft, ask
from comptoir.conversations.models import Side

from .catalogue import CLASSIC, CONSULTATION, common, given

HOME = "/p/lormeau/"


@pytest.fixture
def located(cast):
    """The firm said where it has its applications."""
    cast.put_on_portal(cast.client)
    for row in common(*CLASSIC, *CONSULTATION):
        locate_application(row, cast.firm, f"https://{row.code}.example/", by=cast.admin)


def browser_of(user):
    browser = Client()
    browser.force_login(user)
    return browser


def tiles(user, firm):
    return [(one.name, one.address) for one in holding_of(user.pk, firm.pk).tiles]


def test_each_sees_tiles_of_what_was_given_and_of_nothing_else(cast, located):
    given(cast, cast.helene, *CLASSIC, "documents", "messagerie")
    given(cast, cast.jules, *CONSULTATION, "messagerie")

    assert tiles(cast.helene, cast.firm) == [
        ("Production Compta", "https://production-compta.example/"),
        ("Production Fiscalité", "https://production-fiscalite.example/"),
        ("Production Paie", "https://production-paie.example/"),
        ("Documents", "/documents/"),
        ("Messagerie", "/conversations/"),
    ]
    html = browser_of(cast.jules).get(HOME).content.decode()
    assert html.count("(Consultation)</a>") == 3
    assert "https://production-compta.example/" not in html
    assert tiles(cast.gaston, cast.firm) == []


def test_no_tile_without_an_address_nor_for_what_is_withdrawn(cast, located):
    given(cast, cast.helene, *CLASSIC, "notes-de-frais")
    withdraw_application(common("production-paie")[0], by=cast.operator)

    assert [name for name, _address in tiles(cast.helene, cast.firm)] == ["Production Compta", "Production Fiscalité"]


def test_the_address_of_one_firm_is_not_that_of_another(cast, located):
    Application.objects.filter(code="production-compta").update(address="https://commune.example/")
    row = Application.objects.addressed_for(cast.other_firm.pk).get(code="production-compta")

    assert row.place == "https://commune.example/"


def test_who_has_no_application_keeps_the_whole_portal(cast, located):
    browser = browser_of(cast.helene)

    assert {path: browser.get(path).status_code for path in ("/documents/", "/conversations/", "/requests/")} == dict.fromkeys(
        ("/documents/", "/conversations/", "/requests/"), 200
    )
    assert 'href="/documents/"' in browser.get(HOME).content.decode()


def test_a_part_that_was_not_given_is_nowhere(cast, located):
    message = ask(cast.dossier, side=Side.ENTREPRENEUR, subject="Relevé", draft=Draft("Bonjour ?", cast.paul), recipient_ids=[cast.helene.pk])
    given(cast, cast.helene, *CLASSIC, "documents")
    browser = browser_of(cast.helene)

    closed = ["/conversations/", f"/conversations/{message.conversation_id}/", "/conversations/new/", "/conversations/counts/"]
    assert {path: browser.get(path).status_code for path in closed} == dict.fromkeys(closed, 404)
    assert browser.post(f"/conversations/{message.conversation_id}/messages/", {"body": "x"}).status_code == 404
    assert browser.get("/documents/").status_code == 200
    assert browser.get("/requests/").status_code == 200
    assert "Cette partie de l’espace ne vous est pas ouverte." in browser.get("/conversations/").content.decode()
    for path in (HOME, f"{HOME}history/", "/search/?q=relevé", "/documents/"):
        html = browser.get(path).content.decode()
        assert "Relevé" not in html.replace("relevé", ""), path
        assert 'href="/conversations/' not in html, path


def test_a_part_closed_here_is_open_for_colleagues_and_for_others(cast, located):
    given(cast, cast.helene, *CLASSIC)

    assert browser_of(cast.marie).get("/conversations/").status_code == 200
    assert browser_of(cast.jules).get("/conversations/").status_code == 200
    assert browser_of(cast.gaston).get("/documents/").status_code == 200


def test_a_part_whose_application_is_withdrawn_opens_for_nobody_new(cast, located):
    given(cast, cast.helene, *CLASSIC, "documents")
    given(cast, cast.jules, *CLASSIC)
    withdraw_application(common("documents")[0], by=cast.operator)

    assert browser_of(cast.helene).get("/documents/").status_code == 200
    assert browser_of(cast.jules).get("/documents/").status_code == 404


@pytest.mark.parametrize("codes", [CLASSIC, (*CLASSIC, "documents", "messagerie", "notes-de-frais")])
def test_what_somebody_has_is_one_question(cast, located, codes, django_assert_num_queries):
    given(cast, cast.helene, *codes)

    with django_assert_num_queries(1):
        assert holding_of(cast.helene.pk, cast.firm.pk).tiles
