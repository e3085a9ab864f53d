"""Asking, answering and noting through the pages: what is refused says why and keeps what was typed (C1, C5)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from comptoir.conversations.actions import close_conversation
from comptoir.conversations.models import Conversation, Mention, Message, Recipient
from comptoir.documents.models import StoredFile
from tests.notifications.producers import question

from .pages import PDF, ask, pdf, reply, words


@pytest.fixture
def conversation(cast):
    return question(cast).conversation


@pytest.fixture
def marie(cast, client):
    client.force_login(cast.marie)
    return client


@pytest.fixture
def helene(cast, client):
    client.force_login(cast.helene)
    return client


def bodies():
    return list(Message.objects.order_by("id").values_list("body", flat=True)[1:])


def test_an_answer_leads_back_to_the_conversation_and_is_in_it(cast, marie, conversation):
    response = reply(marie, conversation, "Le 24.", files=[pdf()])

    assert response.headers["Location"] == f"/conversations/{conversation.pk}/"
    page = words(marie.get(f"/conversations/{conversation.pk}/"))
    assert "Le 24." in page
    assert "facture.pdf" in page


def test_a_closed_conversation_takes_nothing_and_keeps_what_was_typed(cast, marie, conversation):
    close_conversation(conversation, by=cast.paul)

    response = reply(marie, conversation, "Trop tard, mais gardé.")

    assert response.status_code == 422
    assert "Cette conversation vient d’être close. Rouvrez-la pour y écrire." in words(response)
    assert "Trop tard, mais gardé." in words(response)
    assert bodies() == []


def test_reopened_it_takes_messages_again(cast, marie, helene, conversation):
    close_conversation(conversation, by=cast.paul)

    helene.post(f"/conversations/{conversation.pk}/reopening/")

    assert reply(helene, conversation, "Encore une chose.").status_code == 302
    assert bodies() == ["Encore une chose."]


@pytest.mark.parametrize("where", ["messages", "notes"])
def test_a_message_of_a_million_characters_is_refused_and_kept(cast, marie, conversation, where):
    long = "Z" * 999_999 + "!"

    response = reply(marie, conversation, long, where=where)

    assert response.status_code == 422
    assert "Ce message est trop long : 1000000 caractères, 50000 au plus." in words(response)
    assert long in words(response)
    assert bodies() == []


@pytest.mark.parametrize("body", ["", "   \n "])
def test_an_empty_message_says_what_to_do(marie, conversation, body):
    response = reply(marie, conversation, body)

    assert response.status_code == 422
    assert "Écrivez un message avant de l’envoyer." in words(response)


REFUSED = {
    "a program": (SimpleUploadedFile("facture.exe", b"MZ\x90\x00\x03" + b"\x00" * 60), "«facture.exe» n’est pas d’un type accepté"),
    "a page": (SimpleUploadedFile("facture.html", b"<html><script>alert(1)</script>"), "«facture.html» n’est pas d’un type accepté"),
    "a picture that runs": (
        SimpleUploadedFile("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='a()'/>"),
        "«logo.svg» n’est pas d’un type accepté",
    ),
    "nothing": (SimpleUploadedFile("vide.pdf", b""), "vide"),
    "too much": (SimpleUploadedFile("gros.pdf", PDF + b"0" * 5000), "«gros.pdf» dépasse"),
}


@pytest.mark.parametrize("kind", REFUSED)
@pytest.mark.parametrize("door", ["messages", "notes", "new"])
def test_a_file_that_will_not_do_is_named_and_the_text_is_kept(cast, marie, conversation, settings, kind, door):
    settings.ATTACHMENT_MAX_BYTES = 4000
    upload, sentence = REFUSED[kind]
    upload.seek(0)

    if door == "new":
        response = ask(marie, cast.dossier, "Un texte à garder.", files=[pdf(), upload])
    else:
        response = reply(marie, conversation, "Un texte à garder.", where=door, files=[pdf(), upload])

    assert response.status_code == 422
    assert sentence in words(response)
    assert "Un texte à garder." in words(response)
    assert bodies() == []
    assert not StoredFile.objects.exists()
    assert Conversation.objects.count() == 1


def test_a_program_that_calls_itself_a_pdf_is_still_a_program(marie, conversation):
    assert reply(marie, conversation, "Voici.", files=[SimpleUploadedFile("facture.pdf", b"MZ\x90\x00\x03" + b"\x00" * 60)]).status_code == 422


def test_the_largest_file_allowed_is_taken(marie, conversation, settings):
    settings.ATTACHMENT_MAX_BYTES = 4000

    assert reply(marie, conversation, "Voici.", files=[pdf(content=PDF.ljust(4000, b" "))]).status_code == 302
    assert reply(marie, conversation, "Voici.", files=[pdf(content=PDF.ljust(4001, b" "))]).status_code == 422


def test_too_many_files_are_counted_for_the_person(marie, conversation):
    response = reply(marie, conversation, "Voici.", files=[pdf(f"{number}.pdf") for number in range(11)])

    assert response.status_code == 422
    assert "Pas plus de 10 fichiers par message." in words(response)


@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", "C:\\temp\\x.pdf", "a\nb.pdf", "é " * 120 + ".pdf", "facture\u202egpj.pdf", ".pdf"])
def test_a_file_s_name_is_for_show_only(cast, marie, conversation, name):
    response = reply(marie, conversation, "Voici.", files=[pdf(name)])

    assert response.status_code == 302
    file = StoredFile.objects.get()
    assert "/" not in file.name
    assert "\\" not in file.name
    assert file.name.endswith(".pdf")
    assert name not in file.stored_as
    sent = marie.get(f"/conversations/{conversation.pk}/files/{file.pk}/")
    assert (sent.status_code, b"".join(sent.streaming_content)) == (200, PDF)
    assert sent.headers["Content-Disposition"].startswith("attachment; filename")


def test_a_file_that_is_refused_later_leaves_nothing_behind(cast, marie, conversation, settings, tmp_path):
    close_conversation(conversation, by=cast.paul)

    reply(marie, conversation, "Voici.", files=[pdf()])

    assert not StoredFile.objects.exists()
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("door", ["messages", "notes", "new"])
@pytest.mark.parametrize("field", ["body", "subject", "key", "recipients", "dossier", "assignee"])
def test_nul_characters_never_break_anything(cast, marie, conversation, door, field):
    marie.raise_request_exception = False
    data = {"body": "Bonjour", "subject": "TVA", "dossier": str(cast.dossier.pk)} | {field: "a\x00b"}

    response = marie.post("/conversations/new/" if door == "new" else f"/conversations/{conversation.pk}/{door}/", data)

    assert response.status_code in {200, 302, 400, 422}
    assert marie.post(f"/conversations/{conversation.pk}/assignment/", {"assignee": "a\x00b"}).status_code == 302


def test_mentioning_a_colleague_tells_them(cast, marie, conversation):
    assert reply(marie, conversation, "@Nora Benali peux-tu regarder ? Merci à Alix@example.com", where="notes").status_code == 302

    assert list(Mention.objects.values_list("user", flat=True)) == [cast.nora.pk]


@pytest.mark.parametrize(("name", "said"), [("Luc Marchand", "Luc"), ("Vera Vasseur", "Vera"), ("Hélène Roux", "Hélène"), ("Personne", "Personne")])
def test_mentioning_somebody_without_access_is_refused_by_name(cast, marie, conversation, name, said):
    response = reply(marie, conversation, f"À voir avec @{name}", where="notes")

    assert response.status_code == 422
    assert f"Personne de ce nom ne suit ce dossier : {said}." in words(response)
    assert f"À voir avec @{name}" in words(response)
    assert bodies() == []


def test_a_note_is_not_the_conversation_s_last_message(cast, marie, conversation):
    reply(marie, conversation, "À vérifier.", where="notes")

    conversation.refresh_from_db()
    assert (conversation.last_excerpt, conversation.awaits_firm) == ("Sera-t-elle prélevée ?", True)


def test_clients_write_no_notes(helene, conversation):
    assert reply(helene, conversation, "Une note ?", where="notes").status_code == 404
    assert "Note interne" not in words(helene.get(f"/conversations/{conversation.pk}/"))


@pytest.mark.parametrize("who", ["luc", "vera", "gaston"])
def test_a_recipient_outside_the_dossier_is_refused_with_the_text_kept(cast, helene, who):
    response = ask(helene, cast.dossier, "Un texte à garder.", recipients=[cast.marie.pk, getattr(cast, who).pk])

    assert response.status_code == 422
    assert "Un texte à garder." in words(response)
    assert not Conversation.objects.exists()


def test_asking_shows_who_is_proposed_and_sends_to_them(cast, helene):
    page = words(helene.get(f"/conversations/new/?dossier={cast.dossier.pk}"))
    assert page.count('name="recipients"') == 3
    assert page.count(" checked") == 2
    assert "ne participe pas par défaut" in page

    response = ask(helene, cast.dossier, recipients=[cast.marie.pk, cast.jean.pk])

    conversation = Conversation.objects.get()
    assert response.headers["Location"] == f"/conversations/{conversation.pk}/"
    assert set(Recipient.objects.values_list("user__first_name", flat=True)) == {"Hélène", "Marie", "Jean"}


@pytest.mark.parametrize("missing", ["subject", "body", "dossier"])
def test_what_is_missing_is_said_and_the_rest_is_kept(cast, helene, missing):
    data = {"dossier": cast.dossier.pk, "subject": "Un objet à garder", "body": "Un texte à garder."} | {missing: ""}

    response = helene.post("/conversations/new/", data)

    assert response.status_code == 422
    assert words(response).count("à garder") == (2 if missing == "dossier" else 1)
    assert not Conversation.objects.exists()


def test_a_dossier_that_is_not_one_s_own_cannot_be_asked_about(cast, helene):
    assert ask(helene, cast.other_dossier).status_code == 422
    assert ask(helene, cast.foreign_dossier).status_code == 422
    assert not Conversation.objects.exists()


def test_markup_is_shown_as_it_was_typed(cast, marie, conversation):
    reply(marie, conversation, "<script>alert(1)</script> & «guillemets»")

    page = marie.get(f"/conversations/{conversation.pk}/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; «guillemets»" in page


def test_a_script_made_answer_brings_the_conversation_back_and_empties_the_box(marie, conversation):
    response = marie.post(f"/conversations/{conversation.pk}/messages/", {"body": "Le 24."}, headers={"HX-Request": "true"})

    assert response.status_code == 200
    assert response.content.decode().lstrip().startswith('<div class="conversation"')
    assert "Le 24.</textarea>" not in words(response)
