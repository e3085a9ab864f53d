"""One row of a client list: cells in, values or problems out. Pure: what the firm is comes in as `Surroundings`."""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from comptoir.kernel.identifiers import Unread
from comptoir.kernel.text import fold

from .cells import EXCEL_ERRORS, person_key, readers, shown

FRANCE = {"", "france", "fr", "fra"}
TITLES = {"m", "m.", "mr", "mme", "mlle", "me", "dr", "monsieur", "madame", "mademoiselle", "maitre", "docteur"}
CLIENT_FIELDS = ("legal_form", "address", "postal_code", "city", "country", "founded_on")


class Problem(NamedTuple):
    """What is wrong: the line and the column as the file has them, the code of a sentence, the value, and the line that this one repeats."""

    line: int
    column: str
    code: str
    value: str
    other_line: int | None = None
    # What else its sentence needs, and whether the row comes in all the same (kinds of import with sentences of their own).
    words: dict = {}
    is_warning: bool = False


@dataclass(frozen=True)
class Surroundings:
    """What a row may refer to."""

    licences: dict  # folded name → licence id
    allowed_licence_ids: frozenset
    default_licence_id: int | None
    members: dict  # e-mail, or `person_key` → [user ids]: two people may share a name
    country: str = "FR"


@dataclass(slots=True)
class Row:
    """A row as it was read. What the file leaves empty is in none of the dictionaries; with `problems` nothing of it is kept."""

    line: int
    licence_id: int | None
    code: str
    problems: list
    siren: str = ""
    name_key: str = ""
    client: dict | None = None
    dossier: dict | None = None
    contact: dict | None = None
    manager_ids: tuple = ()


class RowReader:
    """Reads the rows of one file."""

    def __init__(self, layout, around):
        self.layout, self.around = layout, around
        read = readers(around)
        self.columns = [(column.position, column.field, read[column.field]) for column in layout.columns]

    def read(self, line, cells):
        """The Row of these cells. Every cell is read, so that one look shows all that is wrong."""
        values, faults = self.read_cells(cells)
        named = name_of(values)
        faults += self.faults_between(values, {at for at, _code, _value in faults}, named)
        licence_id, code = values.get("licence", self.around.default_licence_id), values.get("code", "")
        if faults:
            return Row(line, licence_id, code, [Problem(line, self.title_of(at), fault, value) for at, fault, value in faults])
        return assembled(Row(line, licence_id, code, []), values, *named)

    def read_cells(self, cells):
        """({field: value}, [(field, code, text shown)]) of the cells that are not empty."""
        values, faults, width = {}, [], len(cells)
        for position, field, read in self.columns:
            cell = cells[position] if position < width else ""
            if cell == "" or (cell.__class__ is str and cell.isspace()):
                continue
            try:
                values[field] = read(cell)
            except Unread as problem:
                faults.append((field, "excel_error" if cell in EXCEL_ERRORS else problem.code, shown(cell)))
        return values, faults

    def faults_between(self, values, at_fault, named):
        """[(field, code, text)] of what is missing or does not go together."""
        faults = []
        if not named and not at_fault & {"name", "last_name"}:
            faults.append(("name", "name_missing", ""))
        siren, siret = values.get("siren", ""), values.get("siret", "")
        if siren and siret and siren[:9] != siret[:9]:
            faults.append(("siret", "siret_of_other_siren", siret))
        if "postal_code" in values and is_french(values) and not french_postal_code(values["postal_code"]):
            faults.append(("postal_code", "postal_code", values["postal_code"]))
        if "licence" not in values and "licence" not in at_fault and self.around.default_licence_id is None:
            faults.append(("licence", "licence_missing", ""))
        return faults

    def title_of(self, field):
        """What the file calls a column; the column of the name for one that it does not have."""
        return self.layout.title_of(field) or self.layout.name_title


def name_of(values):
    """(kind, name) of the client: the company's name, else «Prénom Nom» of a person; None without any."""
    if "name" in values:
        return "organisation", values["name"]
    if "last_name" not in values:
        return None
    if "first_name" in values:
        return "person", f"{values['first_name']} {values['last_name']}"
    return "organisation", values["last_name"]


