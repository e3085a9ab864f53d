"""The boxes of the inbox: what each holds, for whom; a count is what the list shows; what narrows the list stands in its address."""

from datetime import timedelta
from random import Random

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from comptoir.away.models import Absence
from comptoir.clients.standing import standing_of
from comptoir.conversations.actions import Draft, ask
from comptoir.conversations.boxes import FOR_CLIENTS, FOR_MEMBERS, MOST_COUNTED, boxes_for, count_boxes
from comptoir.conversations.filters import Filters, as_query, chips_of
from comptoir.conversations.listing import listing_of
from comptoir.conversations.models import Conversation, Mission, SavedDraft
from comptoir.conversations.search import index_all
from tests.firms_and_clients.worlds import World

from .pages import words


def conversation(cast, subject, dossier=None, **fields):
    dossier = dossier or cast.dossier
    row = Conversation.objects.create(
        firm=dossier.firm, licence=dossier.licence, client=dossier.client, dossier=dossier, side="accountant", subject=subject, opened_by=cast.helene
    )
    Conversation.objects.filter(pk=row.pk).update(**fields)
    return row


def subjects(user, query="box=all"):
    return sorted(listing_of(user, QueryDict(query)).rows.values_list("subject", flat=True))


@pytest.fixture
def filled(cast):
    """One conversation for each thing that a box looks at; Paul is in the team, Jean is away without a delegate."""
    now = timezone.now()
    Absence.objects.create(firm=cast.firm, user=cast.jean, starts_at=now - timedelta(days=1), created_by=cast.jean)
    hour = timedelta(hours=1)
    conversation(cast, "à Paul", assigned_user=cast.paul)
    conversation(cast, "à l’équipe", assigned_team=cast.team)
    conversation(cast, "à personne")
    conversation(cast, "à Jean, absent", assigned_user=cast.jean)
    conversation(cast, "au client de répondre", assigned_user=cast.marie, awaits_firm=False)
    conversation(cast, "en retard", assigned_user=cast.marie, answer_due_at=now - hour)
    conversation(cast, "à temps", assigned_user=cast.marie, answer_due_at=now + hour)
    conversation(cast, "rappelée", assigned_user=cast.marie, escalation=2)
    conversation(cast, "répondue en retard", assigned_user=cast.marie, answer_due_at=now - hour, awaits_firm=False)
    conversation(cast, "en veille", assigned_user=cast.paul, snoozed_until=now + hour)
    conversation(cast, "en veille, à Jean", assigned_user=cast.jean, snoozed_until=now + hour)
    conversation(cast, "réveillée", assigned_user=cast.paul, snoozed_until=now - hour)
    conversation(cast, "close", assigned_user=cast.paul, closed_at=now)
    conversation(cast, "ailleurs", cast.other_dossier, assigned_user=cast.luc)
    conversation(cast, "d’un autre cabinet", cast.foreign_dossier, assigned_user=cast.vera)


TO_DO = {"à Paul", "à l’équipe", "à personne", "à Jean, absent", "au client de répondre", "en retard", "à temps", "rappelée", "répondue en retard", "réveillée"}
OF_PAUL = {
    "mine": {"à Paul", "réveillée"},
    "teams": {"à l’équipe"},
    "unassigned": {"à personne"},
    "all": TO_DO,
    "firm": TO_DO - {"au client de répondre", "répondue en retard"},
    "client": {"au client de répondre", "répondue en retard"},
    "late": {"en retard", "rappelée"},
    "alone": {"à personne", "à Jean, absent", "en veille, à Jean"},
    "snoozed": {"en veille", "en veille, à Jean"},
    "closed": {"close"},
}


@pytest.mark.parametrize("box", OF_PAUL)
def test_what_each_box_holds(cast, filled, box):
    assert set(subjects(cast.paul, f"box={box}")) == OF_PAUL[box]


@pytest.mark.parametrize(
    ("who", "everything"),
    [("admin", TO_DO | {"ailleurs"}), ("luc", {"ailleurs"}), ("vera", {"d’un autre cabinet"}), ("helene", TO_DO | {"en veille", "en veille, à Jean"}),
     ("jules", set()), ("gaston", {"ailleurs"}), ("operator", set())],
)  # fmt: skip
def test_a_box_holds_what_its_reader_may_see(cast, filled, who, everything):
    assert set(subjects(getattr(cast, who))) == everything


