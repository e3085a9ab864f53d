import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.text import excerpt, fold


@pytest.mark.parametrize(
    ("written", "searched"),
    [("Été  à Léon", "ete a leon"), ("ŒUVRE d’Ægidius", "oeuvre d'aegidius"), ("STRASSE Straße", "strasse strasse"), ("  \u202fSCI\t", "sci"), ("", "")],
)
def test_words_are_found_whatever_their_case_accents_and_spaces(written, searched):
    assert fold(written) == searched


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="abcdeéèêàçÉÀŒ ’-"))
def test_case_makes_no_difference(text):
    assert fold(text.upper()) == fold(text.lower())


@given(st.text(), st.integers(10, 200))
def test_an_excerpt_is_one_line_of_at_most_its_length(text, length):
    short = excerpt(text, length)

    assert len(short) <= length
    assert short == " ".join(short.split())
