"""«Informations» and «Signature»: what people set for themselves (P2, P5)."""

import pytest

from comptoir.conversations.actions import Draft, ask, post_message
from tests.notifications.producers import question
from tests.web.signing_in import sign_in

PROFILE = {"first_name": "Marie", "last_name": "Dubois", "phone": "03 20 00 00 00", "language": "fr", "job_title": "Expert-comptable"}


def signed(cast, body="Le 24."):
    return post_message(question(cast).conversation, Draft(body, cast.marie)).signature


def set_signature(browser, text="", *, on=True):
    return browser.post("/settings/signature/", {"signature": text} | ({"signs_messages": "on"} if on else {}))


def test_the_profile_is_saved_and_says_so(cast):
    browser = sign_in(cast.marie)

    page = browser.post("/settings/profile/", PROFILE | {"first_name": "Marie-Anne"}, follow=True)

    assert "Modifications enregistrées." in page.content.decode()
    cast.marie.refresh_from_db()
    assert cast.marie.full_name == "Marie-Anne Dubois"


@pytest.mark.parametrize("field", ["email", "is_operator", "is_active", "password", "tint", "id"])
def test_what_the_form_does_not_show_cannot_be_set(cast, field):
    before = {name: getattr(cast.marie, name) for name in ("email", "is_operator", "is_active", "password", "tint", "id")}

    sign_in(cast.marie).post("/settings/profile/", PROFILE | {field: "1"})

    cast.marie.refresh_from_db()
    assert {name: getattr(cast.marie, name) for name in before} == before


@pytest.mark.parametrize("bad", [{"first_name": ""}, {"first_name": "x" * 81}, {"language": "xx"}, {"first_name": "A\x00B"}])
def test_what_cannot_be_kept_is_refused_with_the_words_still_there(cast, bad):
    response = sign_in(cast.marie).post("/settings/profile/", PROFILE | {"phone": "01 02 03 04 05"} | bad)

    assert response.status_code == 422
    assert "01 02 03 04 05" in response.content.decode()
    cast.marie.refresh_from_db()
    assert cast.marie.phone == ""


def test_a_name_of_two_lines_does_not_stop_its_owner_from_writing(cast):
    browser = sign_in(cast.marie)
    browser.post("/settings/profile/", PROFILE | {"first_name": "Marie\nAnne"})
    conversation = question(cast).conversation

    assert browser.post(f"/conversations/{conversation.pk}/messages/", {"body": "Bonjour"}).status_code == 302


def test_on_with_an_empty_text_signs_with_the_name(cast):
    set_signature(sign_in(cast.marie))
    cast.marie.refresh_from_db()

    assert signed(cast) == "Marie Dubois"


def test_on_signs_with_the_text(cast):
    page = sign_in(cast.marie).post("/settings/signature/", {"signature": "Marie Dubois\n03 20 00 00 00", "signs_messages": "on"}, follow=True)
    cast.marie.refresh_from_db()

    assert "Signature mise à jour." in page.content.decode()
    assert signed(cast).splitlines() == ["Marie Dubois", "03 20 00 00 00"]


def test_off_signs_with_nothing(cast):
    set_signature(sign_in(cast.marie), "Marie", on=False)
    cast.marie.refresh_from_db()

    assert signed(cast) == ""


def test_what_was_sent_keeps_its_signature(cast, client):
    conversation = question(cast).conversation
    first = post_message(conversation, Draft("Le 24.", cast.marie))
    set_signature(sign_in(cast.marie), "Nouvelle signature")
    cast.marie.refresh_from_db()
    second = post_message(conversation, Draft("Au plus tard.", cast.marie))

    first.refresh_from_db()
    assert (first.signature, second.signature) == ("Marie Dubois", "Nouvelle signature")
    client.force_login(cast.helene)
    page = client.get(f"/conversations/{conversation.pk}/").content.decode()
    assert '<p class="words signature">Marie Dubois</p>' in page
    assert '<p class="words signature">Nouvelle signature</p>' in page


def test_clients_and_notes_are_not_signed(cast):
    from comptoir.conversations.actions import add_note

    message = question(cast)
    note = add_note(message.conversation, Draft("À voir.", cast.marie))

    assert (message.signature, note.signature) == ("", "")


def test_a_question_to_the_client_is_signed_too(cast):
    message = ask(cast.dossier, side="entrepreneur", subject="Bilan", draft=Draft("Merci.", cast.marie))

    assert message.signature == "Marie Dubois"