def test_clients_have_their_two_boxes_whatever_the_address_says(cast, filled):
    assert subjects(cast.helene, "box=alone") == subjects(cast.helene, "box=all")
    assert subjects(cast.helene, "box=closed") == ["close"]
    assert subjects(cast.helene, f"box=all&assignee=user:{cast.paul.pk}") == subjects(cast.helene, "box=all")


@pytest.mark.parametrize("seed", range(5))
def test_a_count_is_what_the_list_shows_for_everybody(db, seed, django_assert_num_queries):
    world, draw, now = World(seed), Random(seed), timezone.now()
    moments = [None, now - timedelta(hours=1), now + timedelta(hours=1)]
    for row in world.conversations:
        fields = {"answer_due_at": draw.choice(moments), "snoozed_until": draw.choice(moments), "closed_at": draw.choice([None, None, now])}
        Conversation.objects.filter(pk=row.pk).update(awaits_firm=draw.random() < 0.6, escalation=draw.choice([0, 0, 1]), **fields)

    for user in world.users:
        boxes = boxes_for(standing_of(user).is_member)
        visible = Conversation.objects.visible_to(user)
        with django_assert_num_queries(1 if standing_of(user).is_member or standing_of(user).client_ids else 0):
            counts = count_boxes(boxes, visible, user, now)
        assert counts == {box.code: box.rows(visible, user, now).count() for box in boxes}
        assert {box.code: listing_of(user, QueryDict(f"box={box.code}")).rows.count() for box in boxes} == counts


def test_counting_stops_at_a_hundred(cast):
    rows = [conversation(cast, "une")] + [Conversation(firm=cast.firm, licence=cast.lille, client=cast.client, dossier=cast.dossier) for _ in range(120)]
    Conversation.objects.bulk_create(rows[1:])

    counts = count_boxes(FOR_MEMBERS, Conversation.objects.visible_to(cast.paul), cast.paul, timezone.now())

    assert counts["all"] == MOST_COUNTED + 1
    browser = Client()
    browser.force_login(cast.paul)
    page = words(browser.get("/conversations/counts/"))
    assert 'id="count-all" hx-swap-oob="true">99+<' in page
    assert 'id="count-closed" hx-swap-oob="true">0<' in page


def test_everybody_asks_for_counts_in_one_query(cast, filled, django_assert_num_queries):
    for user, boxes in ((cast.paul, FOR_MEMBERS), (cast.helene, FOR_CLIENTS)):
        visible = Conversation.objects.visible_to(user)
        with django_assert_num_queries(1):
            count_boxes(boxes, visible, user, timezone.now())


@pytest.fixture
def various(cast):
    today = timezone.localdate()
    mission = Mission.objects.create(firm=cast.firm, name="Paie")
    conversation(cast, "paie", mission=mission, due_on=today - timedelta(days=1), assigned_user=cast.paul)
    conversation(cast, "aujourd’hui", due_on=today, channel="email", assigned_team=cast.team)
    conversation(cast, "plus tard", due_on=today + timedelta(days=8))
    conversation(cast, "secrète", is_confidential=True, assigned_user=cast.marie)
    conversation(cast, "arras", cast.other_dossier, side="entrepreneur")
    return mission


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("assignee=user:{paul}", ["paie"]), ("assignee=team:{team}", ["aujourd’hui"]), ("licence={arras}", ["arras"]), ("dossier={other}", ["arras"]),
        ("mission={mission}", ["paie"]), ("due=late", ["paie"]), ("due=week", ["aujourd’hui"]), ("side=entrepreneur", ["arras"]),
        ("channel=email", ["aujourd’hui"]), ("confidential=yes", []), ("assignee=user:{paul}&due=week", []),
        ("assignee=user:x&licence=-1&due=never&side=&mission=²", None),
    ],
)  # fmt: skip
def test_what_narrows_the_list(cast, various, query, found):
    query = query.format(paul=cast.paul.pk, team=cast.team.pk, arras=cast.arras.pk, other=cast.other_dossier.pk, mission=various.pk)
    everything = ["arras", "aujourd’hui", "paie", "plus tard"]

    assert subjects(cast.admin, query) == (everything if found is None else found)


def test_confidential_ones_are_shown_to_who_is_named(cast, various):
    assert subjects(cast.marie, "confidential=yes") == ["secrète"]
    assert subjects(cast.paul, "confidential=yes") == []


