"""The portal's home: what waits, what is new, who follows; for each role and state (K9, K10)."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from comptoir.away.actions import start_absence
from comptoir.clients.actions import close_access
from comptoir.clients.models import Client, ClientAccess
from comptoir.conversations.actions import Draft, add_note, ask, close_conversation, post_message
from comptoir.conversations.models import Conversation
from comptoir.documents.models import Document
from comptoir.firms.models import Firm, Membership
from comptoir.requests.models import Request
from tests.notifications.producers import question

from .things import card, document_of, invitation_of, more_clients, request_of, words_of

HOME = "/p/lormeau/"
MOST_QUERIES = 14


def home_of(user, path=HOME):
    browser = Browser()
    browser.force_login(user)
    return browser.get(path)


# --- Greeting ---


@pytest.mark.parametrize(
    ("at", "zone", "language", "greeting"),
    [
        ("2026-11-26T08:00:00Z", "Europe/Paris", "fr", "Bonjour Hélène,"),
        ("2026-11-26T18:30:00Z", "Europe/Paris", "fr", "Bonsoir Hélène,"),
        ("2026-11-26T18:30:00Z", "America/Montreal", "fr", "Bonjour Hélène,"),
    ],
)
def test_one_is_greeted_by_ones_own_clock(cast, at, zone, language, greeting):
    cast.helene.time_zone, cast.helene.language = zone, language
    cast.helene.save()

    with time_machine.travel(at, tick=False):
        assert greeting in words_of(home_of(cast.helene))


def test_who_has_no_first_name_is_greeted_all_the_same(cast):
    cast.helene.first_name = ""
    cast.helene.save()

    assert re.search(r"Bon(jour|soir),", words_of(home_of(cast.helene)))


# --- Empty ---


def test_the_first_visit_says_what_will_be_where(cast):
    response = home_of(cast.jules)

    assert "Votre espace chez Cabinet Lormeau est ouvert" in words_of(response)
    assert card(response, "to-do-title") == "À faire Vous êtes à jour : rien n’attend votre réponse."
    assert card(response, "documents-title") == "Documents Ce que le cabinet partagera avec vous se trouvera ici."
    assert "Posez votre première question" in card(response, "messages-title")
    assert "Poser une question" in card(response, "messages-title")
    assert "Marie Dubois Expert-comptable" in card(response, "people-title")


def test_a_client_without_a_dossier_is_told_so(cast):
    client = Client.objects.create(firm=cast.firm, name="SCI du Port")
    user = cast.client_user("zoe", "Zoé", "Port", client, level="full")

    assert card(home_of(user), "people-title") == "Qui me suit Le cabinet n’a pas encore ouvert de dossier pour vous."


# --- To do ---


def test_what_is_to_do_is_theirs_first_then_by_urgency_and_what_is_late_is_marked(cast):
    request_of(cast, cast.dossier, cast.jules, subject="De Jules", due_in=-9)
    request_of(cast, cast.dossier, cast.helene, subject="Sans date")
    request_of(cast, cast.dossier, cast.helene, subject="Bientôt", due_in=3)
    request_of(cast, cast.dossier, cast.helene, subject="Aujourd’hui même", due_in=0)
    request_of(cast, cast.dossier, cast.helene, subject="Passée", due_in=-1)
    request_of(cast, cast.dossier, cast.helene, subject="Annulée", cancelled_at=timezone.now())

    response = home_of(cast.helene)

    words = card(response, "to-do-title")
    assert re.findall("Passée|Aujourd’hui même|Bientôt|Sans date|De Jules|Annulée", words) == ["Passée", "Aujourd’hui même", "Bientôt", "Sans date", "De Jules"]
    assert words.count("en retard") == 2
    assert "demandé à Jules Roux" in words
    assert "4 choses attendent votre réponse." in words_of(response)
    assert "4 à faire" in words_of(response)


def test_the_firms_question_waits_until_it_is_answered(cast):
    asked = ask(cast.dossier, side="entrepreneur", subject="Relevé manquant", draft=Draft("Pouvez-vous le joindre ?", cast.paul), recipient_ids=[cast.jules.pk])
    before = home_of(cast.jules)

    post_message(asked.conversation, Draft("Le voici.", cast.jules))
    after = home_of(cast.jules)

    assert "Relevé manquant le cabinet attend votre réponse" in card(before, "to-do-title")
    assert "Une chose attend votre réponse." in words_of(before)
    assert "Relevé manquant" not in card(after, "to-do-title")
    assert "Relevé manquant Jules : Le voici." in card(after, "messages-title")
    assert "Rien n’attend votre réponse." in words_of(after)


def test_who_is_invited_to_another_client_finds_it_among_what_is_to_do(cast):
    invitation_of(cast, cast.helene, cast.other_client)
    invitation_of(cast, cast.jules, cast.other_client)
    expired = cast.make_client("Trop tard", cast.lille)[0]
    invitation_of(cast, cast.helene, expired, expires_at=timezone.now() - timedelta(minutes=1))

    words = card(home_of(cast.helene), "to-do-title")

    assert words.count("Rejoindre") == 1
    assert "Rejoindre Garage Delattre Marie Dubois, Cabinet Lormeau, vous invite" in words


# --- Documents, messages ---


def test_the_latest_documents_stand_first_and_lead_to_the_file(cast):
    for number in range(7):
        document_of(cast, cast.dossier, title=f"Bilan {2019 + number}.pdf")
    document_of(cast, cast.dossier, title="Retiré.pdf", withdrawn_at=timezone.now())

    response = home_of(cast.helene)

    words = card(response, "documents-title")
    assert re.findall(r"Bilan (\d+)\.pdf partagé", words) == ["2025", "2024", "2023", "2022", "2021"]
    assert "Retiré" not in words
    assert f'href="/documents/{Document.objects.get(title="Bilan 2025.pdf").pk}/"' in response.content.decode()


def test_what_is_not_read_is_marked_new_until_it_is_read(cast, drain):
    conversation = question(cast).conversation
    post_message(conversation, Draft("Oui, le 24.", cast.marie))
    add_note(conversation, Draft("Le client paie mal.", cast.marie))
    drain()
    before = home_of(cast.helene)

    browser = Browser()
    browser.force_login(cast.helene)
    browser.post(f"/conversations/{conversation.pk}/reading/")

    assert "nouveau" in card(before, "messages-title")
    assert "1 non lu" in words_of(before)
    assert "nouveau" not in card(home_of(cast.helene), "messages-title")
    assert "paie mal" not in words_of(before)


def test_what_is_closed_leaves_the_home(cast):
    conversation = question(cast).conversation
    close_conversation(conversation, by=cast.marie)

    assert conversation.subject not in words_of(home_of(cast.helene))


# --- Who follows ---


def test_the_managers_stand_in_their_order_with_absence_return_and_stand_in(cast):
    cast.paul.job_title = "Collaborateur comptable"
    cast.paul.save()
    Membership.objects.filter(user=cast.jean).update(left_at=timezone.now())
    with time_machine.travel("2026-11-26T08:00:00Z", tick=False):
        start_absence(cast.marie, cast.firm, by=cast.marie, ends_at=timezone.now() + timedelta(days=4, hours=1), delegate_user=cast.paul)

        response = home_of(cast.helene)

    people = card(response, "people-title")
    assert "Marie Dubois Expert-comptable · de retour lun. 30 nov. à 10 h · suivi par Paul Petit" in people
    assert "Paul Petit Collaborateur comptable" in people
    assert "Jean" not in people
    assert 'class="away-name" title="De retour lun.' in response.content.decode()
    assert "Paul Petit suit votre dossier pendant l’absence de Marie Dubois." in words_of(response)


# --- Who sees what ---


def test_limited_access_shows_what_was_sent_to_the_person_and_nothing_else(cast):
    request_of(cast, cast.dossier, cast.helene, subject="À Hélène")
    request_of(cast, cast.dossier, cast.jules, subject="À Jules")
    document_of(cast, cast.dossier, cast.helene, title="Pour Hélène.pdf")
    document_of(cast, cast.dossier, cast.jules, title="Pour Jules.pdf")

    limited, full = words_of(home_of(cast.jules)), words_of(home_of(cast.helene))

    assert [words in limited for words in ("À Hélène", "Pour Hélène.pdf", "À Jules", "Pour Jules.pdf")] == [False, False, True, True]
    assert [words in full for words in ("À Hélène", "Pour Hélène.pdf", "À Jules", "Pour Jules.pdf")] == [True] * 4


def test_a_member_who_is_also_a_client_sees_the_clients_side_alone(cast):
    ClientAccess.objects.create(firm=cast.firm, client=cast.client, user=cast.admin, level="limited")
    request_of(cast, cast.dossier, cast.helene, subject="À Hélène")
    document_of(cast, cast.other_dossier, title="D’un autre client.pdf")
    confidential = question(cast).conversation
    cast.nora.photo = "nora"

    response = home_of(cast.admin)

    words = words_of(response)
    assert response.status_code == 200
    assert [one in words for one in ("À Hélène", "D’un autre client.pdf", confidential.subject)] == [False] * 3
    assert "Demandes" in words
    assert "Importations" not in words


@pytest.mark.parametrize("who", ["marie", "vera", "omar", "gaston"])
def test_only_the_firms_clients_have_its_portal(cast, who):
    response = home_of(getattr(cast, who))

    assert response.status_code == (200 if who == "gaston" else 404)
    assert "Boulangerie Roux" not in words_of(response)


def test_a_portal_that_was_taken_back_stays_open_for_who_has_access(cast):
    cast.let_jules_administer()
    Firm.objects.update(portal_enabled_at=None)
    Client.objects.update(portal_enabled_at=None)

    assert home_of(cast.helene).status_code == 200
    close_access(ClientAccess.objects.get(user=cast.helene), by=cast.marie)
    assert home_of(cast.helene).status_code == 404


@hypothesis_settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_everything_on_the_home_is_what_that_person_may_see(cast, data):
    """On random firms: whatever stands there is in the `visible_to` of the person and of a client that was chosen."""
    clients = [(cast.client, cast.dossier), (cast.other_client, cast.other_dossier), (cast.foreign_client, cast.foreign_dossier)]
    users = [cast.helene, cast.jules, cast.gaston, cast.admin]
    for user in users:
        for client, _dossier in clients[:2]:
            level = data.draw(st.sampled_from(["", "limited", "full"]))
            ClientAccess.objects.filter(user=user, client=client).delete()
            if level:
                ClientAccess.objects.create(firm=client.firm, client=client, user=user, level=level)
    Request.objects.all().delete()
    Document.objects.all().delete()
    for number in range(data.draw(st.integers(1, 6))):
        _client, dossier = data.draw(st.sampled_from(clients))
        named = data.draw(st.lists(st.sampled_from(users[:3]), unique=True, max_size=2))
        request_of(cast, dossier, *named, subject=f"Demande {number}")
        document_of(cast, dossier, *named, title=f"Document {number}")
    for user in users:
        chosen = data.draw(st.sampled_from([None, *(client.pk for client, _dossier in clients)]))
        response = home_of(user, HOME + (f"?client={chosen}" if chosen else ""))
        if response.status_code == 404:
            assert not ClientAccess.objects.filter(user=user, firm=cast.firm).exists()
            continue
        context = response.context
        mine = set(ClientAccess.objects.filter(user=user, firm=cast.firm).values_list("client_id", flat=True))
        allowed = {chosen} if chosen in mine and len(mine) > 1 else mine
        user = type(user).objects.get(pk=user.pk)
        seen = {"requests": Request, "conversations": Conversation, "questions": Conversation}
        for name, model in seen.items():
            shown = {row.pk for row in context[name]}
            assert shown <= set(model.objects.visible_to(user).filter(client__in=allowed).values_list("pk", flat=True))
        shown = {row.pk for row in context["documents"]}
        assert shown <= set(Document.objects.represented_by(user).filter(client__in=allowed).values_list("pk", flat=True))
        assert {row.pk for row in context["requests"]} <= set(Request.objects.represented_by(user).values_list("pk", flat=True))


# --- Cost ---


def fill(cast, count):
    """So many of everything, each in a client of its own, with a manager who is away."""
    made = [(cast.client, cast.dossier), *more_clients(cast, cast.helene, count)]
    for client, dossier in made[:count]:
        request_of(cast, dossier, cast.helene, due_in=-1)
        document_of(cast, dossier)
        ask(dossier, side="accountant", subject="TVA", draft=Draft("Quand ?", cast.helene))
        ask(
            dossier,
            side="entrepreneur",
            subject="Relevé",
            draft=Draft("Où ?", cast.paul if client == cast.client else cast.marie),
            recipient_ids=[cast.helene.pk],
        )
        invitation_of(cast, cast.helene, cast.make_client(f"Invitation {client.pk}", cast.lille)[0])


@pytest.mark.parametrize("count", [1, 3])
def test_the_home_costs_thirteen_queries_whatever_it_shows(cast, count, drain):
    """The session with its person, their standing, their accesses; who is away, invitations, documents, dossiers, managers; requests, conversations;
    the frame's firm with its counts, the look."""
    fill(cast, count)
    start_absence(cast.marie, cast.firm, by=cast.marie, delegate_user=cast.paul)
    drain()
    browser = Browser()
    browser.force_login(cast.helene)
    browser.get(HOME)

    with CaptureQueriesContext(connection) as queries:
        response = browser.get(HOME)

    assert response.status_code == 200
    assert "Relevé le cabinet attend votre réponse" in card(response, "to-do-title")
    assert len(queries) == MOST_QUERIES


# --- Fragment ---


def test_a_refresh_brings_the_cards_and_the_counts_and_no_frame(cast):
    request_of(cast, cast.dossier, cast.helene)
    browser = Browser()
    browser.force_login(cast.helene)

    part = browser.get(HOME, headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in part
    assert part.lstrip().startswith('<div id="home"')
    assert '<span class="place-count" id="count-requests" hx-swap-oob="true"><b class="badge" aria-hidden="true">1</b>' in part


def test_the_page_has_one_heading_named_parts_and_no_id_twice(cast, drain):
    fill(cast, 3)
    drain()

    html = home_of(cast.helene).content.decode()

    assert len(re.findall(r"<h1[ >]", html)) == 1
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert sorted(ids) == sorted(set(ids))
    assert set(re.findall(r'aria-labelledby="([^"]+)"', html)) <= set(ids)
