"""Reading a sheet that a stranger made: `.xlsx` and `.csv` into rows of cells, each with the line that a spreadsheet shows.

An `.xlsx` is an archive, and its reader believes what it says about itself: one cell named XFD1048576 makes it reserve room
for seventeen thousand million. So the archive is unpacked once under a limit and its cell references are looked at first.
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from python_calamine import CalamineError, PasswordError, SheetTypeEnum, SheetVisibleEnum, load_workbook

MAX_UNPACKED_BYTES = 100 * 1024 * 1024
MAX_ENTRIES = 1_000
MAX_COLUMNS = 200
MAX_LINES = 50_000
MAX_CELL_LENGTH = 32_767  # what Excel itself allows

ZIP_START = b"PK\x03\x04"
UTF_16_STARTS = (b"\xff\xfe", b"\xfe\xff")
OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
SHEET_MARK = b"sheetData"
DELIMITERS = ";,\t|"

# «A1» to «GR50000», or a line number alone. Whatever else stands in an `r` attribute is looked at more closely.
_INSIDE = rb"(?:[A-Z]|[A-F][A-Z]|G[A-R])?(?:[1-9]\d{0,3}|[1-4]\d{4}|50000)"
_SUSPECT = re.compile(rb"""r\s*=\s*["'](?!""" + _INSIDE + rb"""["'])""")
# The rest of such an element that is not empty: the reader takes no room for empty ones, and formats far away are common.
_FILLED = re.compile(rb"""r\s*=\s*["'](?P<column>[A-Za-z]*)[^"']*["'](?:[^>"']|"[^"]*"|'[^']*')*+(?<!/)>""")
MAX_SUSPECTS = 100_000


class Unreadable(Exception):
    """A file that is no sheet we read. `code` says why, and a sentence is made of it where people read."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Sheet:
    """`rows` of (line, cells), to be walked once; `lines` is the last line's number. Empty cells are empty texts."""

    lines: int
    rows: Iterable


def read_sheet(data):
    """The first visible sheet of an `.xlsx`, or the table of a `.csv`, in `data` (bytes). Raises Unreadable, also while `rows` are walked."""
    return _READERS[kind_of(data)](data)


def kind_of(data):
    """«xlsx» or «csv», by the first bytes and never by the name. Raises Unreadable for anything else."""
    if not data.strip():
        raise Unreadable("empty")
    if data.startswith(ZIP_START):
        return "xlsx"
    if data.startswith(OLE_START):
        raise Unreadable("protected" if ENCRYPTED_STREAM in data else "old_excel")
    if data.startswith(UTF_16_STARTS):
        return "csv"
    if b"\x00" in data or data.startswith((b"%PDF", b"{\\rtf", b"\x1f\x8b")):
        raise Unreadable("not_a_sheet")
    if data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype", b"<html", b"<?xml", b"<table")):
        raise Unreadable("not_a_sheet")
    return "csv"


def _read_workbook(data):
    _check_archive(data)
    try:
        with load_workbook(io.BytesIO(data)) as workbook:
            sheet = _first_sheet(workbook)
    except PasswordError:
        raise Unreadable("protected") from None
    except BaseException as error:
        raise _unreadable(error) from None
    if sheet is None:
        raise Unreadable("empty")
    if sheet.end[1] >= MAX_COLUMNS:
        raise Unreadable("too_many_columns")
    if sheet.end[0] >= MAX_LINES:
        raise Unreadable("too_many_lines")
    # The reader gives the lines above the first cell as well, so that counting from 1 is what the spreadsheet shows.
    return Sheet(lines=sheet.end[0] + 1, rows=enumerate(sheet.iter_rows(), start=1))


def _first_sheet(workbook):
    """The first visible sheet that holds anything."""
    for index, about in enumerate(workbook.sheets_metadata):
        if about.typ == SheetTypeEnum.WorkSheet and about.visible == SheetVisibleEnum.Visible:
            sheet = workbook.get_sheet_by_index(index)
            if sheet.start is not None:
                return sheet
    return None


