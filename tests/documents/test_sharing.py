"""What becomes of documents: shared, extended, renamed, withdrawn, put back, downloaded; who is refused and why."""

import uuid

import pytest
import time_machine
from django.core.files.storage import default_storage

from comptoir.documents.actions import (
    FileRefused,
    NoFile,
    NotOfTheClient,
    TitleMissing,
    note_download,
    rename_document,
    restore_document,
    share_document,
    share_with,
    stop_sharing_with,
    withdraw_document,
)
from comptoir.documents.models import Document, StoredFile
from comptoir.events.models import Event

from .sharing import pdf, share


def verbs(document):
    return list(Event.objects.about(document).order_by("pk").values_list("verb", flat=True))


def test_a_document_stands_in_its_dossier_with_its_file_byte_for_byte(cast):
    jules = cast.contact_of(cast.jules, cast.client)

    made = share(cast, name="Relevé d’août.pdf", contacts=[jules, jules])

    assert (made.title, made.file.name, made.firm, made.licence, made.client, made.dossier) == (
        "Relevé d’août",
        "Relevé d’août.pdf",
        cast.firm,
        cast.lille,
        cast.client,
        cast.dossier,
    )
    assert (made.is_from_client, [one.contact for one in made.shares.all()], verbs(made)) == (False, [jules], ["document.shared"])
    assert default_storage.open(made.file.stored_as).read().startswith(b"%PDF")
    event = Event.objects.about(made).get()
    assert (event.actor, event.data["title"], event.data["dossier"], event.data["contacts"]) == (cast.paul, "Relevé d’août", cast.dossier.pk, [cast.jules.pk])


def test_several_files_at_once_are_as_many_documents(cast):
    made = share_document(cast.dossier, [pdf("Mars.pdf"), pdf("Avril.pdf")], title="Bulletins", by=cast.paul)

    assert [(one.title, one.file.name) for one in made] == [("Bulletins – Mars", "Mars.pdf"), ("Bulletins – Avril", "Avril.pdf")]
    assert Event.objects.filter(verb="document.shared").count() == 2


def test_a_title_that_is_typed_names_the_one_file(cast):
    assert share(cast, title="  Comptes annuels ").title == "Comptes annuels"


def test_of_several_files_all_are_shared_or_none(cast):
    with pytest.raises(FileRefused, match="virus.exe"):
        share_document(cast.dossier, [pdf(), pdf("virus.exe", b"MZ\x90\x00")], by=cast.paul)

    assert (Document.objects.count(), StoredFile.objects.count(), default_storage.listdir(str(cast.firm.pk))[1]) == (0, 0, [])


def test_nothing_to_share_is_refused(cast):
    with pytest.raises(NoFile):
        share_document(cast.dossier, [], by=cast.paul)


def test_nobody_of_another_client_can_be_named(cast):
    stranger = cast.contact_of(cast.gaston, cast.other_client)

    with pytest.raises(NotOfTheClient):
        share(cast, contacts=[stranger])
    with pytest.raises(NotOfTheClient):
        share_with(share(cast), [stranger], by=cast.paul)
    assert not Event.objects.filter(verb="document.extended").exists()


def test_the_same_key_shares_once(cast):
    key = uuid.uuid4()

    first = share_document(cast.dossier, [pdf("Mars.pdf"), pdf("Avril.pdf")], by=cast.paul, key=key)
    again = share_document(cast.dossier, [pdf("Mars.pdf"), pdf("Avril.pdf")], by=cast.paul, key=key)

    assert [one.pk for one in first] == [one.pk for one in again]
    assert (Document.objects.count(), StoredFile.objects.count()) == (2, 2)
    assert share(cast, by=cast.marie, key=key).pk not in {one.pk for one in first}


def test_a_client_drops_for_the_firm_and_sees_what_they_dropped(cast):
    made = share(cast, by=cast.jules)

    assert made.is_from_client
    assert {user for user in (cast.jules, cast.helene, cast.paul, cast.admin, cast.luc, cast.gaston) if made in Document.objects.visible_to(user)} == {
        cast.jules,
        cast.helene,
        cast.paul,
        cast.admin,
    }


def test_withdrawn_only_the_firm_sees_it_and_put_back_everybody_does(cast):
    jules = cast.contact_of(cast.jules, cast.client)
    made = share(cast, contacts=[jules])

    assert withdraw_document(made, by=cast.marie)
    assert not withdraw_document(made, by=cast.paul)
    assert [made in Document.objects.visible_to(user) for user in (cast.jules, cast.helene, cast.paul)] == [False, False, True]
    assert (made.is_withdrawn, Document.objects.get().withdrawn_by) == (True, cast.marie)

    assert restore_document(made, by=cast.paul)
    assert not restore_document(made, by=cast.paul)
    assert [made in Document.objects.visible_to(user) for user in (cast.jules, cast.helene, cast.paul)] == [True, True, True]
    assert verbs(made) == ["document.shared", "document.withdrawn", "document.restored"]


def test_sharing_with_more_people_is_news_for_them_alone(cast):
    jules, ines = cast.contact_of(cast.jules, cast.client), cast.contact(cast.client, "Inès", "Roux")
    made = share(cast, contacts=[ines])
    assert made not in Document.objects.visible_to(cast.jules)

    assert share_with(made, [ines, jules], by=cast.paul) == [jules]
    assert share_with(made, [jules], by=cast.paul) == []
    assert made in Document.objects.visible_to(cast.jules)
    assert Event.objects.get(verb="document.extended").data["contacts"] == [cast.jules.pk]

    assert stop_sharing_with(made, jules, by=cast.paul)
    assert not stop_sharing_with(made, jules, by=cast.paul)
    assert made not in Document.objects.visible_to(cast.jules)


def test_a_contact_without_account_sees_it_once_they_have_one(cast):
    ines = cast.contact(cast.client, "Inès", "Roux")
    made = share(cast, contacts=[ines])
    user = cast.client_user("ines", "Inès", "Roux", cast.client, level="limited")
    assert made not in Document.objects.visible_to(user)

    ines.user = user
    ines.save()

    assert made in Document.objects.visible_to(user)


def test_a_document_is_found_under_its_new_title(cast):
    made = share(cast)

    assert rename_document(made, title=" Liasse été ", by=cast.paul)
    assert not rename_document(made, title="Liasse été", by=cast.paul)

    assert [list(Document.objects.matching(words)) for words in ("liasse ete", "roux bilan", "salade")] == [[made], [made], []]
    assert Document.objects.get().file.name == "Bilan 2025.pdf"
    with pytest.raises(TitleMissing):
        rename_document(made, title="  ", by=cast.paul)


def test_a_download_is_written_down_once_per_person_and_hour(cast):
    made = share(cast)

    with time_machine.travel("2027-03-02T09:00:00Z", tick=False):
        assert [note_download(made, by=user) for user in (cast.helene, cast.helene, cast.paul)] == [True, False, True]
    with time_machine.travel("2027-03-02T09:59:59Z", tick=False):
        assert not note_download(made, by=cast.helene)
    with time_machine.travel("2027-03-02T10:00:01Z", tick=False):
        assert note_download(made, by=cast.helene)

    assert Event.objects.filter(verb="document.downloaded").count() == 3
