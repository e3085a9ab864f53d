"""Words as they are searched: accents, endings, typography; whatever stands in a text is found again by typing it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.text import fold
from comptoir.kernel.words import SMALL, index_text, wanted, words_of


def finds(typed, *texts):
    """Whether a search for `typed` finds these texts, by the rule that the databases follow."""
    kept = index_text(*texts).split()
    asked = wanted(typed)
    return (
        bool(asked)
        and all(word.forms & set(kept) for word in asked.words)
        and all(tuple(kept[start : start + len(phrase)]) == phrase for phrase in asked.phrases for start in [place_of(phrase, kept)])
        and (not asked.last or any(word.startswith(asked.last.typed) or word in asked.last.forms for word in kept))
    )


def place_of(phrase, kept):
    return next((start for start in range(len(kept)) if tuple(kept[start : start + len(phrase)]) == phrase), 0)


TEXT = "Bonjour, les déclarations de TVA des salariés sont-elles à l’heure ? Le virement de 1 842,50 € (SIREN 552 100 554) est prêt."
FOUND = [
    "déclaration", "declaration", "DÉCLARATIONS", "déclaré", "declares", "declarat", "salarié", "salaries", "SALARIES", "heure", "l'heure",
    "tva déclarations", "vir", "virements", "1842", "1 842", "552100554", "552 100 554", "«déclarations de TVA»",
    '"déclarations de tva"', "“sont-elles à l’heure”", "prêts", "bonj", "le virement", "virement de", "«virement de 1 842»",
]  # fmt: skip
NOT_FOUND = ["", " ", "?", "facture", "déclic", "tva facture", "«TVA déclarations»", "decla tva", "842 552 facture", "1843", "salade"]


@pytest.mark.parametrize("typed", FOUND)
def test_what_is_found_with_its_accents_and_endings_or_without(typed):
    assert finds(typed, TEXT)


@pytest.mark.parametrize("typed", NOT_FOUND)
def test_what_is_not_found(typed):
    assert not finds(typed, TEXT)


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("honoraires", "honoraire"), ("impôts", "impot"), ("impot", "impôts"), ("facturé", "facturation"), ("employés", "employe"), ("œuvre", "oeuvre"),
        ("année", "annees"), ("trésorerie", "tresoreries"), ("payé", "payer"), ("bilan_2026.PDF", "bilan pdf"), ("Clôture", "cloture"), ("12e", "12e"),
        ("aujourd’hui", "aujourd'hui"), ("e\u0301te\u0301", "été"), ("straße", "strasse"),
    ],
)  # fmt: skip
def test_words_find_each_other(written, typed):
    assert finds(f"{typed} ", f"Voici {written}, merci.")


@given(st.text(max_size=200))
def test_whatever_is_written_is_found_by_each_of_its_words_with_or_without_accents(text):
    for word in words_of(text):
        assert finds(f"{word} ", text)
        assert finds(f"{word.upper()} ", text)


@given(st.text(st.characters(codec="latin-1", categories=["L", "N", "Zs"]), min_size=2, max_size=30))
def test_a_word_is_found_as_it_was_written_and_folded(text):
    for word in text.split():
        if words_of(word):
            assert finds(f"{word} ", text)
            assert finds(f"{fold(word)} ", text)


@given(st.text(max_size=200), st.integers(2, 8))
def test_the_beginning_of_a_word_finds_it(text, length):
    for word in words_of(text):
        beginning = word[:length]
        if len(beginning) > 1 and beginning not in SMALL:
            assert finds(beginning, text)


@given(st.text(max_size=300))
def test_what_is_kept_is_words_alone(text):
    kept = index_text(text)

    assert all(word.isalnum() and word == fold(word) for word in kept.split())
    assert index_text(text, "") == kept
    assert "\0" not in kept


@given(st.text(max_size=300))
def test_anything_can_be_typed(text):
    asked = wanted(text)

    assert len(asked.words) <= 8
    assert len(asked.phrases) <= 8
