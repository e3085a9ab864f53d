"""Headers as firms write them."""

import pytest

from comptoir.imports.columns import USUAL_NAMES, find_layout, layout_of
from comptoir.kernel.spreadsheet import Unreadable


def fields(cells):
    return {column.field: column.title for column in layout_of(cells).columns}


@pytest.mark.parametrize("header", ["N° SIREN", "Numéro de SIREN", "siren *", "  SIREN ", "Code Siren :"])
def test_a_header_is_known_under_its_usual_names(header):
    assert fields([header]) == {"siren": " ".join(header.split())}


def test_the_names_of_the_contract_are_all_known():
    names = ["Code", "Raison sociale", "Nom", "Prénom", "SIREN", "SIRET", "Forme juridique", "Adresse", "Code postal", "Ville", "Pays", "Licence",
    "Gestionnaire",
             "Contact", "E-mail", "Téléphone", "Date de création", "Clôture"]  # fmt: skip
    assert list(fields(names).values()) == names


def test_no_header_means_two_things():
    headers = [header for names in USUAL_NAMES.values() for header in names.split("|")]
    assert sorted(headers) == sorted(set(headers))


def test_unknown_columns_and_second_ones_are_named_and_ignored():
    assert layout_of(["Nom", "Humeur", "Téléphone", "", "Mobile"]).ignored == ("Humeur", "Mobile")


def test_the_header_is_found_below_titles():
    rows = [(1, ["Clients du cabinet"]), (3, ["Client", ""]), (5, ["Client", "SIREN", "Ville"]), (6, ["Roux", "", "Lille"])]
    place, layout = find_layout(rows)
    assert (place, [column.field for column in layout.columns]) == (2, ["name", "siren", "city"])


@pytest.mark.parametrize(("rows", "code"), [([(1, ["Roux", "Lille"])], "no_header"), ([(1, ["SIREN", "Ville"])], "no_name_column")])
def test_a_table_that_names_no_clients_says_so(rows, code):
    with pytest.raises(Unreadable) as refusal:
        find_layout(rows)
    assert refusal.value.code == code
