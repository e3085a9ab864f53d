import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.identifiers import Unread
from comptoir.kernel.phones import read_e164, shown_phone


@pytest.mark.parametrize(
    ("text", "country", "kept", "shown"),
    [
        ("06 12 34 56 78", "FR", "+33612345678", "06 12 34 56 78"),
        ("0033 6 12 34 56 78", "FR", "+33612345678", "06 12 34 56 78"),
        ("02 555 12 12", "BE", "+3225551212", "02 555 12 12"),
        ("+33 3 20 00 00 00", "BE", "+33320000000", "+33 3 20 00 00 00"),
    ],
)
def test_a_number_is_kept_in_e164_and_shown_as_its_reader_writes_it(text, country, kept, shown):
    assert (read_e164(text, country), shown_phone(kept, country)) == (kept, shown)


def test_what_cannot_be_read_is_shown_as_it_stands():
    assert (shown_phone("poste 12"), shown_phone("")) == ("poste 12", "")


@given(st.text(alphabet="0123456789+ .()-", max_size=20))
def test_reading_what_was_kept_changes_nothing(text):
    try:
        kept = read_e164(text)
    except Unread:
        return
    assert read_e164(kept) == read_e164(shown_phone(kept)) == kept
