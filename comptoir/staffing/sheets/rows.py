"""One row of a list of colleagues: cells in, what somebody should have and what is wrong out."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from comptoir.firms.models import Membership
from comptoir.imports.cells import EXCEL_ERRORS, read_text, shown
from comptoir.imports.columns import bare_header
from comptoir.imports.decisions import Problem
from comptoir.kernel.identifiers import Unread, read_email
from comptoir.kernel.sheet_writing import without_guard
from comptoir.kernel.text import fold

from ..actions.changes import GiveRole, Have, one_after_the_other
from .columns import LONGEST, TITLES, USUALLY_LONGEST, in_each_language

BETWEEN = re.compile(r"[,;\n]")
# Beside the labels of the roles.
USUAL_ROLES = {"administrateur": "administrator", "admin": "administrator", "expert comptable": "accountant", "ec": "accountant", "collaboratrice": "staff"}


class Unfound(Unread):
    """A name that means nothing in this firm. `words` are what its sentence needs."""

    def __init__(self, code, **words):
        super().__init__(code)
        self.words = words


class Names:
    """What cells may name in a firm, by folded name."""

    def __init__(self, firm):
        self.roles = {bare: GiveRole(value) for value, label in Membership.Role.choices for bare in in_each_language(label)}
        self.roles |= {word: GiveRole(value) for word, value in USUAL_ROLES.items()}
        self.roles |= {bare_header(role.name): GiveRole(custom_role=role) for role in firm.custom_roles.all()}
        self.licences = by_name(firm.licences.all())
        self.teams = by_name(firm.teams.all())

    def read(self, name, text):
        """The meaning of a cell. Raises Unread."""
        if name == "email":
            return read_email(text)
        if name == "role":
            if bare_header(text) not in self.roles:
                raise Unfound("role_word", name=text)
            return self.roles[bare_header(text)]
        if name in {"licences", "teams"}:
            return self.several(name, text)
        return text

    def several(self, name, text):
        known, wanted = getattr(self, name), [one.strip() for one in BETWEEN.split(text) if one.strip()]
        for one in wanted:
            if fold(one) not in known:
                raise Unfound(f"{name}_word", name=one)
        return frozenset(known[fold(one)] for one in wanted)


def by_name(rows):
    return {fold(row.name): row.pk for row in rows}


@dataclass(slots=True)
class MemberRow:
    """`values`: what the filled cells say; what is left empty stays as it is."""

    line: int
    values: dict
    problems: list
    texts: dict = field(default_factory=dict)
    is_known: bool = False
    membership: Membership | None = None

    @property
    def change(self):
        """What it makes of somebody's State."""
        changes = [self.values["role"]] if "role" in self.values else []
        return one_after_the_other(*changes, Have(self.values.get("licences"), self.values.get("teams")))


class RowReader:
    def __init__(self, layout, names):
        self.layout, self.names = layout, names
        self.columns = [(column.position, column.field) for column in layout.columns]
        self.remembered = defaultdict(dict)

    def read(self, line, cells):
        """The MemberRow of these cells. Every cell is read, so that one look shows all that is wrong."""
        row, faults, width = MemberRow(line, {}, []), [], len(cells)
        for position, name in self.columns:
            cell = cells[position] if position < width else ""
            if cell == "" or (isinstance(cell, str) and cell.isspace()):
                continue
            row.texts[name] = shown(cell)
            try:
                row.values[name] = self.value_of(name, cell)
            except Unread as problem:
                faults.append((name, "excel_error" if cell in EXCEL_ERRORS else problem.code, getattr(problem, "words", {})))
        if "email" not in row.texts:
            faults.append(("email", "email_missing", {}))
        row.problems += [self.problem(row, *fault) for fault in faults]
        return row

    def value_of(self, name, cell):
        text = cell.replace("\n", ", ") if isinstance(cell, str) and name in {"licences", "teams"} else cell
        text = read_text(without_guard(text) if isinstance(text, str) else text, LONGEST.get(name, USUALLY_LONGEST))
        known = self.remembered[name]
        if text not in known:
            known[text] = self.names.read(name, text)
        return known[text]

    def problem(self, row, name, code, words=None, *, other_line=None, is_warning=False):
        """A Problem of a row, at the column as the file names it."""
        title = self.layout.title_of(name) or str(TITLES[name])
        return Problem(row.line, title, str(code), row.texts.get(name, ""), other_line, {"field": name} | (words or {}), is_warning)
