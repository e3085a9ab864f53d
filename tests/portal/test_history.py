"""«Historique de la collaboration»: everything a person sees as a client, as it happened (K10)."""

import re
from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from comptoir.clients.models import ClientAccess
from comptoir.conversations.actions import Draft, add_note, ask, close_conversation, post_message
from comptoir.conversations.models import Conversation, Message
from tests.notifications.producers import question

from .things import document_of, more_clients, request_of, words_of

PATH = "/p/lormeau/history/"


def history(user, query=""):
    browser = Browser()
    browser.force_login(user)
    return browser.get(PATH + query)


def lines(response):
    """[(title, what), …] as they stand."""
    html = response.content.decode()
    found = re.findall(r'<span class="story-words"><a href="[^"]+">(.*?)</a><span class="soft">(.*?)</span>', html, re.DOTALL)
    return [tuple(" ".join(words.replace("&#x27;", "'").split()) for words in line) for line in found]


@pytest.fixture
def story(cast):
    """One of everything, an hour apart."""
    start = timezone.now() - timedelta(days=3)
    at = [start + timedelta(hours=number) for number in range(9)]
    ClientAccess.objects.update(opened_at=at[0])
    asked = question(cast).conversation
    answer = post_message(asked, Draft("Oui, le 24.", cast.marie))
    note = add_note(asked, Draft("Le client paie mal.", cast.marie))
    close_conversation(asked, by=cast.paul)
    Conversation.objects.filter(pk=asked.pk).update(opened_at=at[1], closed_at=at[3])
    Message.objects.filter(conversation=asked).exclude(pk__in=[answer.pk, note.pk]).update(sent_at=at[1])
    Message.objects.filter(pk=answer.pk).update(sent_at=at[2])
    jules = cast.contact_of(cast.jules, cast.client)
    request_of(cast, cast.dossier, cast.jules, subject="Relevés", sent_at=at[4], completed_at=at[6], completed_by=jules)
    document_of(cast, cast.dossier, cast.jules, title="Bilan.pdf", shared_at=at[5])
    request_of(cast, cast.dossier, cast.helene, subject="Tickets", sent_at=at[7], cancelled_at=at[8], cancelled_by=cast.paul)
    return asked


def test_everything_is_told_the_latest_first(cast, story):
    assert lines(history(cast.helene)) == [
        ("Tickets", "Paul Petit a annulé cette demande"),
        ("Tickets", "Paul Petit a fait cette demande"),
        ("Relevés", "Jules Roux a répondu à cette demande"),
        ("Bilan.pdf", "Paul Petit a partagé ce document"),
        ("Relevés", "Paul Petit a fait cette demande"),
        (story.subject, "Paul Petit a clos cette conversation"),
        (story.subject, "Marie Dubois a écrit"),
        (story.subject, "Hélène Roux a ouvert cette conversation"),
        ("Boulangerie Roux", "Votre accès a été ouvert"),
    ]


def test_limited_access_reads_its_own_part_of_it_and_nobody_reads_notes(cast, story):
    limited = history(cast.jules)

    assert lines(limited) == [
        ("Relevés", "Jules Roux a répondu à cette demande"),
        ("Bilan.pdf", "Paul Petit a partagé ce document"),
        ("Relevés", "Paul Petit a fait cette demande"),
        ("Boulangerie Roux", "Votre accès a été ouvert"),
    ]
    assert "paie mal" not in words_of(history(cast.helene))


@pytest.mark.parametrize(
    ("kind", "titles"),
    [("requests", {"Tickets", "Relevés"}), ("documents", {"Bilan.pdf"}), ("conversations", {"TVA"}), ("accesses", {"Boulangerie Roux"}), ("nothing", None)],
)
def test_it_is_narrowed_to_one_kind(cast, story, kind, titles):
    Conversation.objects.update(subject="TVA")

    shown = {title for title, _what in lines(history(cast.helene, f"?kind={kind}"))}

    assert shown == (titles or {"Tickets", "Relevés", "Bilan.pdf", "TVA", "Boulangerie Roux"})


def test_it_is_narrowed_to_one_client_and_says_whose_each_thing_is(cast, story):
    ((client, dossier),) = more_clients(cast, cast.helene, 1)
    document_of(cast, dossier, title="Statuts.pdf")

    everything, one = history(cast.helene, "?client=all"), history(cast.helene, f"?client={client.pk}")

    assert ("Statuts.pdf", "Paul Petit a partagé ce document · Société 00") in lines(everything)
    assert ("Bilan.pdf", "Paul Petit a partagé ce document · Boulangerie Roux") in lines(everything)
    assert {title for title, _what in lines(one)} == {"Statuts.pdf", "Société 00"}


def test_it_has_pages(cast):
    for number in range(35):
        document_of(cast, cast.dossier, title=f"Bilan {number:02}.pdf")

    first, second, far = (history(cast.helene, query) for query in ("?kind=documents", "?kind=documents&page=2", "?kind=documents&page=9"))

    assert [len(lines(page)) for page in (first, second, far)] == [30, 5, 0]
    assert lines(first)[0][0] == "Bilan 34.pdf"
    assert lines(second)[-1][0] == "Bilan 00.pdf"
    assert "Il n’y a plus rien avant." in words_of(far)
    assert 'href="?kind=documents&amp;page=2" rel="next"' in first.content.decode()


def test_nothing_yet(cast):
    assert "Rien de tel pour l’instant." in words_of(history(cast.helene, "?kind=documents"))


@pytest.mark.parametrize("page", ["0", "-3", "x", "²", "99999999999"])
def test_a_page_that_is_none_is_the_first(cast, story, page):
    assert len(lines(history(cast.helene, f"?page={page}"))) == 9


def test_who_wrote_by_mail_without_an_account_is_told_without_a_name(cast):
    conversation = question(cast).conversation
    message = post_message(conversation, Draft("Bonjour.", cast.helene))
    Message.objects.filter(pk=message.pk).update(author=None, sender_name="Le fils Roux", sent_at=timezone.now() + timedelta(hours=1))

    assert (conversation.subject, "Un message est arrivé") in lines(history(cast.helene))


@pytest.mark.parametrize("who", ["marie", "vera", "omar"])
def test_strangers_and_members_find_nothing(cast, who):
    assert history(getattr(cast, who)).status_code == 404


def test_a_visitor_signs_in_first(cast):
    assert Browser().get(PATH).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_whatever_it_tells(cast, count, django_assert_num_queries):
    """Session, standing, accesses, the frame and its look; the time line, and the lines of each of the four kinds."""
    more_clients(cast, cast.helene, 3)
    for client in ClientAccess.objects.filter(user=cast.helene).select_related("client")[:count]:
        dossier = client.client.dossiers.get()
        request_of(cast, dossier, cast.helene, completed_at=timezone.now())
        document_of(cast, dossier)
        ask(dossier, side="accountant", subject="TVA", draft=Draft("Quand ?", cast.helene))
    browser = Browser()
    browser.force_login(cast.helene)
    browser.get(PATH)

    with django_assert_num_queries(12):
        browser.get(PATH)
