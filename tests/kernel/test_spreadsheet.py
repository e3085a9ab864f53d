"""Sheets that strangers made, well and badly."""

import io
import struct
import zipfile
import zlib
from datetime import date, datetime

import openpyxl
import pytest

from comptoir.kernel import spreadsheet
from comptoir.kernel.spreadsheet import Unreadable, read_sheet

SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'


def xlsx(fill):
    book = openpyxl.Workbook()
    fill(book.active)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def replaced(data, name, content):
    """The archive with another entry `name`."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, content if entry.filename == name else old.read(entry))
    return made.getvalue()


def with_sheet(inner):
    return replaced(xlsx(lambda sheet: sheet.append(["a"])), "xl/worksheets/sheet1.xml", SHEET % inner)


def rows_of(data):
    return list(read_sheet(data).rows)


def code_of(data):
    with pytest.raises(Unreadable) as refusal:
        rows_of(data)
    return refusal.value.code


def test_cells_keep_their_kind_and_rows_the_line_that_excel_shows():
    def fill(sheet):
        sheet["A3"], sheet["B3"], sheet["A6"], sheet["B6"] = "Nom", "Né le", "Roux", datetime(1998, 11, 3)

    rows = [(line, cells) for line, cells in rows_of(xlsx(fill)) if any(cells)]
    assert rows == [(3, ["Nom", "Né le"]), (6, ["Roux", date(1998, 11, 3)])]


def test_the_first_visible_sheet_that_holds_something_is_read():
    book = openpyxl.Workbook()
    book.active.title = "Vide"
    hidden = book.create_sheet("Secret")
    hidden.append(["caché"])
    hidden.sheet_state = "hidden"
    book.create_sheet("Clients").append(["visible"])
    made = io.BytesIO()
    book.save(made)
    assert rows_of(made.getvalue()) == [(1, ["visible"])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_csv_is_read_in_each_encoding_and_with_each_separator(encoding, delimiter):
    data = f"Nom{delimiter}Ville\r\nÉté{delimiter}Béthune\r\n".encode(encoding)
    assert rows_of(data) == [(1, ["Nom", "Ville"]), (2, ["Été", "Béthune"])]


def test_the_line_that_excel_writes_for_itself_counts_as_a_line():
    assert rows_of(b"sep=,\r\nNom,Ville\r\nRoux,Lille") == [(2, ["Nom", "Ville"]), (3, ["Roux", "Lille"])]


def test_a_quoted_cell_may_hold_the_separator_and_a_line_break():
    assert rows_of(b'Nom;Adresse\n"Roux; fils";"1 rue\nHaute"\nDurand;x') == [
        (1, ["Nom", "Adresse"]), (2, ["Roux; fils", "1 rue\nHaute"]), (3, ["Durand", "x"]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"  \r\n", "empty"),
        (b"%PDF-1.7 ...", "not_a_sheet"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not_a_sheet"),
        (b"<!DOCTYPE html><table>", "not_a_sheet"),
        (b"PK\x03\x04 and then nothing", "damaged"),
        (spreadsheet.OLE_START + b"\x00" * 600, "old_excel"),
        (spreadsheet.OLE_START + b"\x00" * 600 + spreadsheet.ENCRYPTED_STREAM, "protected"),
        (b"Nom;Ville\n" + b"\x81\x8d;x", "encoding"),
        (b"Nom;" + b"x;" * 300, "too_many_columns"),
        (b"Nom\n" + b"x\n" * 50_000, "too_many_lines"),
        (b'Nom;Ville\n"' + b"x" * 40_000, "long_cell"),
        (xlsx(lambda sheet: None), "empty"),
    ],
)
def test_what_is_no_readable_table_says_why(data, code):
    assert code_of(data) == code


def test_a_word_file_is_no_table():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert code_of(made.getvalue()) == "not_a_sheet"


@pytest.mark.parametrize(
    ("inner", "code"),
    [
        ('<row r="1"><c r="XFD1"><v>1</v></c></row>', "too_many_columns"),
        ('<row r="1"><c r="GS1"><v>1</v></c></row>', "too_many_columns"),
        ('<row r="1048576"><c r="A1048576"><v>1</v></c></row>', "too_many_lines"),
        ('<row r="50001"><c><v>1</v></c></row>', "too_many_lines"),
        ("<row r='1'><c   r  =  'XFD1'   ><v>1</v></c></row>", "too_many_columns"),
        ('<row r="1"><c x="/>" r="xfd1" y="a>b/" ><v>1</v></c></row>', "too_many_columns"),
        ('<row r="1"><c t="n"r="XFD1"><v>1</v></c></row>', "too_many_columns"),
        ('<row r="1"><c r="A1"><v>1</v></c><c r="A0000000099999999"><v>1</v></c></row>', "too_many_lines"),
    ],
)
def test_a_cell_far_away_is_refused_before_anything_makes_room_for_it(inner, code):
    assert code_of(with_sheet(inner)) == code


def test_a_format_far_away_is_no_cell():
    inner = '<row r="1"><c r="A1"><v>7</v></c><c r="XFD1" s="0"/></row><row r="1048576" ht="12"/>'
    assert rows_of(with_sheet(inner)) == [(1, [7.0])]


def test_the_last_cell_within_the_limits_is_read():
    rows = rows_of(with_sheet('<row r="50000"><c r="GR50000"><v>7</v></c></row>'))
    assert rows[-1] == (50_000, [7.0])


def test_an_archive_that_declares_too_much_is_not_unpacked():
    assert code_of(replaced(xlsx(lambda sheet: sheet.append(["a"])), "xl/theme/theme1.xml", b"\x00" * (spreadsheet.MAX_UNPACKED_BYTES + 1))) == "too_big"


def test_an_archive_that_lies_about_its_size_is_found_out():
    """The directory says ten bytes; the content is twice the limit and would only be counted while it is unpacked."""
    honest = io.BytesIO()
    content = b"\x00" * (2 * spreadsheet.MAX_UNPACKED_BYTES)
    with zipfile.ZipFile(honest, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", content)
    size, lie = struct.pack("<L", len(content)), struct.pack("<L", 10)
    data = honest.getvalue().replace(size, lie).replace(struct.pack("<L", zlib.crc32(content)), struct.pack("<L", zlib.crc32(content[:10])))
    assert code_of(data) == "too_big"


def test_an_archive_of_too_many_entries_is_refused():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for number in range(spreadsheet.MAX_ENTRIES + 1):
            archive.writestr(f"xl/{number}.xml", "")
    assert code_of(made.getvalue()) == "too_big"


def test_an_encrypted_entry_is_named_as_such():
    data = bytearray(xlsx(lambda sheet: sheet.append(["a"])))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    assert code_of(bytes(data)) == "protected"


@pytest.mark.parametrize(
    "content", [b"<worksheet><sheetData><row r='1'><c r='A1'><v>", b"", b"\xff\xfe\x00", b"<a/>", b"<sheetData><row r='4294967296'/></sheetData>"]
)
def test_a_broken_sheet_is_damaged_or_empty_and_never_a_crash(content):
    assert code_of(replaced(xlsx(lambda sheet: sheet.append(["a"])), "xl/worksheets/sheet1.xml", content)) in {"damaged", "empty"}


def test_a_formula_gives_what_excel_last_computed():
    assert rows_of(with_sheet('<row r="1"><c r="A1"><f>6*7</f><v>42</v></c></row>')) == [(1, [42.0])]


def test_a_sheet_in_another_encoding_hides_no_cell_far_away():
    sheet = '<?xml version="1.0" encoding="UTF-16"?>' + SHEET % '<row r="1"><c r="A1"><v>1</v></c></row><row r="900000"><c r="XFD900000"><v>1</v></c></row>'
    assert code_of(replaced(xlsx(lambda one: one.append(["a"])), "xl/worksheets/sheet1.xml", sheet.encode("utf-16"))) in {"damaged", "empty"}