def assembled(row, values, kind, name):
    """`row` with all that its values say."""
    siren, siret = company_numbers(values)
    row.siren, row.name_key = siren, fold(name)
    row.client = {"kind": kind, "name": name} | {field: values[field] for field in CLIENT_FIELDS if field in values}
    if siren:
        row.client["siren"] = siren
    if siret:
        row.client["siret"] = siret
    if "postal_code" in values and is_french(values):
        row.client["postal_code"] = french_postal_code(values["postal_code"])
    row.dossier = {"name": name}
    if row.code:
        row.dossier["code"] = row.code
    if "closing" in values:
        row.dossier["closing_day"], row.dossier["closing_month"] = values["closing"]
    row.contact = contact_of(values, name)
    row.manager_ids = values.get("managers", ())
    return row


def company_numbers(values):
    """(SIREN, SIRET): the first nine digits of a SIRET are the SIREN; either may stand in either column."""
    numbers = (values.get("siren", ""), values.get("siret", ""))
    return next((number[:9] for number in numbers if number), ""), next((number for number in reversed(numbers) if len(number) == 14), "")


def contact_of(values, client_name):
    """The contact of a row, or None: named by its own column, else by «Nom» and «Prénom» beside a company, else like the client.

    `is_named` says whether the file names the person; a name taken from the client never changes a known contact's.
    """
    names = contact_names(values)
    if not (names or "email" in values or "phone" in values):
        return None
    first_name, last_name = names or split_name(client_name, is_person="first_name" in values)
    contact = {"first_name": first_name, "last_name": last_name, "is_named": bool(names)}
    return contact | {field: values[field] for field in ("email", "phone") if field in values}


def contact_names(values):
    if "contact" in values:
        return split_name(values["contact"], is_person=True)
    if "name" in values and "last_name" in values:
        return values.get("first_name", ""), values["last_name"]
    return None


@lru_cache(4096)
def split_name(name, is_person):
    """(first name, last name) of «Mme Hélène ROUX»: capitals are the last name, else the first word is the first name."""
    words = [word for word in name.split() if fold(word) not in TITLES] or name.split()
    if not is_person or len(words) == 1:
        return "", " ".join(words)[:80]
    capitals = [word for word in words if len(word) > 1 and word.isupper()]
    if capitals and len(capitals) < len(words):
        first, last = [word for word in words if word not in capitals], [word.title() for word in capitals]
    else:
        first, last = words[:1], words[1:]
    return " ".join(first)[:80], " ".join(last)[:80]


def is_french(values):
    return fold(values.get("country", "")) in FRANCE


def french_postal_code(text):
    """Five digits, of which Excel may have dropped the leading zero; empty for anything else."""
    digits = text.replace(" ", "")
    return digits.zfill(5) if digits.isascii() and digits.isdecimal() and len(digits) in {4, 5} else ""


def contact_key(contact):
    return person_key(f"{contact['first_name']} {contact['last_name']}")


def mark_repeated(rows, title_of):
    """Put in error the rows that repeat another of the file, so that every dossier is spoken of once.

    A code: wherever it stands a second time. A SIREN or a name without a code: also where a later row has it with one,
    since the next import could not tell the two dossiers apart. A row that cannot be read still takes its code.
    """
    codes, sirens, names = {}, {}, {}
    for row in rows:
        first = codes.setdefault((row.licence_id, row.code), row.line) if row.code else row.line
        if first != row.line:
            row.problems.append(Problem(row.line, title_of("code"), "duplicate_code", row.code, first))
        elif not row.problems:
            _take(sirens, (row.licence_id, row.siren) if row.siren else None, row, is_certain=bool(row.code))
            _take(names, (row.licence_id, row.name_key), row, is_certain=bool(row.code or row.siren))
    for row in rows:
        if row.code or row.problems:
            continue
        field, taken, key, shown_value = ("siren", sirens, row.siren, row.siren) if row.siren else ("name", names, row.name_key, row.client["name"])
        line = taken[row.licence_id, key][1]
        if line != row.line:
            row.problems.append(Problem(row.line, title_of(field), f"duplicate_{field}", shown_value, line))


def _take(taken, key, row, *, is_certain):
    """Note who has `key`: the first row that has something better than it, else the first row."""
    if key and (key not in taken or (is_certain and not taken[key][0])):
        taken[key] = (is_certain, row.line)
