"""Writing `.xlsx` for people: rows go to the disk as they come, so that a long list takes no more memory than a short one.

A cell is a text, a number, a day or nothing, and never something that a spreadsheet computes (OWASP, CSV injection): what begins
like a formula gets an apostrophe before it, which `without_guard` takes away again when the sheet comes back.
"""

import tempfile
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from pathlib import Path

import openpyxl
from django.utils import timezone
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
GUARD = "'"
# Excel's own limits.
LONGEST_TITLE, LONGEST_TEXT = 31, 32_767
NOT_IN_TITLES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
# Columns are as wide as their header and first rows ask.
LOOKED_AT, NARROWEST, WIDEST = 50, 10, 48
KEPT_IN_MEMORY = 1024 * 1024


@dataclass(frozen=True)
class Table:
    """One sheet: its name, the titles of its columns, and rows of cells, walked once."""

    title: str
    header: tuple
    rows: object


def workbook(title, header, rows):
    """The bytes of an `.xlsx` with one sheet. `rows` are of texts, numbers, booleans, days, moments (shown in the active time zone) and None."""
    with workbook_file(Table(title, header, rows)) as made:
        return made.read()


def workbook_file(*tables):
    """An open file, at its beginning, with a sheet for each Table: for Django's FileResponse, which closes it."""
    made = tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY)  # noqa: SIM115 (whoever serves it closes it)
    try:
        write_workbook(made, *tables)
    except BaseException:
        made.close()
        raise
    made.seek(0)
    return made


def write_workbook(file, *tables):
    """Write a workbook with these Tables into a file opened for bytes."""
    book = openpyxl.Workbook(write_only=True)
    try:
        for table in tables:
            write_table(book.create_sheet(sheet_title(table.title)), table)
        book.save(file)
    except BaseException:
        forget(book)
        raise


def sheet_title(title):
    return " ".join(str(title).translate(NOT_IN_TITLES).split())[:LONGEST_TITLE]


def write_table(sheet, table):
    titles = [shown(title) for title in table.header]
    rows = iter(table.rows)
    first = [[shown(cell) for cell in row] for row in islice(rows, LOOKED_AT)]
    for number, title in enumerate(titles, start=1):
        longest = max((len(str(row[number - 1])) for row in first if len(row) >= number and row[number - 1] is not None), default=0)
        sheet.column_dimensions[get_column_letter(number)].width = min(max(longest, len(str(title)), NARROWEST) + 2, WIDEST)
    sheet.freeze_panes = "A2"
    sheet.append([heading(sheet, title) for title in titles])
    for row in chain(first, ([shown(cell) for cell in row] for row in rows)):
        sheet.append(row)


def heading(sheet, title):
    cell = WriteOnlyCell(sheet, value=title)
    cell.font = Font(bold=True)
    return cell


def shown(value):
    """A value as a cell keeps it."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, datetime):
        return timezone.make_naive(value) if timezone.is_aware(value) else value
    if hasattr(value, "isoformat"):
        return value
    return harmless(ILLEGAL_CHARACTERS_RE.sub("", str(value)))[:LONGEST_TEXT]


def harmless(text):
    """A text that a spreadsheet shows and never computes."""
    return f"{GUARD}{text}" if text.startswith(FORMULA_STARTS) else text


def without_guard(text):
    """The text that `harmless` was given."""
    return text[1:] if text.startswith(GUARD) and text[1:].startswith(FORMULA_STARTS) else text


def forget(book):
    """Take away the files of sheets that were not saved: an error among the rows leaves nothing behind."""
    for sheet in book.worksheets:
        if not sheet.closed:
            sheet.close()
        Path(sheet._writer.out).unlink(missing_ok=True)
