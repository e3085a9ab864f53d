"""Notes on a client's file: who reads them, who hears of them, and what becomes of them (D12)."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from comptoir.client_notes.actions import NoteDeleted, add_note, delete_note, edit_note, restore_note
from comptoir.client_notes.models import ClientNote, noted_clients
from comptoir.client_notes.thread import SHOWN
from comptoir.clients.mentions import people_serving
from comptoir.clients.models import Client, ClientAccess
from comptoir.events.models import Event
from comptoir.firms.models import LicenceAccess
from comptoir.notifications.models import Notification
from comptoir.transports.actions import send_due
from comptoir.transports.email import MailboxOutlet
from comptoir.transports.models import Delivery
from tests.conversations.pages import words
from tests.conversations.test_query_counts import cost
from tests.web.signing_in import sign_in


@pytest.fixture
def paul(cast, client):
    client.force_login(cast.paul)
    return client


@pytest.fixture
def address(cast):
    return f"/clients/{cast.client.pk}/"


@pytest.fixture
def note(cast):
    """Paul's note, which names Nora."""
    return add_note(cast.client, body="@Nora Benali, le bail change.", by=cast.paul, mentioned=[cast.nora])


def write(browser, address, body, **data):
    return browser.post(f"{address}notes/", {"body": body, "key": uuid.uuid4()} | data)


def bodies():
    return list(ClientNote.objects.present().order_by("id").values_list("body", flat=True))


def told(drain):
    while drain():
        pass
    return [(one.user.first_name, one.topic) for one in Notification.objects.filter(event__verb__startswith="client_note.").order_by("id")]


def test_a_note_is_on_the_client_s_page_for_colleagues(cast, paul, client, address):
    response = write(paul, address, "Préfère le téléphone.")

    assert response.headers["Location"] == f"{address}#notes"
    client.force_login(cast.nora)
    page = words(client.get(address))
    assert "Préfère le téléphone." in page
    assert "Paul Petit" in page


@pytest.mark.parametrize("who", ["helene", "jules", "gaston", "luc", "vera", "omar", "operator"])
def test_whoever_does_not_work_for_the_client_finds_no_note(cast, client, address, note, who):
    client.force_login(getattr(cast, who))

    answers = [client.get(f"{address}notes/"), write(client, address, "x"), client.get(f"{address}notes/{note.pk}/"), client.post(f"{address}notes/reading/")]

    assert {answer.status_code for answer in answers} == {404}
    assert not any("le bail change" in words(answer) for answer in answers)
    assert len(bodies()) == 1


def test_a_colleague_who_is_also_a_client_does_not_read_what_is_noted_about_them(cast, client, address, note):
    ClientAccess.objects.create(firm=cast.firm, client=cast.client, user=cast.luc, level="full")
    client.force_login(cast.luc)

    assert "le bail change" not in words(client.get(address))
    assert client.get(f"{address}notes/").status_code == 404


def test_those_who_may_be_named_are_those_who_read(cast):
    everybody = [getattr(cast, name) for name in ("admin", "marie", "paul", "jean", "nora", "luc", "vera", "helene", "jules", "gaston", "omar", "operator")]
    for client in Client.objects.all():
        named = set(people_serving(client))

        assert named == {person for person in everybody if noted_clients(person).filter(pk=client.pk).exists()}


def test_who_is_named_hears_of_it_and_the_author_does_not(cast, paul, address, drain):
    write(paul, address, "@Nora Benali et @Paul Petit, le bail change. Écrire à contact@example.com.")

    assert told(drain) == [("Nora", "client.mention")]


def test_a_name_that_nobody_of_the_client_has_is_refused_and_the_note_kept(paul, address):
    response = write(paul, address, "@Luc Marchand, à toi.")

    assert response.status_code == 422
    assert "Personne de ce nom ne s’occupe de ce client : Luc." in words(response)
    assert "@Luc Marchand, à toi." in words(response)
    assert bodies() == []


@pytest.mark.parametrize("body", ["", "  \n ", "x" * 50_001])
def test_what_cannot_be_noted_says_what_to_do_beside_its_field(paul, address, body):
    response = write(paul, address, body)

    assert response.status_code == 422
    assert 'id="id_body_error"' in words(response)


def test_a_double_click_makes_one_note(paul, address, drain):
    key = uuid.uuid4()

    for _ in range(2):
        assert write(paul, address, "@Nora Benali, une fois.", key=key).status_code == 302

    assert bodies() == ["@Nora Benali, une fois."]
    assert told(drain) == [("Nora", "client.mention")]


def test_changing_a_note_tells_only_those_named_anew(cast, paul, address, note, drain):
    response = paul.post(f"{address}notes/{note.pk}/", {"body": "@Nora Benali et @Marie Dubois, le bail change."})

    assert response.headers["Location"] == f"{address}#note-{note.pk}"
    assert told(drain) == [("Nora", "client.mention"), ("Marie", "client.mention")]
    assert "modifiée" in words(paul.get(address))


def test_a_name_taken_out_and_put_back_is_not_told_again(cast, note, drain):
    edit_note(note, body="Le bail change.", by=cast.paul)
    edit_note(note, body="@Nora Benali, le bail change.", by=cast.paul, mentioned=[cast.nora])

    assert told(drain) == [("Nora", "client.mention")]


