"""One row: cells in, values or problems out."""

import pytest

from comptoir.imports.columns import layout_of
from comptoir.imports.decisions import Problem, RowReader, Surroundings, mark_repeated, split_name
from comptoir.imports.sentences import OF_A_ROW, OF_THE_FILE, sentence
from tests.imports.lists import siren, siret

LILLE, ARRAS = 1, 2
AROUND = Surroundings(
    licences={"lille": LILLE, "arras": ARRAS},
    allowed_licence_ids=frozenset({LILLE}),
    default_licence_id=LILLE,
    members={"marie@example.com": [7], "dubois marie": [7], "paul@example.com": [8], "paul petit": [8], "jean martin": [9, 10]},
)


def read(around=AROUND, **cells):
    """Read the row 12 of a file whose columns are `cells`, named with spaces for underscores."""
    titles = [title.replace("_", " ") for title in cells]
    return RowReader(layout_of(titles), around).read(12, list(cells.values()))


def problems(**cells):
    return [(problem.column, problem.code) for problem in read(**cells).problems]


def test_a_name_is_all_that_a_row_needs():
    row = read(Raison_sociale="Boulangerie  Roux ")
    assert (row.licence_id, row.client, row.dossier, row.contact, row.manager_ids, row.problems) == (
        LILLE, {"kind": "organisation", "name": "Boulangerie Roux"}, {"name": "Boulangerie Roux"}, None, (), [],
    )  # fmt: skip


def test_a_person_has_a_first_and_a_last_name():
    row = read(Nom="Roux", Prénom="Hélène", Email="helene@roux.example")
    assert row.client == {"kind": "person", "name": "Hélène Roux"}
    assert row.contact == {"first_name": "Hélène", "last_name": "Roux", "is_named": False, "email": "helene@roux.example"}


def test_names_beside_a_company_are_its_contact():
    row = read(Raison_sociale="Roux SARL", Nom="Roux", Prénom="Hélène")
    assert (row.client["name"], row.contact) == ("Roux SARL", {"first_name": "Hélène", "last_name": "Roux", "is_named": True})


@pytest.mark.parametrize(
    ("written", "name"),
    [("Hélène Roux", ("Hélène", "Roux")), ("ROUX Hélène", ("Hélène", "Roux")), ("Mme Hélène LE GOFF", ("Hélène", "Le Goff")), ("Roux", ("",
    "Roux")), ("Dr", ("", "Dr")),
     ("M. Jean-Paul de la Tour", ("Jean-Paul", "de la Tour"))],
)  # fmt: skip
def test_a_full_name_is_parted(written, name):
    assert split_name(written, is_person=True) == name


def test_either_number_may_stand_in_either_column():
    rows = [read(Nom="x", SIREN=siret(1)), read(Nom="x", SIRET=siren(1)), read(Nom="x", SIRET=siret(1)), read(Nom="x", SIREN=float(siret(7)))]
    assert [(row.siren, row.client.get("siret", "")) for row in rows] == [
        (siren(1), siret(1)), (siren(1), ""), (siren(1), siret(1)), (siren(7), siret(7)),
    ]  # fmt: skip


def test_managers_are_found_by_address_or_name_in_their_order_and_once():
    assert read(Nom="x", Gestionnaire="petit PAUL, Marie@Example.com ; Marie Dubois").manager_ids == (8, 7)


def test_a_postal_code_regains_its_zero_in_france_only():
    rows = [
        read(Nom="x", CP=1000.0),
        read(Nom="x", CP="1000", Pays="France"),
        read(Nom="x", CP="1000", Pays="Belgique"),
        read(Nom="x", CP="B-7000", Pays="Belgique"),
    ]
    assert [row.client["postal_code"] for row in rows] == ["01000", "01000", "1000", "B-7000"]