def test_chips_say_what_narrows_and_lead_to_the_list_without_it(cast, various, django_assert_max_num_queries):
    filters = Filters.read(QueryDict(f"q=tva&assignee=team:{cast.team.pk}&licence={cast.lille.pk}&mission={various.pk}&dossier={cast.dossier.pk}&due=late"))
    standing_of(cast.paul)

    with django_assert_max_num_queries(1):
        chips = chips_of(filters, cast.paul, box="late")

    assert [chip.words for chip in chips] == ["Assignée à Équipe TPE", "Licence Lille", "Dossier Boulangerie Roux", "Mission Paie", "Échéance passée"]
    assert "assignee" not in chips[0].without
    assert QueryDict(chips[0].without)["q"] == "tva"
    assert QueryDict(chips[0].without)["box"] == "late"


def test_a_filter_names_nothing_of_another_firm(cast):
    filters = Filters.read(QueryDict(f"assignee=user:{cast.vera.pk}&dossier={cast.foreign_dossier.pk}"))

    assert [chip.words for chip in chips_of(filters, cast.paul, box="all")] == ["Assignée à inconnu", "Dossier inconnu"]


@pytest.mark.parametrize("typed", ["", "?", "box=all", "q=é%20à&due=week", "assignee=team:3", "box=nothing&page=9&evil=1"])
def test_an_address_is_kept_as_the_inbox_understands_it(typed):
    query = as_query(Filters.read(QueryDict(typed)))

    assert as_query(Filters.read(QueryDict(query))) == query
    assert "evil" not in query
    assert "page" not in query


def test_the_page_shows_what_a_row_knows(cast, drain):
    row = ask(cast.dossier, side="accountant", subject="TVA de novembre", draft=Draft("Bonjour", cast.helene)).conversation
    drain()
    mission = Mission.objects.create(firm=cast.firm, name="Fiscalité")
    yesterday = timezone.localdate() - timedelta(days=1)
    Conversation.objects.filter(pk=row.pk).update(mission=mission, due_on=yesterday, escalation=1, assigned_user=cast.jean)
    Absence.objects.create(firm=cast.firm, user=cast.jean, starts_at=timezone.now(), created_by=cast.jean)
    SavedDraft.objects.create(user=cast.marie, conversation=row, body="À finir")
    browser = Client()
    browser.force_login(cast.marie)

    page = words(browser.get("/conversations/"))

    for word in (
        "TVA de novembre",
        "Boulangerie Roux",
        "<b>Hélène</b> Bonjour",
        "Fiscalité",
        "en retard",
        "Brouillon",
        'class="unread"',
        "away-name",
        "pill late",
    ):
        assert word in page


def test_clients_read_nothing_internal_in_their_list(cast, drain):
    row = ask(cast.dossier, side="accountant", subject="TVA", draft=Draft("Bonjour", cast.helene)).conversation
    drain()
    mission = Mission.objects.create(firm=cast.firm, name="Contentieux")
    Conversation.objects.filter(pk=row.pk).update(mission=mission, escalation=1, snoozed_until=timezone.now() + timedelta(days=1), due_on="2020-01-01")
    browser = Client()
    browser.force_login(cast.helene)

    page = words(browser.get("/conversations/"))

    assert "TVA" in page
    for word in ("Contentieux", "en retard", "Marie", "Filtrer", "Sans personne", 'name="ids"', "2020"):
        assert word not in page
    assert browser.get("/conversations/filters/").status_code == 404


def test_a_search_shows_the_message_that_holds_the_words(cast):
    row = ask(cast.dossier, side="accountant", subject="Divers", draft=Draft("Où en est ma déclaration ?", cast.helene)).conversation
    list(index_all())
    browser = Client()
    browser.force_login(cast.marie)

    page = words(browser.get("/conversations/?q=declarations"))

    assert "ma <mark>déclaration</mark> ?" in page
    assert f'href="/conversations/{row.pk}/#m{row.messages.get().pk}"' in page
    assert "Divers" not in words(browser.get("/conversations/?q=bilan"))
    assert words(browser.get("/conversations/?q=%00%27%22*&page=zz")).count("<li><label>") == 0


def test_fifty_rows_are_light(cast, drain):
    for number in range(50):
        row = conversation(cast, f"Question numéro {number} sur la déclaration de TVA du mois de novembre", assigned_user=cast.marie)
        Conversation.objects.filter(pk=row.pk).update(last_excerpt="Bonjour, je vous envoie ci-joint les relevés de la banque pour le mois dernier. " * 2)
    mission = Mission.objects.create(firm=cast.firm, name="Fiscalité")
    Conversation.objects.update(mission=mission, due_on="2020-01-01", escalation=1, last_message_by=cast.helene)
    browser = Client()
    browser.force_login(cast.marie)

    assert len(browser.get("/conversations/").content) < 60 * 1024
