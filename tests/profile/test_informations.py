"""«Informations» and «Signature»: what people set for themselves (P2, P5)."""

import pytest

from comptoir.conversations.actions import Draft, ask, post_message
from comptoir.profile.forms import ProfileForm
from tests.notifications.producers import question

from .browsers import browser_of

PROFILE = {"first_name": "Marie", "last_name": "Dubois", "phone": "03 20 00 00 00", "language": "fr", "job_title": "Expert-comptable"}
PAGE = "/settings/profile/"


def fresh(person):
    return type(person).objects.get(pk=person.pk)


def form_of(browser, path=PAGE):
    """What a browser would send back untouched."""
    form = browser.get(path).context["form"]
    return {field.html_name: field.value() for field in form if field.value() not in (None, False)}


def said_at(answer, field):
    """The sentence tied to a field, as a screen reader finds it."""
    page = answer.content.decode()
    return page.split(f'id="id_{field}_error"')[1].split("</p>")[0].rpartition(">")[2].replace("&#x27;", "'")


def signed(cast, body="Le 24."):
    return post_message(question(cast).conversation, Draft(body, cast.marie)).signature


def set_signature(browser, text="", *, on=True):
    return browser.post("/settings/signature/", {"signature": text} | ({"signs_messages": "on"} if on else {}))


def test_the_profile_is_saved_and_says_so(cast):
    browser = browser_of(cast.marie)

    page = browser.post("/settings/profile/", PROFILE | {"first_name": "Marie-Anne"}, follow=True)

    assert "Modifications enregistrées." in page.content.decode()
    cast.marie.refresh_from_db()
    assert cast.marie.full_name == "Marie-Anne Dubois"


@pytest.mark.parametrize("field", ["is_operator", "is_active", "password", "tint", "trigram", "photo", "id"])
def test_what_the_form_does_not_show_cannot_be_set(cast, field):
    before = {name: getattr(cast.marie, name) for name in ("email", "is_operator", "is_active", "password", "tint", "trigram", "photo", "id")}

    browser_of(cast.marie).post("/settings/profile/", PROFILE | {field: "1"})

    cast.marie.refresh_from_db()
    assert {name: getattr(cast.marie, name) for name in before} == before


@pytest.mark.parametrize("bad", [{"first_name": ""}, {"first_name": "x" * 81}, {"language": "xx"}, {"first_name": "A\x00B"}])
def test_what_cannot_be_kept_is_refused_with_the_words_still_there(cast, bad):
    response = browser_of(cast.marie).post("/settings/profile/", PROFILE | {"phone": "01 02 03 04 05"} | bad)

    assert response.status_code == 422
    assert "01 02 03 04 05" in response.content.decode()
    cast.marie.refresh_from_db()
    assert cast.marie.phone == ""


def test_a_name_of_two_lines_does_not_stop_its_owner_from_writing(cast):
    browser = browser_of(cast.marie)
    browser.post("/settings/profile/", PROFILE | {"first_name": "Marie\nAnne"})
    conversation = question(cast).conversation

    assert browser.post(f"/conversations/{conversation.pk}/messages/", {"body": "Bonjour"}).status_code == 302


def test_on_with_an_empty_text_signs_with_the_name(cast):
    set_signature(browser_of(cast.marie))
    cast.marie.refresh_from_db()

    assert signed(cast) == "Marie Dubois"


def test_on_signs_with_the_text(cast):
    page = browser_of(cast.marie).post("/settings/signature/", {"signature": "Marie Dubois\n03 20 00 00 00", "signs_messages": "on"}, follow=True)
    cast.marie.refresh_from_db()

    assert "Signature mise à jour." in page.content.decode()
    assert signed(cast).splitlines() == ["Marie Dubois", "03 20 00 00 00"]


def test_off_signs_with_nothing(cast):
    set_signature(browser_of(cast.marie), "Marie", on=False)
    cast.marie.refresh_from_db()

    assert signed(cast) == ""


def test_what_was_sent_keeps_its_signature(cast, client):
    conversation = question(cast).conversation
    first = post_message(conversation, Draft("Le 24.", cast.marie))
    set_signature(browser_of(cast.marie), "Nouvelle signature")
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


def test_a_phone_number_is_kept_in_one_form_and_shown_as_people_write_it(cast):
    browser = browser_of(cast.marie)

    for typed, kept, shown in [
        ("03.20.00.00.00", "+33320000000", "03 20 00 00 00"),
        ("+33 6 12 34 56 78", "+33612345678", "06 12 34 56 78"),
        ("+32 2 555 12 12", "+3225551212", "+32 2 555 12 12"),
        ("", "", ""),
    ]:
        assert browser.post(PAGE, PROFILE | {"phone": typed}).status_code == 302
        assert (fresh(cast.marie).phone, form_of(browser).get("phone", "")) == (kept, shown)


@pytest.mark.parametrize("phone", ["12", "99 99 99 99 99", "06 12 34 56", "+33 9 99", "bonjour", "+1 555", "06 12 34 56 78 poste 12"])
def test_a_phone_number_that_does_not_exist_is_named(cast, phone):
    answer = browser_of(cast.marie).post(PAGE, PROFILE | {"phone": phone})

    assert (answer.status_code, said_at(answer, "phone").startswith("Ce numéro de téléphone n’existe pas. Exemples")) == (422, True)
    assert phone in answer.content.decode()


@pytest.mark.parametrize("name", ["Jean-Pierre", "N’Diaye", "O'Brien", "Léa", "Le Goff", "J. R.", "王小明", "Αλέξης", "علی\u200cرضا", "Núria Mart·í", "Zoë"])
def test_names_of_every_script_are_taken(cast, name):
    assert browser_of(cast.marie).post(PAGE, PROFILE | {"last_name": name}).status_code == 302
    assert fresh(cast.marie).last_name == name


