"""«Réponses types»: who keeps which, what they become in a conversation."""

from datetime import date

import pytest
import time_machine
from django.test import Client

from comptoir.conversations.actions import Draft, post_message
from comptoir.conversations.models import CannedAnswer, Recipient
from comptoir.events.models import Event
from tests.notifications.producers import question
from tests.web.signing_in import sign_in

from .pages import words
from .test_query_counts import cost

PAGES = "/conversations/answers/"


@pytest.fixture
def answers(cast):
    """One of the firm, one of Paul's, one of the other firm."""
    rows = [
        CannedAnswer(firm=cast.firm, title="Pièces", body="Bonjour {{prénom}}, vos pièces pour le {{échéance}} ?"),
        CannedAnswer(firm=cast.firm, owner=cast.paul, title="À moi", body="Cordialement, {{moi}}"),
        CannedAnswer(firm=cast.other_firm, title="Étrangère", body="Bonjour"),
    ]
    return {row.title: row for row in CannedAnswer.objects.bulk_create(rows)}


def browser_of(user):
    browser = Client()
    browser.force_login(user)
    return browser


def write(browser, **data):
    return browser.post(f"{PAGES}new/", {"title": "Bonjour", "body": "Bonjour {{prénom}},"} | data)


@pytest.mark.parametrize(
    ("who", "seen", "firms", "own"),
    [
        ("admin", {"Pièces"}, True, False),
        ("marie", {"Pièces"}, True, False),
        ("paul", {"Pièces", "À moi"}, False, True),
        ("luc", {"Pièces"}, False, False),
        ("vera", {"Étrangère"}, False, False),
    ],
)
def test_everybody_sees_and_changes_what_is_theirs(cast, answers, who, seen, firms, own):
    browser = browser_of(getattr(cast, who))

    page = words(browser.get(PAGES))
    changed = {
        title: browser.post(f"{PAGES}{answers[title].pk}/", {"title": title, "body": "Changé", "audience": "firm" if title == "Pièces" else "own"}).status_code
        for title in ("Pièces", "À moi")
    }

    assert {title for title in answers if f"<b>{title}</b>" in page} == seen
    assert changed == {"Pièces": 302 if firms else 404, "À moi": 302 if own else 404}
    assert browser.post(f"{PAGES}{answers['Pièces'].pk}/deletion/").status_code == (302 if firms else 404)


def test_clients_find_nothing(cast, answers):
    conversation = question(cast).conversation
    helene = browser_of(cast.helene)

    paths = [PAGES, f"{PAGES}new/", f"/conversations/{conversation.pk}/answers/", f"/conversations/{conversation.pk}/answers/{answers['Pièces'].pk}/"]

    assert {helene.get(path).status_code for path in paths} == {404}


@pytest.mark.parametrize(("who", "audience", "owner"), [("marie", "firm", None), ("marie", "own", "marie"), ("paul", "firm", "paul"), ("paul", "own", "paul")])
def test_for_whom_it_is_kept(cast, who, audience, owner):
    assert write(browser_of(getattr(cast, who)), audience=audience).status_code == 302

    assert CannedAnswer.objects.get().owner == (getattr(cast, owner) if owner else None)
    assert list(Event.objects.filter(verb="canned_answer.added").values_list("data", flat=True)) == [{"title": "Bonjour", "is_own": owner is not None}]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"title": ""}, "Donnez un titre"),
        ({"title": "x" * 121}, "120"),
        ({"body": ""}, "Écrivez le texte"),
        ({"body": "Le {{date}}"}, "Variable inconnue : {{date}}."),
        ({"title": " à  MOI "}, ""),
        ({"title": "À moi"}, "Une autre réponse type porte déjà ce titre."),
        ({"body": "x\0"}, ""),
    ],
)
def test_what_is_refused_says_why_and_keeps_the_text(cast, answers, data, sentence):
    response = write(browser_of(cast.paul), **data)

    if data.get("title") == " à  MOI ":
        assert response.status_code == 302
        return
    assert response.status_code == 422
    assert sentence in words(response)
    assert data.get("body", "Bonjour {{prénom}},").rstrip("\0") in words(response)


