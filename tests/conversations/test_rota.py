from hypothesis import given
from hypothesis import strategies as st

from comptoir.conversations.rota import next_in_turn

members = st.sets(st.integers(1, 30), min_size=1, max_size=8).map(sorted)


def test_the_turn_goes_round():
    assert [next_in_turn([1, 2, 3], last, {1, 2, 3}) for last in (None, 1, 2, 3)] == [1, 2, 3, 1]


def test_who_is_away_is_passed_over():
    assert next_in_turn([1, 2, 3], 1, {1, 3}) == 3
    assert next_in_turn([1, 2, 3], 1, {1}) == 1


def test_with_nobody_there_it_is_nobodys_turn():
    assert next_in_turn([1, 2, 3], 1, set()) is None
    assert next_in_turn([], None, {1}) is None


def test_who_left_the_team_leaves_the_turn_where_it_was():
    assert next_in_turn([1, 3], 2, {1, 3}) == 3
    assert next_in_turn([1, 2], 9, {1, 2}) == 1


@given(members, st.integers(0, 31))
def test_a_round_gives_each_who_is_there_one(team, last):
    turns = []
    for _one in team:
        last = next_in_turn(team, last, team)
        turns.append(last)

    assert sorted(turns) == team


@given(members, st.integers(0, 31), st.sets(st.integers(1, 30)))
def test_whoever_is_next_is_a_member_and_there(team, last, present):
    chosen = next_in_turn(team, last, present)

    assert (chosen is None) == (not present & set(team))
    assert chosen is None or chosen in present & set(team)
