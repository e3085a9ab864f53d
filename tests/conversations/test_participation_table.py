"""The participation table says what the proposal of recipients does (C3, C4, C5), and counts without reading each dossier."""

from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from comptoir.clients.standing import forget_standing, standing_of
from comptoir.conversations.counting import Tally
from comptoir.conversations.decisions import Choice, Origin, Stand, default_participation, stand_of
from comptoir.conversations.models import Participation, Side
from comptoir.conversations.proposals import propose_recipients
from comptoir.conversations.standings import SIDES, STATES, Filters, matching
from comptoir.conversations.table import Table
from tests.firms_and_clients.worlds import World


def choose_at_random(world):
    """Choices of everybody at every width, also where they have nothing to say."""
    random = Random(world.random.random())
    rows = {}
    for user in world.users:
        for dossier in world.dossiers:
            for place in ({"dossier": dossier}, {"licence": dossier.licence}, {}):
                for side in Side.values:
                    if random.random() < 0.15:
                        key = (user.pk, side, *(one.pk for one in place.values()), *place, dossier.firm_id)
                        rows[key] = Participation(user=user, firm=dossier.firm, side=side, takes_part=random.random() < 0.5, **place)
    Participation.objects.bulk_create(rows.values())


def shown(table):
    """{(dossier id, side): Stand} of every switch that the table shows."""
    rows = [row for firm in table.firms for group in firm.groups for row in group.rows]
    return {(row.pk, side): stand for row in rows for side, stand in row.stands.items() if stand and side in table.sides}


def is_proposed(user, dossier, side):
    """Whether the composer selects this person, the fallback aside."""
    proposal = propose_recipients(dossier, side)
    return not proposal.uses_fallback and user.pk in proposal.selected_ids


class OneRule(TestCase):
    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(seed=st.integers(0, 10**9))
    def test_a_switch_is_on_where_one_is_proposed(self, seed):
        world = World(seed)
        choose_at_random(world)
        for user in (user for user in world.users if user.is_active):
            table = Table(user, Filters())
            stands = shown(table)

            for dossier in world.dossiers:
                for side in Side.values:
                    switch = stands.get((dossier.pk, side))
                    assert (switch.takes_part if switch else False) == is_proposed(user, dossier, side), (user, dossier, side)

    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
    @given(seed=st.integers(0, 10**9))
    def test_the_numbers_are_those_of_the_switches(self, seed):
        world = World(seed)
        choose_at_random(world)
        for user in (user for user in world.users if user.is_active):
            table = Table(user, Filters())
            stands = shown(table)
            for firm in table.firms:
                for group in firm.groups:
                    self.compare(group.wides, stands, {row.pk for row in group.rows})
                self.compare(firm.wides, stands, {row.pk for group in firm.groups for row in group.rows})
            for state, (side, takes_part) in STATES.items():
                if side in table.sides:
                    found = set(matching(user, Filters(state=state)).values_list("pk", flat=True))
                    assert found == {pk for (pk, of), stand in stands.items() if of == side and stand.takes_part is takes_part}

    @staticmethod
    def compare(wides, stands, ids):
        for wide in wides:
            here = [stand for (pk, side), stand in stands.items() if side == wide.place.side and pk in ids]
            assert (wide.tally.total, wide.taking_part) == (len(here), sum(stand.takes_part for stand in here))
            assert wide.differing == (sum(stand.takes_part is not wide.own for stand in here) if wide.own is not None else 0)


@pytest.mark.parametrize(
    ("choices", "stand"),
    [
        ([], Stand(True, Origin.DEFAULT)),
        ([Choice(False)], Stand(False, Origin.ALL)),
        ([Choice(False), Choice(True, licence_id=1)], Stand(True, Origin.LICENCE)),
        ([Choice(True, licence_id=1), Choice(False), Choice(False, dossier_id=9)], Stand(False, Origin.DOSSIER)),
    ],
)
def test_the_narrowest_choice_wins_and_says_that_it_does(choices, stand):
    assert stand_of(choices, default=True) == stand


def test_the_defaults_are_those_of_the_side_and_the_person():
    people = [{"is_manager": True}, {}, {"is_client_user": True}]

    assert [default_participation("accountant", **one) for one in people] == [True, False, False]
    assert [default_participation("entrepreneur", **one) for one in people] == [False, False, True]


def test_a_tally_follows_the_wide_choice():
    tally = Tally(total=10, defaults=4, on=(2, 1), off=(1, 2))

    assert [tally.taking_part(wide) for wide in (None, True, False)] == [(2, 2), (5, 2), (2, 1)]
    assert tally + tally == Tally(20, 8, (4, 2), (2, 4))


def queries(user):
    with CaptureQueriesContext(connection) as captured:
        Table(user, Filters())
    return len(captured)


@pytest.mark.parametrize("who", ["nora", "admin", "helene"])
def test_one_dossier_and_three_cost_three_queries(cast, who):
    user = getattr(cast, who)
    costs = []
    for number in range(3):
        cast.make_client(f"Client {number}", cast.lille, managers=[cast.nora])
        forget_standing(user)
        standing_of(user)
        costs.append(queries(user))

    assert costs == [3, 3, 3]


def test_only_what_is_looked_at_is_read(cast):
    for number in range(60):
        cast.make_client(f"Client {number:02}", cast.arras)
    cast.make_client("Zèbre", cast.lille)

    (firm,) = Table(cast.admin, Filters()).firms

    assert [(group.name, group.is_open, len(group.rows), group.total, group.has_more) for group in firm.groups] == [
        ("Arras", True, 50, 61, True),
        ("Lille", False, 0, 2, False),
    ]
    arras = firm.groups[0]
    (again,) = Table(cast.admin, Filters(licence=arras.pk, after=arras.after)).firms
    assert [(group.name, len(group.rows), group.has_more) for group in again.groups] == [("Arras", 11, False), ("Lille", 0, False)]
    assert not {row.pk for row in arras.rows} & {row.pk for row in again.groups[0].rows}


def test_filters_find_by_words_manager_and_state(cast):
    def names(user=cast.admin, **filters):
        return sorted(matching(user, Filters(**filters)).values_list("name", flat=True))

    assert names(words="br-0142") == names(words="BOULANGERIE") == ["Boulangerie Roux"]
    assert names(manager=cast.luc.pk) == ["Garage Delattre"]
    assert names(cast.paul, mine=True) == ["Boulangerie Roux"]
    assert names(mine=True) == []
    assert names(cast.jean, state="own") == ["Boulangerie Roux"]
    assert names(cast.jean, state="accountant-off") == ["Boulangerie Roux"]
    assert names(cast.paul, state="accountant-on") == ["Boulangerie Roux"]
    assert names(cast.helene, state="entrepreneur-on") == ["Boulangerie Roux"]
    assert names(cast.helene, words="roux") == ["Boulangerie Roux"]
    assert names(cast.helene, words="br-0142") == []
    assert names(cast.vera, words="roux") == []
    assert [side.value for side in SIDES] == ["entrepreneur", "accountant"]


def test_what_an_address_says_wrongly_is_passed_over():
    assert Filters.of({"q": "x" * 300, "manager": "²", "state": "zzz", "licence": "-1", "after": "9" * 40}) == Filters(words="x" * 200)
