"""Workbooks written for people, read back as any spreadsheet reads them."""

import io
import tempfile
import tracemalloc
from datetime import UTC, date, datetime

import openpyxl
import pytest
from django.utils.translation import gettext_lazy

from comptoir.kernel.sheet_writing import Table, without_guard, workbook, workbook_file, write_workbook
from comptoir.kernel.spreadsheet import read_sheet


def cells_of(data):
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(values_only=True)]


def test_what_is_written_is_read_back():
    made = workbook("Équipe", ["Nom", gettext_lazy("Prénom"), "Âge"], [["Été", "Léa", 31], ["Roux", None, 1.5], ("Benali", "Nora", True)])

    assert cells_of(made) == [["Nom", "Prénom", "Âge"], ["Été", "Léa", 31], ["Roux", None, 1.5], ["Benali", "Nora", True]]


def test_days_are_days_and_moments_are_those_of_the_reader():
    made = workbook("Jours", ["Jour", "Moment"], [[date(2026, 7, 1), datetime(2026, 7, 1, 12, 0, tzinfo=UTC)]])

    assert cells_of(made)[1] == [datetime(2026, 7, 1), datetime(2026, 7, 1, 14, 0)]


@pytest.mark.parametrize("text", ["=1+1", "+33 1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://mal.example")'])
def test_nothing_is_computed(text):
    made = openpyxl.load_workbook(io.BytesIO(workbook("x", [text], [[text]]))).worksheets[0]

    assert [(cell.value[0], cell.data_type) for row in made.iter_rows() for cell in row] == [("'", "s"), ("'", "s")]
    assert without_guard(made["A2"].value) == text


def test_an_apostrophe_of_ones_own_stays():
    assert without_guard("'t Hof") == "'t Hof"


def test_what_no_cell_can_hold_is_left_out():
    assert cells_of(workbook("a/b[c]:" + "d" * 40, ["Nom"], [["Ro\x00ux\x0b"], ["x" * 40_000]])) == [["Nom"], ["Roux"], ["x" * 32_767]]


def test_an_empty_list_has_its_header():
    assert cells_of(workbook("Vide", ["Nom"], [])) == [["Nom"]]


def test_several_sheets_stand_in_order():
    with workbook_file(Table("Un", ["a"], [[1]]), Table("Deux", ["b"], [[2]])) as made:
        assert [sheet.title for sheet in openpyxl.load_workbook(made).worksheets] == ["Un", "Deux"]


def test_our_own_reader_takes_it():
    assert [cells for _line, cells in read_sheet(workbook("Un", ["Nom"], [["Été"]])).rows] == [["Nom"], ["Été"]]


def test_an_error_among_the_rows_leaves_no_file_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def rows():
        yield ["Roux"]
        raise LookupError

    with pytest.raises(LookupError):
        write_workbook(io.BytesIO(), Table("x", ["Nom"], rows()))

    assert list(tmp_path.iterdir()) == []


def test_a_long_list_takes_no_more_memory_than_a_short_one():
    def peak(count):
        tracemalloc.start()
        workbook_file(Table("x", ["Nom", "Numéro"], ([f"Personne {number}", number] for number in range(count)))).close()
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(10)
    assert peak(6_000) < 3 * peak(600)
