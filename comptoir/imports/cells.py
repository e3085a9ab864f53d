"""One cell of a client list, by the column it stands in. Pure; raises Unread with the code of a sentence."""

import re
from datetime import date, time, timedelta

from comptoir.kernel.identifiers import Unread, read_closing, read_day, read_email, read_phone, read_siren, read_siret
from comptoir.kernel.text import fold

LONGEST = {"code": 40, "name": 200, "last_name": 80, "first_name": 80, "legal_form": 80, "address": 250, "postal_code": 12, "city": 100, "country": 60}
LONGEST |= {"contact": 160}
EXCEL_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#N/D", "#VALEUR!", "#NOM?", "#NUL!", "#NOMBRE!"}
MOST_BREAKS = 3
SHOWN_LENGTH = 120


def readers(around):
    """{field: function of a cell} for one firm; each returns the value or raises Unread."""
    return {field: _text_reader(longest) for field, longest in LONGEST.items()} | {
        "siren": lambda cell: read_company_number(cell, usual_length=9),
        "siret": lambda cell: read_company_number(cell, usual_length=14),
        "email": read_email,
        "phone": lambda cell: read_phone(cell, around.country),
        "founded_on": read_day,
        "closing": read_closing,
        "licence": _remembering(lambda cell: _licence(cell, around)),
        "managers": _remembering(lambda cell: _managers(cell, around)),
    }


def read_text(cell, longest):
    """A text on one line, without what Excel or a stranger may have put in it."""
    text = cell if isinstance(cell, str) else _number_as_text(cell)
    if not text.isprintable():
        text = _without_breaks(text)
    if "  " in text or text[:1] == " " or text[-1:] == " ":
        text = " ".join(text.split())
    if text[:1] in {"=", "@", "#"}:
        _refuse_calculation(text)
    if len(text) > longest:
        raise Unread("too_long")
    return text


def read_company_number(cell, usual_length):
    """A SIREN or a SIRET, whichever it is: firms put either into either column."""
    digits = sum(map(str.isdecimal, cell)) if isinstance(cell, str) else 0
    if {9: 14, 14: 9}[usual_length] == digits:
        usual_length = digits
    elif usual_length == 14 and isinstance(cell, int | float) and cell < 10**9:
        usual_length = 9
    elif usual_length == 9 and isinstance(cell, int | float) and cell >= 10**11:
        usual_length = 14
    return read_siren(cell) if usual_length == 9 else read_siret(cell)


def shown(cell):
    """A cell as the report shows it: one line, not too long."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = cell.strftime("%d/%m/%Y") if isinstance(cell, date) else str(cell)
    line = " ".join("".join(c if c.isprintable() else " " for c in text[: SHOWN_LENGTH * 2]).split())
    return line if len(line) <= SHOWN_LENGTH else line[: SHOWN_LENGTH - 1] + "…"


def person_key(name):
    """A full name in one form, whatever its order, case and accents: «DUBOIS Marie» and «Marie Dubois» are one key."""
    return " ".join(sorted(fold(name).split()))


def _text_reader(longest):
    return lambda cell: read_text(cell, longest)


def _number_as_text(cell):
    if isinstance(cell, bool | date | time | timedelta):
        raise Unread("not_text")
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _without_breaks(text):
    """Line breaks and unusual spaces are spaces; many breaks mean a quote that was never closed; the rest has no business here."""
    if text.count("\n") > MOST_BREAKS:
        raise Unread("open_quote")
    line = " ".join(text.replace("\u00ad", "").replace("\u200b", "").replace("\ufeff", "").split())
    if any(not character.isprintable() and not character.isspace() for character in line):
        raise Unread("control")
    return line


def _refuse_calculation(text):
    """Formulas, and what Excel shows for those that fail; «#1 Coiffure» is a name."""
    if text in EXCEL_ERRORS:
        raise Unread("excel_error")
    if text[0] != "#":
        raise Unread("formula")


def _licence(cell, around):
    licence_id = around.licences.get(fold(read_text(cell, 250)))
    if licence_id is None:
        raise Unread("unknown_licence")
    if licence_id not in around.allowed_licence_ids:
        raise Unread("licence_not_yours")
    return licence_id


def _managers(cell, around):
    """The members named in a cell, in order and each once."""
    names = [name for name in re.split(r"[,;\n/]", str(cell)) if name.strip()]
    return tuple(dict.fromkeys(_manager(name, around) for name in names))


def _manager(name, around):
    found = around.members.get(name.strip().lower() if "@" in name else person_key(name), ())
    if not found:
        raise Unread("unknown_manager")
    if len(found) > 1:
        raise Unread("ambiguous_manager")
    return found[0]


def _remembering(read):
    """`read`, which is asked for the same few values again and again, with a memory of what it answered."""
    answers = {}

    def remembered(cell):
        if cell not in answers:
            answers[cell] = read(cell)
        return answers[cell]

    return remembered
