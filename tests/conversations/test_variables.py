"""What canned answers put in the place of their variables: a table and a few properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.conversations.variables import VARIABLES, Filled, fill, left_open, unknown_in

VALUES = {"client": "Boulangerie Roux", "prénom": "Hélène", "moi": "Paul Petit", "échéance": "lundi 30 novembre 2026"}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Bonjour {{prénom}},", Filled("Bonjour Hélène,")),
        ("{{ Prenom }} {{PRÉNOM}}", Filled("Hélène Hélène")),
        ("Avant le {{échéance}}.", Filled("Avant le lundi 30 novembre 2026.")),
        ("Le {{aujourd'hui}} ou le {{aujourd’hui}}", Filled("Le [aujourd’hui] ou le [aujourd’hui]", ("aujourd’hui",))),
        ("{{dossier}} de {{client}}", Filled("[dossier] de Boulangerie Roux", ("dossier",))),
        ("{{rien}} et {seul}", Filled("{{rien}} et {seul}")),
        ("{{}}", Filled("{{}}")),
        ("", Filled("")),
    ],
)
def test_each_variable_becomes_its_value_or_stays_to_be_completed(text, filled):
    assert fill(text, VALUES) == filled


def test_a_value_that_looks_like_a_variable_is_not_filled_again():
    assert fill("{{client}}", {"client": "{{moi}}", "moi": "Paul"}).text == "{{moi}}"


def test_what_is_no_variable_is_named_once_in_order():
    assert unknown_in("{{date}} {{prénom}} {{ TVA }} {{date}}") == ("date", "TVA")


def test_what_was_left_open_is_found_before_sending_and_other_brackets_are_not():
    assert left_open("Bonjour [prénom], voir [1] et [Prénom] de [dossier], [prénom]") == ("prénom", "dossier")


@given(st.text(), st.dictionaries(st.sampled_from(sorted(VARIABLES)), st.text(alphabet="ab é", max_size=5)))
def test_what_is_missing_is_exactly_what_is_left_open(text, values):
    text = text.replace("[", "").replace("]", "") + "".join(f"{{{{{name}}}}}" for name in VARIABLES)

    filled = fill(text, values)

    assert set(filled.missing) == set(left_open(filled.text)) == {name for name in VARIABLES if not values.get(name)}