def test_the_preview_fills_in_an_example(cast):
    page = words(browser_of(cast.paul).post(f"{PAGES}preview/", {"body": "{{prénom}}, {{moi}}, {{rien}}"}))

    assert "Hélène, Paul Petit, {{rien}}" in page


def test_it_is_found_by_words_of_its_title_or_text(cast, answers):
    paul = browser_of(cast.paul)

    assert "<b>Pièces</b>" in words(paul.get(f"{PAGES}?q=bonjour pièces"))
    assert "Aucune réponse type ne contient ces mots." in words(paul.get(f"{PAGES}?q=zèbre"))


def test_it_is_filled_for_the_conversation_in_the_language_of_who_is_addressed(cast, answers):
    conversation = question(cast).conversation
    conversation.due_on = date(2026, 11, 30)
    conversation.save()
    answer = answers["Pièces"]
    answer.body = "{{prénom}} {{nom}} · {{client}} · {{dossier}} · {{objet}} · {{échéance}} · {{cabinet}} · {{moi}} · {{aujourd’hui}}"
    answer.save()
    address = f"/conversations/{conversation.pk}/answers/{answer.pk}/"

    def filled():
        return browser_of(cast.paul).get(address).json()["text"].replace("\xa0", " ")

    same = "Hélène Roux · Boulangerie Roux · Boulangerie Roux · TVA de novembre"
    with time_machine.travel("2026-11-26T09:00:00Z", tick=False):
        assert filled() == f"{same} · lundi 30 novembre 2026 · Cabinet Lormeau · Paul Petit · jeudi 26 novembre 2026"
        cast.helene.language = "en"
        cast.helene.save()
        assert filled() == f"{same} · Monday 30 November 2026 · Cabinet Lormeau · Paul Petit · Thursday 26 November 2026"


def test_who_wrote_last_is_addressed_and_of_several_who_did_not_write_nobody(cast, answers):
    asked = question(cast, by=cast.marie, recipient_ids=[cast.helene.pk]).conversation
    address = f"/conversations/{asked.pk}/answers/{answers['Pièces'].pk}/"
    marie = browser_of(cast.marie)
    assert marie.get(address).json()["text"].startswith("Bonjour Hélène,")

    Recipient.objects.create(conversation=asked, user=cast.jules)
    unsure = marie.get(address).json()
    post_message(asked, Draft("C’est moi.", cast.jules))

    assert unsure == {"text": "Bonjour [prénom], vos pièces pour le [échéance] ?", "warning": "À compléter avant l’envoi\u202f: [prénom], [échéance]."}
    assert marie.get(address).json()["text"].startswith("Bonjour Jules,")


def test_the_picker_offers_what_one_sees_of_this_firm(cast, answers):
    conversation = question(cast).conversation
    cast.paul.memberships.create(firm=cast.other_firm)

    page = words(browser_of(cast.paul).get(f"/conversations/{conversation.pk}/answers/"))

    assert [title for title in answers if f"<b>{title}</b>" in page] == ["Pièces", "À moi"]
    assert browser_of(cast.paul).get(f"/conversations/{conversation.pk}/answers/{answers['Étrangère'].pk}/").status_code == 404


def test_without_a_script_the_list_comes_with_the_page_and_the_answer_below_what_was_typed(cast, answers):
    conversation = question(cast).conversation
    paul = browser_of(cast.paul)
    address = f"/conversations/{conversation.pk}/answers/insertion/"

    page = words(paul.post(address, {"body": "Déjà écrit"}))
    assert f'<option value="{answers["À moi"].pk}">À moi</option>' in page
    assert "Déjà écrit</textarea>" in page

    page = words(paul.post(address, {"body": "Déjà écrit", "answer": answers["À moi"].pk}))
    assert "Déjà écrit\n\nCordialement, Paul Petit</textarea>" in page
    assert paul.post(address, {"body": "x", "answer": answers["Étrangère"].pk}).status_code == 404


def test_the_list_costs_the_same_for_one_and_for_many(cast):
    paul = sign_in(cast.paul)
    CannedAnswer.objects.create(firm=cast.firm, title="Une", body="Bonjour")
    before = cost(paul, PAGES)

    CannedAnswer.objects.bulk_create([CannedAnswer(firm=cast.firm, title=f"N° {one}", body="Bonjour") for one in range(8)])

    assert cost(paul, PAGES) == before <= 9
