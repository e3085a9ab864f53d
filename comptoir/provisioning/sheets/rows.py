"""One row of a sheet: cells in, an `Asked` and what is wrong out."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from comptoir.imports.cells import EXCEL_ERRORS, read_text, shown
from comptoir.imports.columns import bare_header
from comptoir.imports.decisions import Problem
from comptoir.kernel.emails import with_ascii_domain
from comptoir.kernel.identifiers import Unread, read_phone
from comptoir.kernel.sheet_writing import without_guard

from ..asked import Asked
from .columns import LABELS, NOW, TITLES, YES, words_of
from .names import Unfound

LONGEST = {"last_name": 80, "first_name": 80, "email": 254, "phone": 40, "company": 250, "dossiers": 4_000, "applications": 2_000}
USUALLY_LONGEST = 120
# The field of an `Asked` → the column that gives it.
COLUMN_OF = {"client_id": "company", "plan_id": "plan", "reach": "dossiers", "application_ids": "applications", "activates_now": "activation"}
# Where nothing is written: as little as can be.
USUAL = {"level": "limited"}


@dataclass(slots=True)
class SheetRow:
    """`filled`: the columns that say something. `asked` is complete only where there are no problems."""

    line: int
    filled: frozenset
    asked: Asked
    problems: list
    # {column: the cell as the report shows it}
    texts: dict = field(default_factory=dict)
    is_known: bool = False

    @property
    def at_fault(self):
        """The columns of which something is wrong already."""
        return {problem.words["field"] for problem in self.problems}


class RowReader:
    """Reads the rows of one file of client users."""

    def __init__(self, layout, names, country):
        self.layout, self.names, self.country = layout, names, country
        self.columns = [(column.position, column.field) for column in layout.columns]
        self.remembered = {}

    def read(self, line, cells):
        """The SheetRow of these cells. Every cell is read, so that one look shows all that is wrong."""
        values, faults, texts, width = {}, [], {}, len(cells)
        for position, name in self.columns:
            cell = cells[position] if position < width else ""
            if cell == "" or (isinstance(cell, str) and cell.isspace()):
                continue
            texts[name] = shown(cell)
            try:
                values[name] = self.value_of(name, cell)
            except Unread as problem:
                faults.append((name, "excel_error" if cell in EXCEL_ERRORS else problem.code, getattr(problem, "words", {})))
        self.read_reach(values, faults)
        row = SheetRow(line, frozenset(texts), asked_of(values, line), [], texts)
        row.problems += [self.problem(row, *fault) for fault in faults]
        return row

    def value_of(self, name, cell):
        """What a cell says. The same few words come again and again; names of companies and applications are looked up once."""
        if isinstance(cell, bool) and name in {"activation", "mail"}:
            cell = "oui" if cell else "non"
        if name == "phone":
            return read_phone(without_guard(cell) if isinstance(cell, str) else cell, self.country)
        text = text_of(cell, LONGEST.get(name, USUALLY_LONGEST), keeps_lines=name in {"dossiers", "applications"})
        if name in {"last_name", "first_name"} and not any(map(str.isalpha, text)):
            raise Unread("no_letter")
        key = (name, text)
        if name in LABELS or name in {"company", "plan", "applications"}:
            if key not in self.remembered:
                self.remembered[key] = self.meaning(name, text)
            return self.remembered[key]
        return text

    def meaning(self, name, text):
        if name in LABELS:
            found = words_of(name).get(bare_header(text))
            if found is None:
                raise Unread(f"{name}_word")
            return found
        return {"company": self.names.companies, "plan": self.names.plans, "applications": self.names.applications}[name].find(text)

    def read_reach(self, values, faults):
        """The dossiers, once it is known of which company."""
        if "dossiers" not in values:
            return
        try:
            values["dossiers"] = self.names.companies.dossiers.reach(values["dossiers"], values.get("company"))
        except Unfound as problem:
            values.pop("dossiers")
            faults.append(("dossiers", problem.code, problem.words))

    def problem(self, row, name, code, words=None, *, other_line=None, is_warning=False):
        """A Problem of a row, at the column as the file names it."""
        title = self.layout.title_of(name) or str(TITLES[name])
        return Problem(row.line, title, str(code), row.texts.get(name, ""), other_line, {"field": name} | (words or {}), is_warning)


def asked_of(values, line):
    """The Asked of what cells say; what nobody wrote is as `Asked` has it, or less."""
    direct = ("last_name", "first_name", "email", "phone", "type", "level", "mode", "language")
    words = USUAL | {name: values[name] for name in direct if name in values}
    return Asked(
        **words,
        client_id=values.get("company"),
        plan_id=values.get("plan"),
        reach=values.get("dossiers", {}),
        application_ids=values.get("applications", frozenset()),
        activates_now=values.get("activation", NOW) == NOW,
        sends_mail=values.get("mail") == YES,
        line=line,
    ).in_one_form()


def text_of(cell, longest, *, keeps_lines=False):
    """The text of a cell on one line; where line breaks part names, they are commas. Raises Unread."""
    if isinstance(cell, datetime | date):
        raise Unread("not_text")
    if not isinstance(cell, str):
        return read_text(cell, longest)
    if keeps_lines:
        cell = cell.replace("\r\n", ", ").replace("\n", ", ")
    bare = without_guard(cell)
    if bare != cell:
        # What we wrote ourselves, and what the person really is called.
        bare = " ".join(bare.split())
        if len(bare) > longest:
            raise Unread("too_long")
        return bare
    return read_text(cell, longest)


def same(asked, there, filled):
    """Whether what the filled columns say is what is there; `mail` is a wish and no state."""
    told = {"company": "client_id", "plan": "plan_id", "dossiers": "reach", "applications": "application_ids", "activation": "activates_now"}
    names = [told.get(name, name) for name in filled - {"mail", "email"}]
    one, other = comparable(asked), comparable(there)
    return all(getattr(one, name) == getattr(other, name) for name in names)


def comparable(asked):
    phone = "".join(character for character in asked.phone if character.isdigit() or character == "+")
    return replace(asked, phone=phone, email=with_ascii_domain(asked.email), reach=dict(asked.reach))
