"""Who may do what, as a table and as properties."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from comptoir.validations.decisions import Act, Position, State, acts_of, may_be_reminded_from, state_of

EVERY_POSITION = [Position(*flags) for flags in itertools.product([False, True], repeat=4)]


@pytest.mark.parametrize(
    ("is_accepted", "is_withdrawn", "state"),
    [(None, False, State.PENDING), (None, True, State.WITHDRAWN), (True, False, State.ACCEPTED), (False, False, State.REFUSED)],
)
def test_a_state_follows_from_what_was_written_down(is_accepted, is_withdrawn, state):
    assert state_of(is_accepted=is_accepted, is_withdrawn=is_withdrawn) == state


@pytest.mark.parametrize(
    ("position", "acts"),
    [
        (Position(), set()),
        (Position(is_addressee=True, is_accountant=True), {Act.DECIDE}),
        (Position(is_addressee=True), set()),
        (Position(is_accountant=True), set()),
        (Position(is_requester=True), {Act.WITHDRAW, Act.REMIND}),
        (Position(is_administrator=True), {Act.WITHDRAW}),
    ],
)
def test_each_position_has_its_acts(position, acts):
    assert acts_of(position) == acts


def test_only_the_addressee_decides_and_only_as_an_accountant():
    assert {position for position in EVERY_POSITION if Act.DECIDE in acts_of(position)} == {
        position for position in EVERY_POSITION if position.is_addressee and position.is_accountant
    }


def test_a_reminder_follows_another_after_a_day():
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)

    assert (may_be_reminded_from(None), may_be_reminded_from(noon)) == (None, noon + timedelta(days=1))