def _unreadable(error):
    """What a failure of the reader means. A panic of its Rust code is no Exception, hence the look at its name."""
    if isinstance(error, CalamineError | OSError | ValueError) or type(error).__name__ == "PanicException":
        return Unreadable("damaged")
    return error


def _check_archive(data):
    """Refuse an archive with too many entries, too much in it, or cells beyond the limits. Raises Unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, OverflowError):
        raise Unreadable("damaged") from None
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise Unreadable("too_big")
    if not any(entry.filename.lower().replace("\\", "/").startswith("xl/") for entry in entries):
        raise Unreadable("not_a_sheet")
    left = MAX_UNPACKED_BYTES
    for entry in entries:
        content = _unpack(data, entry, left)
        left -= len(content)
        _check_references(content)


def _unpack(data, entry, limit):
    """The real content of an entry, whatever size it declares. Raises Unreadable beyond `limit` bytes."""
    if entry.flag_bits & 0x1:
        raise Unreadable("protected")
    header = data[entry.header_offset : entry.header_offset + 30]
    if len(header) < 30 or not header.startswith(ZIP_START):
        raise Unreadable("damaged")
    start = entry.header_offset + 30 + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    packed = memoryview(data)[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        content = bytes(packed)
    elif entry.compress_type == zipfile.ZIP_DEFLATED:
        content = _inflate(packed, limit)
    else:
        raise Unreadable("damaged")
    if len(content) > limit:
        raise Unreadable("too_big")
    return content


def _inflate(packed, limit):
    try:
        return zlib.decompressobj(wbits=-zlib.MAX_WBITS).decompress(packed, limit + 1)
    except zlib.error:
        raise Unreadable("damaged") from None


def _check_references(content):
    """Refuse a sheet with something in a cell beyond the limits. Most sheets hold next to no suspect, so the closer look costs nothing."""
    if SHEET_MARK not in content:
        return
    for count, suspect in enumerate(_SUSPECT.finditer(content)):
        if content[suspect.start() - 1] not in b" \t\r\n\"'":
            continue  # the end of another attribute's name, such as «footer»
        filled = _FILLED.match(content, suspect.start())
        if filled or count > MAX_SUSPECTS:
            column = filled["column"].upper() if filled else b""
            is_far_right = len(column) > 2 or (len(column) == 2 and column > b"GR")
            raise Unreadable("too_many_columns" if is_far_right else "too_many_lines")


def _read_text(data):
    text = _decode(data)
    delimiter = _delimiter(text)
    records = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    lines = min(text.count("\n") + 1, MAX_LINES)
    return Sheet(lines=lines, rows=_walk(records))


def _decode(data):
    """The text of a `.csv`: what its mark says, else UTF-8, else what Excel writes in France (Windows-1252)."""
    for encoding in ["utf-16"] if data.startswith(UTF_16_STARTS) else ["utf-8-sig", "cp1252"]:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("encoding")


def _delimiter(text):
    """The separator that stands most often outside quotes in the first lines; Excel's own line «sep=;» says it outright."""
    head = text[:20_000]
    if head[:4].lower() == "sep=" and head[4:5] in DELIMITERS:
        return head[4]
    bare = re.sub(r'"[^"]*"', "", "\n".join(head.splitlines()[:30]))
    return max(DELIMITERS, key=bare.count)


def _walk(records):
    """(line, cells) of a text table, under the limits of a sheet."""
    csv.field_size_limit(MAX_CELL_LENGTH)
    try:
        first = next(records, [])
        rest = [] if "".join(first).lower().startswith("sep=") else [first]
        for line, cells in enumerate(chain(rest, records), start=1 if rest else 2):
            if line > MAX_LINES:
                raise Unreadable("too_many_lines")
            if len(cells) > MAX_COLUMNS:
                raise Unreadable("too_many_columns")
            yield line, cells
    except csv.Error:
        raise Unreadable("long_cell") from None


_READERS = {"xlsx": _read_workbook, "csv": _read_text}
