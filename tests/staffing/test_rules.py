"""Who may change what about a colleague."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.clients.managing import with_manager, with_primary, with_replaced, without_manager
from comptoir.firms.rights import Right
from comptoir.staffing.rules import Refusal, State, refusal_to_change

rights = st.frozensets(st.sampled_from(list(Right)))
ticked = st.one_of(st.none(), rights.map(",".join))
roles = st.sampled_from(["administrator", "accountant", "staff"])
states = st.builds(State, roles, st.none(), ticked, st.frozensets(st.integers(1, 3)), st.frozensets(st.integers(1, 3)))
people = st.lists(st.integers(1, 6), unique=True, max_size=6)
who = st.integers(1, 6)


@given(states, states, rights, st.booleans())
def test_nobody_gives_more_than_they_may_do_or_takes_it_away(before, after, own, is_oneself):
    refusal = refusal_to_change(before, after, is_oneself=is_oneself, own_rights=own, may_manage=True)

    if refusal is None and before.place != after.place:
        assert before.rights | after.rights <= own
        assert not is_oneself


@given(states, rights)
def test_licences_and_teams_are_given_by_whoever_manages_colleagues(before, own):
    after = replace(before, licence_ids=frozenset({9}), team_ids=frozenset())

    assert refusal_to_change(before, after, is_oneself=False, own_rights=own, may_manage=True) is None
    assert refusal_to_change(before, after, is_oneself=False, own_rights=own, may_manage=False) == Refusal.NO_RIGHT


@given(states, states)
def test_an_administrator_may_do_everything_but_change_themselves(before, after):
    everything = frozenset(Right)

    assert refusal_to_change(before, after, is_oneself=False, own_rights=everything, may_manage=True) is None
    assert refusal_to_change(before, after, is_oneself=True, own_rights=everything, may_manage=True) == Refusal.ONESELF


@given(people, who, who)
def test_managers_keep_their_order_and_are_there_once(ids, one, other):
    for new in (with_manager(ids, one), without_manager(ids, one), with_primary(ids, one), with_replaced(ids, one, other)):
        assert len(new) == len(set(new))
        kept = [x for x in ids if x not in {one, other}]
        assert [x for x in new if x not in {one, other}] == kept
    assert with_primary(ids, one)[0] == one
    assert one in with_manager(ids, one)
    assert one not in without_manager(ids, one)


@pytest.mark.parametrize(
    ("ids", "new"), [([1, 2, 3], [4, 2, 3]), ([2, 3], [2, 3]), ([1, 4], [4]), ([4, 2, 1], [4, 2]), ([], [])]
)  # fmt: skip
def test_a_replacement_takes_the_place(ids, new):
    assert with_replaced(ids, 1, 4) == new