def test_saving_without_a_change_changes_nothing(cast, note):
    edit_note(note, body=note.body, by=cast.paul)

    assert ClientNote.objects.get().edited_at is None
    assert list(Event.objects.filter(verb="client_note.edited")) == []


def test_only_its_author_changes_or_deletes_a_note(cast, client, address, note):
    for who in ("admin", "marie", "nora"):
        client.force_login(getattr(cast, who))
        answers = [client.post(f"{address}notes/{note.pk}/{verb}", {"body": "x"}) for verb in ("", "deletion/", "restoration/")]
        assert {answer.status_code for answer in answers} == {404}

    assert bodies() == ["@Nora Benali, le bail change."]


def test_the_words_of_a_refused_change_are_kept(paul, address, note):
    response = paul.post(f"{address}notes/{note.pk}/", {"body": "@Personne Inconnue"})

    assert response.status_code == 422
    assert "Personne de ce nom ne s’occupe de ce client : Personne." in words(response)
    assert "@Personne Inconnue" in words(response)


def test_a_note_deleted_meanwhile_cannot_be_changed(cast, note):
    delete_note(note, by=cast.paul)

    with pytest.raises(NoteDeleted):
        edit_note(note, body="Trop tard", by=cast.paul)


def test_a_deleted_note_is_gone_with_what_the_bell_said_of_it(cast, paul, client, address, note, drain):
    assert told(drain) == [("Nora", "client.mention")]

    page = words(paul.post(f"{address}notes/{note.pk}/deletion/", follow=True))

    assert "Note supprimée." in page
    assert "le bail change" not in page
    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        while send_due(MailboxOutlet()):
            pass
    assert list(Delivery.objects.filter(user=cast.nora, channel="email").values_list("state", "outcome")) == [("dropped", "no_longer_allowed")]
    client.force_login(cast.nora)
    assert "vous mentionne" not in words(client.get("/notifications/"))


def test_a_deletion_can_be_undone_by_who_did_it(cast, paul, address, note, drain):
    page = words(paul.post(f"{address}notes/{note.pk}/deletion/", follow=True))
    assert f'action="{address}notes/{note.pk}/restoration/"' in page

    back = words(paul.post(f"{address}notes/{note.pk}/restoration/", follow=True))

    assert "Note remise." in back
    assert "le bail change" in back
    assert told(drain) == [("Nora", "client.mention")]


def test_deleting_and_restoring_twice_is_told_once(cast, note):
    for verb in (delete_note, delete_note, restore_note, restore_note):
        verb(note, by=cast.paul)

    verbs = list(Event.objects.filter(verb__startswith="client_note.").order_by("id").values_list("verb", flat=True))
    assert verbs == ["client_note.added", "client_note.deleted", "client_note.restored"]


@pytest.mark.parametrize("number", ["999999", "abc", "-1", "9" * 40])
def test_an_address_that_names_no_deleted_note_shows_the_page(paul, address, number):
    response = paul.get(f"{address}?deleted={number}")

    assert response.status_code == 200
    assert "Note supprimée" not in words(response)


def test_who_no_longer_works_for_the_client_is_told_nothing(cast, note, drain):
    LicenceAccess.objects.filter(membership__user=cast.nora).delete()

    assert told(drain) == []


def test_seeing_the_client_s_page_marks_the_mention_read(cast, client, address, note, drain):
    assert told(drain) == [("Nora", "client.mention")]
    client.force_login(cast.nora)
    assert f'hx-post="{address}notes/reading/"' in words(client.get(address))

    assert client.post(f"{address}notes/reading/").status_code == 204

    assert list(Notification.objects.filter(user=cast.nora).unread()) == []


def test_a_note_of_a_closed_account_says_so(cast, paul, address, note):
    ClientNote.objects.update(author=None)

    assert "Compte effacé" in words(paul.get(address))


def test_older_notes_stand_on_a_page_of_their_own(cast, paul, address):
    for number in range(SHOWN + 1):
        add_note(cast.client, body=f"Note numéro {number}.", by=cast.paul)

    page, whole = words(paul.get(address)), words(paul.get(f"{address}notes/"))

    assert "Toutes les notes" in page
    assert "Note numéro 0." not in page
    assert "Note numéro 0." in whole
    assert "Toutes les notes" not in whole


@pytest.mark.parametrize("path", ["", "notes/"])
def test_one_note_and_three_cost_the_same(cast, address, path):
    browser = sign_in(cast.paul)
    add_note(cast.client, body="Une.", by=cast.paul)
    before = cost(browser, address + path)
    for by in (cast.marie, cast.nora):
        add_note(cast.client, body="@Paul Petit, une autre.", by=by, mentioned=[cast.paul])

    assert cost(browser, address + path) == before


def test_a_fragment_is_answered_to_a_script(cast, paul, address, note):
    headers = {"HX-Request": "true"}

    added = paul.post(f"{address}notes/", {"body": "Encore.", "key": uuid.uuid4()}, headers=headers)
    refused = paul.post(f"{address}notes/", {"body": ""}, headers=headers)
    deleted = paul.post(f"{address}notes/{note.pk}/deletion/", headers=headers)

    assert [answer.status_code for answer in (added, refused, deleted)] == [200, 422, 200]
    assert all(words(answer).startswith("<section") for answer in (added, refused, deleted))
    assert "Note ajoutée." in words(added)
    assert "Annuler" in words(deleted)