@pytest.mark.parametrize("name", ["Marie 🎉", "Marie\nAnne", "Marie\u202e", "http://gagnez.example", "R2D2", "---", "<b>", "Marie\u200b"])
def test_what_is_no_name_is_refused_at_its_field(cast, name):
    answer = browser_of(cast.marie).post(PAGE, PROFILE | {"first_name": name})

    assert (answer.status_code, said_at(answer, "first_name") != "") == (422, True)
    assert fresh(cast.marie).first_name == "Marie"


def test_an_old_name_that_would_be_refused_today_keeps_nobody_from_saving_the_rest(cast):
    type(cast.marie).objects.filter(pk=cast.marie.pk).update(last_name="Dubois (Lille)", phone="poste 12")
    browser = browser_of(cast.marie)

    assert browser.post(PAGE, form_of(browser) | {"job_title": "Associée"}).status_code == 302
    assert (fresh(cast.marie).last_name, fresh(cast.marie).phone, fresh(cast.marie).job_title) == ("Dubois (Lille)", "poste 12", "Associée")


def test_composed_and_decomposed_accents_are_one_name(cast):
    browser_of(cast.marie).post(PAGE, PROFILE | {"first_name": "Le\u0301a\u00a0 Anne"})

    assert fresh(cast.marie).first_name == "Léa Anne"


def test_what_a_script_leaves_out_stays_as_it_is(cast):
    cast.marie.memberships.update(number="A-7")
    browser_of(cast.marie).post(PAGE, {"first_name": "Marion"})

    after = fresh(cast.marie)
    assert (after.first_name, after.last_name, after.email, after.memberships.get().number) == ("Marion", "Dubois", "marie@example.com", "A-7")


def test_the_id_belongs_to_one_colleague_of_the_firm(cast):
    cast.paul.memberships.update(number="A-7")
    browser = browser_of(cast.marie)

    answer = browser.post(PAGE, PROFILE | {"number": " A-7 ", "job_title": "Associée"})

    assert (answer.status_code, said_at(answer, "number")) == (422, "Cet ID est déjà celui de Paul Petit. Vérifiez-le dans votre logiciel.")
    assert "Associée" in answer.content.decode()
    assert browser.post(PAGE, PROFILE | {"number": "A-8"}).status_code == 302
    assert cast.marie.memberships.get().number == "A-8"
    assert browser_of(cast.vera).post(PAGE, PROFILE | {"number": "A-7"}).status_code == 302


@pytest.mark.parametrize(("number", "kept"), [("  12  34 ", "12 34"), ("１２", "12"), ("", "")])
def test_the_id_is_kept_as_it_is_compared(cast, number, kept):
    browser_of(cast.marie).post(PAGE, PROFILE | {"number": number})

    assert cast.marie.memberships.get().number == kept


@pytest.mark.parametrize("number", ["12\u200b", "x" * 41, "1\u202e2"])
def test_an_id_that_nobody_could_compare_is_refused(cast, number):
    answer = browser_of(cast.marie).post(PAGE, PROFILE | {"number": number})

    assert (answer.status_code, said_at(answer, "number") != "") == (422, True)


def test_an_id_taken_between_the_look_and_the_saving_is_refused_by_the_constraint(cast):
    form = ProfileForm(PROFILE | {"number": "A-7", "job_title": "Associée"}, person=cast.marie)
    assert form.is_valid()
    cast.paul.memberships.update(number="A-7")

    assert form.save() == ""
    assert form.errors["number"] == ["Cet ID est déjà celui de Paul Petit. Vérifiez-le dans votre logiciel."]
    assert fresh(cast.marie).job_title == ""


def test_clients_have_no_id(cast):
    browser = browser_of(cast.helene)

    assert "Numéro d’identification" not in browser.get(PAGE).content.decode()
    assert browser.post(PAGE, PROFILE | {"number": "A-7"}).status_code == 302


def test_the_words_on_the_controls_are_those_that_people_know(cast):
    page = browser_of(cast.marie).get(PAGE).content.decode()

    labels = ["Prénom", "Nom", "Adresse e-mail", "Téléphone", "Langue", "Poste", "Numéro d’identification (ID)"]
    assert [label for label in labels if f">{label}" not in page] == []
    assert "Téléverser la photo" in page
    assert "Enregistrer les modifications" in page


def test_the_history_writes_a_phone_number_as_people_read_it(cast):
    browser = browser_of(cast.marie)
    browser.post(PAGE, PROFILE | {"phone": "06 12 34 56 78"})

    page = browser.get("/settings/history/").content.decode()

    assert "06 12 34 56 78" in page
    assert "+336" not in page


def test_the_way_to_the_external_accounts_stands_on_the_profile_and_the_cog_stays_lit_there(cast):
    assert 'href="/settings/external-accounts/"' in browser_of(cast.marie).get(PAGE).content.decode().split("</nav>")[-1]
    for path in ("/settings/profile/", "/external-accounts/new/", "/settings/preferences/"):
        assert 'class="end" href="/settings/" aria-current="page"' in browser_of(cast.marie).get(path).content.decode()


def test_the_signature_is_previewed_as_messages_will_carry_it(cast):
    browser = browser_of(cast.marie)

    def preview():
        return browser.get("/settings/signature/").content.decode().split("data-signature-of=")[1].split("</div>")[0]

    assert preview() == '"Marie Dubois">Marie Dubois'
    set_signature(browser, "Marie\n03 20 00 00 00")
    assert preview() == '"Marie Dubois">Marie\n03 20 00 00 00'
    set_signature(browser, on=False)
    assert " hidden>" in preview()
