"""What counts as answered meanwhile."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from comptoir.conversations.meanwhile import arrived


@dataclass(frozen=True)
class Row:
    id: int
    author_id: int | None
    is_note: bool = False
    is_automatic: bool = False


def test_what_others_wrote_after_the_last_message_seen_counts_and_nothing_else():
    messages = [Row(1, 7), Row(2, 8), Row(3, 7), Row(4, 8), Row(5, 8, is_note=True), Row(6, None), Row(7, 8, is_automatic=True)]

    assert arrived(messages, author_id=7, seen_up_to=2) == [Row(4, 8), Row(6, None)]


def test_who_does_not_say_what_they_saw_is_never_held():
    assert arrived([Row(1, 8)], author_id=7, seen_up_to=None) == []


@given(st.lists(st.builds(Row, st.integers(1, 20), st.integers(1, 3), st.booleans()), max_size=8), st.integers(0, 20))
def test_having_seen_what_was_held_lets_it_go(messages, seen_up_to):
    held = arrived(messages, author_id=1, seen_up_to=seen_up_to)

    assert arrived(messages, author_id=1, seen_up_to=max((one.id for one in held), default=seen_up_to)) == []
