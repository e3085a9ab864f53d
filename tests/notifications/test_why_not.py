"""«Pourquoi ai-je reçu ceci ?» and «Pourquoi n’ai-je pas reçu ?»: each answer with the very setting (X1); the replay of a month (X5)."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comptoir.accounts.models import User
from comptoir.conversations.actions import Draft, add_note, ask
from comptoir.firms.models import LicenceAccess
from comptoir.notifications.models import Notification
from comptoir.notifications.simulation import simulate
from comptoir.transports.actions import send_due
from comptoir.transports.email import MailboxOutlet
from comptoir.transports.together import send_together

from .choosing import choose, decree, want
from .producers import question


@pytest.fixture
def page_of():
    def page(person, conversation, about=None):
        browser = Client()
        browser.force_login(person)
        query = {"person": about.pk} if about else {}
        return browser.get(f"/notifications/told/conversations.conversation/{conversation.pk}/", query)

    return page


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def drain_all(drain):
    while drain():
        pass


def test_who_was_told_reads_by_which_channel_and_what_became_of_it(cast, drain, page_of):
    conversation = question(cast).conversation
    drain_all(drain)
    send_due(MailboxOutlet())

    said = words(page_of(cast.paul, conversation))

    assert "Vous avez été prévenu." in said
    assert "vous êtes destinataire de cette conversation" in said
    assert re.search(r"E-mail réglage par défaut · parti .+ · Changer ce réglage", said)
    assert "Navigateur réglage par défaut · aucun appareil ne le reçoit" in said


def test_each_answer_leads_to_the_very_setting(cast, drain, page_of):
    choose(cast.paul, "conversation.message", "email", enabled=False)
    conversation = question(cast).conversation
    drain_all(drain)

    answer = page_of(cast.paul, conversation)

    assert "E-mail votre choix · coupé" in words(answer)
    address = re.search(r'href="(/settings/notifications/)#(notify\.conversation\.message\.email)"', answer.content.decode())
    browser = Client()
    browser.force_login(cast.paul)
    assert f'id="{address[2]}"' in browser.get(address[1]).content.decode()


@pytest.mark.parametrize(("who", "sentence"), [
    ("helene", "L’a fait soi-même"), ("jean", "N’était pas concerné"), ("marie", "A été prévenu."), ("nora", "N’était pas concerné"),
])  # fmt: skip
def test_an_administrator_asks_for_anyone_in_the_firm(cast, drain, page_of, who, sentence):
    conversation = question(cast).conversation
    drain_all(drain)
    person = getattr(cast, who)
    if who == "helene":
        Notification.objects.create(firm=cast.firm, event=conversation.messages.get().event, user=person, topic="conversation.message").delete()
        person = cast.helene

    answer = page_of(cast.admin, conversation, person)

    if who == "helene":
        # A client who was told nothing is not on the list of whom to ask about.
        assert answer.status_code == 404
    else:
        assert sentence in words(answer)


def test_who_closed_every_channel_or_lost_the_right_reads_so(cast, drain, page_of):
    for channel in ("in_app", "web", "mobile", "email"):
        choose(cast.paul, "conversation.message", channel, enabled=False)
    conversation = question(cast).conversation
    drain_all(drain)
    assert "aucun canal n’est ouvert pour ces nouvelles" in words(page_of(cast.admin, conversation, cast.paul))

    cast.dossier.manager_links.filter(user=cast.paul).delete()
    LicenceAccess.objects.filter(membership__user=cast.paul).delete()
    assert "Était concerné, mais n’y a pas accès." in words(page_of(cast.admin, conversation, cast.paul))


@pytest.mark.parametrize("who", ["vera", "gaston", "luc", "jules"])
def test_a_stranger_learns_nothing_of_it(cast, drain, page_of, who):
    conversation = question(cast).conversation
    drain_all(drain)

    assert page_of(getattr(cast, who), conversation).status_code == 404


def test_a_colleague_asks_for_nobody_else(cast, drain, page_of):
    conversation = question(cast).conversation
    drain_all(drain)

    assert page_of(cast.paul, conversation, cast.marie).status_code == 404


def test_a_client_reads_nothing_of_internal_notes(cast, drain, page_of):
    conversation = question(cast).conversation
    add_note(conversation, Draft("Zibeline", cast.paul))
    drain_all(drain)

    assert "Note de" not in words(page_of(cast.helene, conversation))
    assert "Note de" in words(page_of(cast.marie, conversation))


def test_the_answers_cost_the_same_whatever_their_number(cast, drain, page_of):
    conversation = question(cast).conversation
    costs = []
    for notes in (1, 3):
        while conversation.messages.filter(is_note=True).count() < notes:
            add_note(conversation, Draft("Vu.", cast.admin))
        drain_all(drain)
        page_of(cast.paul, conversation)
        with CaptureQueriesContext(connection) as queries:
            answer = page_of(cast.paul, conversation)
        costs.append(len(queries))
        assert words(answer).count("Note de") == notes

    assert costs[0] == costs[1]


# --- the replay of a month ---


def last_month(cast, drain):
    """Twenty questions to Paul, one a day at ten."""
    start = timezone.now().replace(hour=9, minute=0, second=0, microsecond=0) - timedelta(days=21)
    for day in range(20):
        with time_machine.travel(start + timedelta(days=day), tick=False):
            ask(cast.dossier, side="accountant", subject=f"TVA {day}", draft=Draft("?", cast.admin), recipient_ids=[cast.paul.pk])
            drain_all(drain)
            while send_due(MailboxOutlet()) + send_together(MailboxOutlet()):
                pass


def test_the_replay_counts_what_left_and_what_would_have(cast, drain, client):
    last_month(cast, drain)
    want(cast.paul, frequency__conversations="weekly", digest__weekday="monday")

    found = simulate(User.objects.get(pk=cast.paul.pk))

    assert (found.sent.mails, found.sent.digests, found.sent.bell) == (20, 0, 20)
    assert found.own.mails == found.own.digests
    assert 3 <= found.own.mails <= 4
    assert (found.firm.mails, found.firm.digests, found.own.bell) == (20, 0, 20)
    client.force_login(cast.paul)
    page = words(client.get("/settings/notifications/simulation/"))
    assert f"Avec ces réglages, {found.own.mails} e-mails le mois dernier ; il en est parti 20." in page.replace("\u202f", " ")


def test_the_replay_shows_what_the_firm_would_have_sent(cast, drain):
    last_month(cast, drain)
    decree(cast, {"frequency.conversations": "never"})
    want(cast.paul, frequency__conversations="immediately")

    found = simulate(User.objects.get(pk=cast.paul.pk))

    assert (found.own.mails, found.firm.mails, found.firm.bell) == (20, 0, 20)


def test_the_replay_is_offered_to_clients_and_empty_for_who_heard_nothing(cast, client):
    client.force_login(cast.jules)

    assert "0 e-mail" in words(client.get("/settings/notifications/simulation/"))


def test_the_api_answers_the_same(cast, drain, client):
    last_month(cast, drain)
    client.force_login(cast.paul)
    from comptoir.accounts.models import ApiToken

    _row, token = ApiToken.issue(cast.paul, name="essai", scopes=["me:read"])
    answer = client.get("/api/v1/me/notification-simulation", headers={"Authorization": f"Bearer {token}"}).json()

    assert (answer["sent"]["mails"], answer["own"]["mails"], answer["is_cut_short"]) == (20, 20, False)
