"""«Paramètres de conversations»: frequency, language and the participation table, saved at the switch (seed 003; C2, C3, C4, C6, X2, X3)."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comptoir.clients.standing import forget_standing, standing_of
from comptoir.conversations.actions.participation import align, choose, choose_many, give_up, only_mine, undo
from comptoir.conversations.models import Participation, Side
from comptoir.conversations.places import find_place, find_places
from comptoir.conversations.proposals import propose_recipients
from comptoir.events.models import Event
from comptoir.firms.models import LicenceAccess, Membership
from comptoir.preferences.resolver import values_of
from tests.web.signing_in import sign_in

from .pages import words

PAGE = "/settings/conversations/"
TABLE = f"{PAGE}participation/"
HTMX = {"HX-Request": "true"}


def place(user, scope, thing, side="accountant"):
    found = find_place(user, side, scope, thing.pk)
    assert found is not None
    return found


def standing(user):
    """{(side, scope, id): answer} of what the person chose."""
    rows = Participation.objects.filter(user=user)
    return {
        (row.side, "dossier" if row.dossier_id else "licence" if row.licence_id else "all", row.dossier_id or row.licence_id or row.firm_id): row.takes_part
        for row in rows
    }


def selected(dossier, side="accountant"):
    proposal = propose_recipients(dossier, side)
    return {one.user.first_name for one in proposal.candidates if one.user.pk in proposal.selected_ids}


@pytest.fixture
def browse(client):
    def as_person(user):
        client.force_login(user)
        return client

    return as_person


# --- The actions ---


def test_all_dossiers_are_one_row_and_one_event(cast):
    for number in range(3):
        cast.make_client(f"Client {number}", cast.lille)

    event = choose(cast.nora, place(cast.nora, "all", cast.firm), True, by=cast.nora)

    assert standing(cast.nora) == {("accountant", "all", cast.firm.pk): True}
    assert event.data == {"reason": "choice", "name": "Cabinet Lormeau", "changes": [["accountant", "all", cast.firm.pk, None, True]]}
    assert (event.firm_id, event.target_id, event.actor_id) == (cast.firm.pk, cast.nora.pk, cast.nora.pk)
    assert choose(cast.nora, place(cast.nora, "all", cast.firm), True, by=cast.nora) is None
    assert Event.objects.filter(verb="participation.chosen").count() == 1


def test_a_new_dossier_follows_the_widest_choice_that_covers_it(cast):
    choose(cast.nora, place(cast.nora, "licence", cast.lille), True, by=cast.nora)

    assert selected(cast.make_client("Nouveau", cast.lille)[1]) == {"Nora"}


def test_a_choice_given_up_lets_the_wider_one_hold(cast):
    here = place(cast.paul, "dossier", cast.dossier)
    choose(cast.paul, here, False, by=cast.paul)
    assert selected(cast.dossier) == {"Marie"}

    give_up(cast.paul, here, by=cast.paul)

    assert selected(cast.dossier) == {"Marie", "Paul"}
    assert give_up(cast.paul, here, by=cast.paul) is None


def test_aligning_gives_up_what_differs_and_keeps_what_agrees(cast):
    one, other = cast.make_client("Un", cast.lille)[1], cast.make_client("Deux", cast.lille)[1]
    wide = place(cast.nora, "all", cast.firm)
    choose_many(cast.nora, {wide: True, place(cast.nora, "licence", cast.lille): False, place(cast.nora, "dossier", one): True}, by=cast.nora)
    choose(cast.nora, place(cast.nora, "dossier", other), False, by=cast.nora)

    event = align(cast.nora, wide, by=cast.nora)

    assert standing(cast.nora) == {("accountant", "all", cast.firm.pk): True, ("accountant", "dossier", one.pk): True}
    assert event.data["reason"] == "alignment"
    assert align(cast.nora, wide, by=cast.nora) is None
    assert align(cast.nora, place(cast.nora, "dossier", one), by=cast.nora) is None
    assert align(cast.nora, place(cast.nora, "licence", cast.lille), by=cast.nora) is None
    undo(event, cast.nora, by=cast.nora)
    assert len(standing(cast.nora)) == 4


def test_only_mine_is_one_delete_and_can_be_undone(cast):
    choose(cast.jean, place(cast.jean, "all", cast.firm), True, by=cast.jean)
    choose(cast.jean, place(cast.jean, "licence", cast.lille, "entrepreneur"), True, by=cast.jean)
    before = standing(cast.jean)
    with CaptureQueriesContext(connection) as captured:
        event = only_mine(cast.jean, by=cast.jean)

    assert standing(cast.jean) == {}
    assert sum(query["sql"].startswith("DELETE") for query in captured) == 1
    assert selected(cast.dossier) == {"Marie", "Paul", "Jean"}
    assert only_mine(cast.jean, by=cast.jean) is None
    undo(event, cast.jean, by=cast.jean)
    assert standing(cast.jean) == before


def test_many_choices_cost_the_same_as_three(cast):
    standing_of(cast.nora)
    costs = []
    for number in (3, 30):
        dossiers = [cast.make_client(f"Client {number}-{n}", cast.lille)[1] for n in range(number)]
        with CaptureQueriesContext(connection) as captured:
            places = find_places(cast.nora, [("accountant", "dossier", one.pk) for one in dossiers])
            choose_many(cast.nora, dict.fromkeys(places.values(), True), by=cast.nora)
        costs.append(len(captured))

    assert costs[0] == costs[1]


def test_undo_leaves_what_is_no_longer_ones_own(cast):
    event = choose(cast.nora, place(cast.nora, "dossier", cast.dossier), True, by=cast.nora)
    LicenceAccess.objects.filter(membership__user=cast.nora).delete()
    forget_standing(cast.nora)

    assert undo(event, cast.nora, by=cast.nora) is None
    assert len(standing(cast.nora)) == 1


@pytest.mark.parametrize(
    ("who", "scope", "thing", "sides"),
    [
        ("nora", "dossier", "dossier", {"accountant", "entrepreneur"}),
        ("luc", "dossier", "dossier", set()),
        ("luc", "licence", "lille", set()),
        ("admin", "licence", "arras", {"accountant", "entrepreneur"}),
        ("vera", "all", "firm", set()),
        ("helene", "dossier", "dossier", {"entrepreneur"}),
        ("helene", "licence", "lille", {"entrepreneur"}),
        ("helene", "licence", "arras", set()),
        ("helene", "all", "firm", {"entrepreneur"}),
        ("operator", "all", "firm", set()),
    ],
)
def test_each_decides_about_their_own(cast, who, scope, thing, sides):
    keys = [(side, scope, getattr(cast, thing).pk) for side in Side.values]

    assert {side for side, _scope, _pk in find_places(getattr(cast, who), keys)} == sides


# --- The page ---


def test_a_manager_sees_the_defaults_and_where_they_come_from(cast, browse):
    text = words(browse(cast.paul).get(PAGE))

    for name in ("Boulangerie Roux", "tous les dossiers", "licence Lille"):
        assert f'aria-label="Question pour comptable : {name}"' in text
        assert f'aria-label="Question pour entrepreneur : {name}"' in text
    assert "défaut : gestionnaire" in text
    assert "C’est ce que vous faites aujourd’hui." in text
    assert "Garage Delattre" not in text
    assert 'href="/settings/conversations/"' in text


def test_a_client_user_sees_their_own_side_alone(cast, browse):
    text = words(browse(cast.helene).get(PAGE))

    assert 'aria-label="Question pour entrepreneur : Boulangerie Roux" aria-describedby' in text
    assert "Question pour comptable" not in text
    assert "Gestionnaire" not in text
    assert "Ne participer qu’à mes dossiers" not in text
    for stranger in ("Marie Dubois", "Garage Delattre", "Menuiserie Omar"):
        assert stranger not in text


@pytest.mark.parametrize("who", ["operator"])
def test_who_has_no_conversations_has_no_such_page(cast, browse, who):
    assert browse(getattr(cast, who)).get(PAGE).status_code == 404


def test_a_switch_is_saved_undone_and_given_back(cast, browse):
    paul, here = browse(cast.paul), f"{TABLE}dossier/{cast.dossier.pk}/"

    answer = paul.post(here, {"was": "accountant", "turned": "accountant"}, headers=HTMX)

    assert "Enregistré" in words(answer)
    assert "ce dossier" in words(answer)
    assert json.loads(answer.headers["HX-Trigger"]) == {"participation": {}}
    assert standing(cast.paul) == {("accountant", "dossier", cast.dossier.pk): False}
    event = Event.objects.get(verb="participation.chosen")
    undone = paul.post(f"{PAGE}reversals/{event.pk}/", {"dossier": cast.dossier.pk}, headers=HTMX)
    assert "défaut : gestionnaire" in words(undone)
    assert standing(cast.paul) == {}
    paul.post(here, {"turned": "entrepreneur", "on": ["accountant", "entrepreneur"]}, headers=HTMX)
    assert standing(cast.paul) == {("entrepreneur", "dossier", cast.dossier.pk): True}
    paul.post(f"{here}inheritance/", {"side": "entrepreneur"}, headers=HTMX)
    assert standing(cast.paul) == {}


def test_without_javascript_only_what_was_turned_is_saved(cast, browse):
    paul, here = browse(cast.paul), f"{TABLE}dossier/{cast.dossier.pk}/?q=roux"

    answer = paul.post(here, {"was": ["accountant"], "on": ["accountant", "entrepreneur"]})

    assert answer.headers["Location"] == f"{PAGE}?q=roux#dossier-{cast.dossier.pk}"
    assert standing(cast.paul) == {("entrepreneur", "dossier", cast.dossier.pk): True}
    paul.post(here, {"was": ["accountant", "entrepreneur"], "on": ["accountant", "entrepreneur"]})
    assert Event.objects.filter(verb="participation.chosen").count() == 1
    paul.post(here, {"was": ["accountant", "entrepreneur"]})
    assert standing(cast.paul) == {("entrepreneur", "dossier", cast.dossier.pk): False, ("accountant", "dossier", cast.dossier.pk): False}


def test_a_wide_switch_says_how_many_differ_and_brings_them_into_line(cast, browse):
    jean = browse(cast.jean)

    text = words(jean.post(f"{TABLE}all/{cast.firm.pk}/", {"turned": "accountant", "on": "accountant"}, headers=HTMX))

    assert "1 dossier a un autre choix : l’aligner" in text
    assert standing(cast.jean) == {("accountant", "all", cast.firm.pk): True, ("accountant", "dossier", cast.dossier.pk): False}
    text = words(jean.post(f"{TABLE}all/{cast.firm.pk}/alignment/", {"side": "accountant"}, headers=HTMX))
    assert "autre choix" not in text
    assert selected(cast.dossier) == {"Marie", "Paul", "Jean"}
    history = words(jean.get("/settings/history/"))
    assert "Question pour comptable : tous les dossiers de Cabinet Lormeau (1 choix aligné)" in history


def test_the_recommendation_says_in_numbers_what_changes_and_is_followed_in_one_click(cast, browse):
    for number in range(2):
        cast.make_client(f"Client {number}", cast.lille)
    choose(cast.jean, place(cast.jean, "licence", cast.lille), True, by=cast.jean)
    jean = browse(cast.jean)
    assert "2 participations s’arrêteraient, 1 reprendrait." in words(jean.get(PAGE))

    text = words(jean.post(f"{PAGE}recommendation/", headers=HTMX))

    assert "C’est ce que vous faites aujourd’hui." in text
    assert standing(cast.jean) == {}
    assert "Ne participer qu’à mes dossiers" in words(jean.get("/settings/history/"))
    jean.post(f"{PAGE}reversals/{Event.objects.filter(verb='participation.chosen').latest('pk').pk}/")
    assert len(standing(cast.jean)) == 2


def test_history_tells_before_and_after_and_undoes(cast, browse):
    paul = browse(cast.paul)
    paul.post(f"{TABLE}licence/{cast.lille.pk}/", {"turned": "accountant"})

    text = words(paul.get("/settings/history/"))

    assert "Question pour comptable : licence Lille" in text
    assert "valeur héritée" in text
    assert "Ne participe pas" in text
    event = Event.objects.get(verb="participation.chosen")
    assert f'action="/settings/conversations/reversals/{event.pk}/"' in text
    assert paul.post(f"{PAGE}reversals/{event.pk}/").headers["Location"] == "/settings/history/"
    assert standing(cast.paul) == {}


def test_somebody_else_s_change_is_not_found(cast, browse):
    event = choose(cast.paul, place(cast.paul, "dossier", cast.dossier), False, by=cast.paul)

    assert browse(cast.marie).post(f"{PAGE}reversals/{event.pk}/").status_code == 404
    assert len(standing(cast.paul)) == 1


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("dossier/{foreign_dossier}/", {"turned": "accountant"}),
        ("dossier/{other_dossier}/", {"turned": "accountant"}),
        ("licence/{arras}/", {"turned": "accountant"}),
        ("all/{other_firm}/", {"turned": "accountant"}),
        ("team/{firm}/", {"turned": "accountant"}),
        ("dossier/999999999999/", {"turned": "accountant"}),
        ("dossier/{dossier}/inheritance/", {"side": "zzz"}),
        ("dossier/{dossier}/inheritance/", {}),
        ("licence/{arras}/alignment/", {"side": "accountant"}),
    ],
)
def test_what_is_not_ones_own_is_not_found(cast, browse, address, form):
    address = address.format(**{name: getattr(cast, name).pk for name in ("foreign_dossier", "other_dossier", "arras", "other_firm", "firm", "dossier")})

    assert browse(cast.paul).post(TABLE + address, form, headers=HTMX).status_code == 404
    assert standing(cast.paul) == {}


def test_a_side_that_is_not_ones_own_is_left_alone(cast, browse):
    browse(cast.helene).post(f"{TABLE}dossier/{cast.dossier.pk}/", {"turned": ["accountant", "zzz"], "on": "accountant"}, headers=HTMX)

    assert standing(cast.helene) == {}


def test_a_client_user_turns_it_off_and_is_no_longer_proposed(cast, browse):
    browse(cast.helene).post(f"{TABLE}dossier/{cast.dossier.pk}/", {"turned": "entrepreneur"}, headers=HTMX)

    assert selected(cast.dossier, "entrepreneur") == {"Jules"}


def test_two_firms_are_named_apart(cast, browse):
    Membership.objects.create(firm=cast.other_firm, user=cast.admin, role="administrator")

    text = words(browse(cast.admin).get(PAGE))

    assert 'aria-label="Question pour comptable : tous les dossiers de Cabinet Vasseur"' in text
    assert 'aria-label="Question pour comptable : tous les dossiers de Cabinet Lormeau"' in text
    assert "Menuiserie Omar" in text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?q=roux", {"Boulangerie Roux"}),
        ("?manager={luc}", {"Garage Delattre"}),
        ("?mine=1", set()),
        ("?state=accountant-off", {"Boulangerie Roux", "Garage Delattre"}),
        ("?state=own", set()),
        ("?licence={arras}", {"Garage Delattre"}),
        ("?q=%00&manager=zzz&state=zzz&licence=%C2%B2&after=-1", {"Boulangerie Roux", "Garage Delattre"}),
    ],
)
def test_the_table_is_filtered_by_its_address(cast, browse, query, shown):
    query = query.format(luc=cast.luc.pk, arras=cast.arras.pk)

    for address, headers in ((PAGE, {}), (TABLE, HTMX), (TABLE, {})):
        text = words(browse(cast.admin).get(address + query, headers=headers))
        assert {name for name in ("Boulangerie Roux", "Garage Delattre") if f"<b>{name}</b>" in text} == shown


def test_more_dossiers_come_when_they_are_asked_for(cast, browse):
    for number in range(60):
        cast.make_client(f"Client {number:02}", cast.lille)
    nora = browse(cast.nora)
    text = words(nora.get(PAGE))
    assert text.count('class="dossier-row"') == 50
    more = text.split("participation/rows/")[1].split('"')[0].replace("&amp;", "&")

    for headers in (HTMX, {}):
        text = words(nora.get(f"{TABLE}rows/{more}", headers=headers))
        assert text.count('class="dossier-row"') == 11
        assert "Afficher la suite" not in text


@pytest.mark.parametrize("who", ["nora", "helene"])
def test_one_dossier_and_three_cost_the_same_and_at_most_three_more(cast, who):
    browser = sign_in(getattr(cast, who))
    costs = []
    for number in range(3):
        _client, dossier = cast.make_client(f"Client {number}", cast.lille, managers=[cast.nora])
        dossier.client.accesses.create(firm=cast.firm, user=cast.helene)
        # The frame of a page names the clients of who has several.
        costs.append(cost(browser, PAGE) - cost(browser, "/settings/preferences/"))

    assert len(set(costs)) == 1
    assert costs[0] <= 3


def cost(browser, path):
    browser.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(path).status_code == 200
    return len(queries)


def test_tools_lead_there_from_every_page_for_nothing(cast, browse):
    text = words(browse(cast.marie).get("/notifications/"))
    menu = text.split('id="me-menu"')[1].split("</div>")[0]

    assert menu.index("Connecté en tant que") < menu.index("Outils") < menu.index("Paramètres de conversations")
    assert 'href="/settings/conversations/"' in menu
    assert "Outils" not in words(browse(cast.operator).get("/settings/profile/"))


# --- Frequency and language ---


def test_never_says_where_the_questions_are(cast, browse):
    marie = browse(cast.marie)
    assert ">Fréquence</label>" in words(marie.get(PAGE))

    line = words(marie.post(f"{PAGE}values/frequency.conversations/", {"value": "never"}, headers=HTMX))

    assert ">Fréquence</label>" in line
    assert "vous pourrez toujours retrouver les questions liées aux conversations dans le dossier concerné" in line
    assert values_of(cast.marie)["frequency.conversations"] == "never"
    assert "dans le dossier concerné" not in words(marie.post(f"{PAGE}values/frequency.conversations/", {"value": "daily"}, headers=HTMX))
    event = Event.objects.filter(verb="setting.changed").latest("pk")
    line = words(marie.post(f"/settings/history/{event.pk}/reversal/", {"line": f"{PAGE}values"}, headers=HTMX))
    assert ">Fréquence</label>" in line


def test_the_language_is_a_setting_of_the_cascade(cast, browse):
    marie = browse(cast.marie)

    line = words(marie.post(f"{PAGE}values/conversations.language/", {"value": "nl"}, headers=HTMX))

    assert ">Langue</label>" in line
    assert "Modifié par vous" in line
    assert "Langue des conversations" in words(marie.get("/settings/history/"))
    assert marie.post(f"{PAGE}values/conversations.language/", {"value": "xx"}, headers=HTMX).status_code == 422
    assert "Celle du profil" in words(marie.post(f"{PAGE}values/conversations.language/inheritance/", headers=HTMX))
