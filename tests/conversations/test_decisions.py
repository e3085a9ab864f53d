"""Who takes part, who is proposed, who gets the question: the rules of C4, C5 and A3 without rows."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from comptoir.conversations.decisions import Assignment, Candidate, Choice, Standing, assign, default_participation, propose, takes_part


@dataclass(frozen=True)
class Person:
    pk: int
    full_name: str


@dataclass(frozen=True)
class Away:
    delegate: object


PEOPLE = [Person(number, name) for number, name in enumerate(["Marie", "Paul", "Jean", "Nora", "Luc", "Alix"], start=1)]
people = st.sampled_from(PEOPLE)
widths = st.sampled_from([{"dossier_id": 1}, {"licence_id": 1}, {}])
choices = st.lists(st.tuples(widths, st.booleans()), max_size=3, unique_by=lambda pair: tuple(pair[0]))


@st.composite
def candidates(draw, most=5):
    chosen = draw(st.lists(people, max_size=most, unique=True))
    return [Candidate(person, draw(st.sampled_from(Standing)), draw(st.integers(0, 3)), draw(st.booleans())) for person in chosen]


@given(choices, st.booleans(), st.randoms())
def test_the_narrowest_choice_wins_whatever_the_order_of_the_rows(pairs, default, random):
    rows = [Choice(on, **width) for width, on in pairs]
    random.shuffle(rows)

    by_width = {tuple(width): on for width, on in pairs}
    expected = next((by_width[width] for width in [("dossier_id",), ("licence_id",), ()] if width in by_width), default)
    assert takes_part(rows, default=default) == expected


@given(st.booleans())
def test_without_a_row_the_default_holds(default):
    assert takes_part([], default=default) == default


def test_defaults_are_those_of_the_requirement():
    table = {
        (side, who): default_participation(side, is_manager=who == "manager", is_client_user=who == "client user")
        for side in ("accountant", "entrepreneur")
        for who in ("manager", "other member", "client user")
    }

    assert table == {
        ("accountant", "manager"): True,
        ("accountant", "other member"): False,
        ("accountant", "client user"): False,
        ("entrepreneur", "manager"): False,
        ("entrepreneur", "other member"): False,
        ("entrepreneur", "client user"): True,
    }


@given(candidates(), candidates(most=2))
def test_every_candidate_is_listed_once(possible, fallback):
    listed = [one.user for one in propose(possible, fallback=fallback).candidates]

    assert sorted(listed, key=lambda one: one.pk) == sorted(set(listed), key=lambda one: one.pk)
    assert {one.user for one in possible} <= set(listed) <= {one.user for one in [*possible, *fallback]}


@given(candidates(), candidates(most=2))
def test_those_who_take_part_are_selected_and_nobody_else_unless_nobody_does(possible, fallback):
    proposal = propose(possible, fallback=fallback)

    taking_part = {one.user.pk for one in possible if one.takes_part}
    assert proposal.selected_ids == (taking_part or {one.user.pk for one in fallback})
    assert proposal.uses_fallback == (not taking_part)


@given(candidates(), candidates(most=2), st.none() | st.just("Équipe TPE"))
def test_no_question_is_lost_while_the_firm_named_somebody(possible, fallback, team):
    proposal = propose(possible, fallback=fallback, team=team)

    if fallback or team:
        assert proposal.selected_ids or proposal.team
    assert proposal.selected_ids <= {one.user.pk for one in proposal.candidates}


@given(candidates())
def test_managers_come_in_their_rank(possible):
    ranks = [one.rank for one in propose(possible).candidates]

    assert ranks == sorted(ranks)


absences = st.dictionaries(st.integers(1, 6), st.builds(Away, st.none() | people))
kept = st.sets(st.integers(1, 6))


@given(st.lists(people, unique=True), st.none() | st.just("Équipe TPE"), absences, kept)
def test_a_question_goes_to_the_first_recipient_or_their_delegate_or_the_team(recipients, team, away, kept_by):
    assignment = assign(recipients, team=team, absences=away, kept_by=kept_by)

    if not recipients:
        assert assignment == Assignment(team, "team" if team else "nobody")
    else:
        first = recipients[0]
        delegate = away[first.pk].delegate if first.pk in away and first.pk not in kept_by else None
        assert assignment.to == (delegate or first)
        assert assignment.meant_for == (first if delegate and delegate != first else None)


@given(st.lists(people, unique=True), st.none() | st.just("Équipe TPE"), absences, kept)
def test_a_reason_is_always_given(recipients, team, away, kept_by):
    reasons = {"first_recipient", "away", "away_without_delegate", "wrote_while_away", "team", "nobody"}

    assert assign(recipients, team=team, absences=away, kept_by=kept_by).reason in reasons


@given(people, st.dictionaries(people, people), st.booleans())
def test_no_graph_of_delegates_makes_a_loop(first, delegates, kept):
    """Whoever delegates to whom, in rings too: it goes one step and stays (seed 004, first note)."""
    absences = {person.pk: Away(delegate) for person, delegate in delegates.items()}

    answer = assign([first], team=None, absences=absences, kept_by={first.pk} if kept else set())

    assert answer.to == (first if kept else delegates.get(first, first))
    assert answer.reason