def test_all_that_is_wrong_in_a_row_is_said_at_once():
    row = read(Raison_sociale="", SIREN="123", Licence="Dunkerque", Gestionnaire="Personne")
    assert row.problems == [
        Problem(12, "SIREN", "siren_length", "123"),
        Problem(12, "Licence", "unknown_licence", "Dunkerque"),
        Problem(12, "Gestionnaire", "unknown_manager", "Personne"),
        Problem(12, "Raison sociale", "name_missing", ""),
    ]


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({"Nom": "=1+1"}, ("Nom", "formula")),
        ({"Nom": "#N/A"}, ("Nom", "excel_error")),
        ({"Nom": "x", "SIREN": "#N/A"}, ("SIREN", "excel_error")),
        ({"Nom": "x" * 201}, ("Nom", "too_long")),
        ({"Nom": "a\x00b"}, ("Nom", "control")),
        ({"Nom": "a\n\n\n\n\nb"}, ("Nom", "open_quote")),
        ({"Nom": True}, ("Nom", "not_text")),
        ({"Nom": "x", "SIREN": siren(1), "SIRET": siret(2)}, ("SIRET", "siret_of_other_siren")),
        ({"Nom": "x", "Code postal": "59"}, ("Code postal", "postal_code")),
        ({"Nom": "x", "Licence": "ARRAS"}, ("Licence", "licence_not_yours")),
        ({"Nom": "x", "Gestionnaire": "Martin Jean"}, ("Gestionnaire", "ambiguous_manager")),
        ({"Nom": "x", "Gestionnaire": "Marie Dubois, Personne"}, ("Gestionnaire", "unknown_manager")),
    ],
)
def test_each_fault_is_named_with_its_column(cells, found):
    assert problems(**cells) == [found]


def test_without_any_licence_the_row_says_that_it_lacks_one():
    around = Surroundings(AROUND.licences, AROUND.allowed_licence_ids, None, AROUND.members)
    assert [problem.code for problem in read(around, Nom="x").problems] == ["licence_missing"]


def test_a_name_that_begins_with_a_sharp_is_a_name():
    assert read(Nom="#1 Coiffure").client["name"] == "#1 Coiffure"


def repeated(*rows):
    """What `mark_repeated` says of rows (code, SIREN, name), numbered from 2."""
    layout = layout_of(["Code", "SIREN", "Raison sociale"])
    reader = RowReader(layout, AROUND)
    made = [reader.read(line, list(cells)) for line, cells in enumerate(rows, start=2)]
    mark_repeated(made, layout.title_of)
    return [(problem.line, problem.code, problem.other_line) for row in made for problem in row.problems]


def test_a_code_that_stands_twice_names_the_first_line():
    assert repeated(("A", "", "x"), ("B", "", "y"), ("A", "", "z"), ("A", "", "w")) == [(4, "duplicate_code", 2), (5, "duplicate_code", 2)]


def test_a_row_in_error_still_takes_its_code():
    assert repeated(("A", "123", "x"), ("A", "", "z")) == [(2, "siren_length", None), (3, "duplicate_code", 2)]


def test_a_siren_may_repeat_with_codes_only():
    one = siren(1)
    assert repeated(("A", one, "x"), ("B", one, "x")) == []
    assert repeated(("", one, "x"), ("", one, "y")) == [(3, "duplicate_siren", 2)]
    assert repeated(("", one, "x"), ("B", one, "y")) == [(2, "duplicate_siren", 3)]


def test_a_name_may_repeat_with_something_better_only():
    assert repeated(("A", "", "Été"), ("B", "", "ete")) == []
    assert repeated(("", "", "Été"), ("", "", "ete")) == [(3, "duplicate_name", 2)]
    assert repeated(("", "", "x"), ("", siren(1), "x")) == [(2, "duplicate_name", 3)]


def test_every_problem_has_a_sentence_that_ends():
    assert all(sentence(code, other_line=7).endswith(".") and "%" not in sentence(code, other_line=7) for code in OF_A_ROW | OF_THE_FILE)
