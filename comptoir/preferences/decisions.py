"""Which value holds, and why: the cascade as a function of rows (X2). Pure: no database, no clock."""

from dataclasses import dataclass, replace
from datetime import datetime

from .catalogue import WIDTH, Scope


@dataclass(frozen=True)
class Row:
    """A value that stands somewhere. `holder` names where (`firm:3`), `is_locked` says that it is imposed on everything narrower.

    With `since` it holds only for those who joined the firm at that moment or later; the others have what stood before: `kept`,
    a value in a list of one, or nothing at all (F4).
    """

    scope: Scope
    holder: str
    value: object
    is_locked: bool = False
    since: datetime | None = None
    kept: tuple | list | None = None


@dataclass(frozen=True)
class Resolved:
    """The value that holds and the row that it comes from; None stands for the default."""

    value: object
    row: Row | None = None

    @property
    def origin(self):
        return self.row.scope if self.row else None

    @property
    def is_imposed(self):
        """Whether nothing narrower can change it."""
        return bool(self.row and self.row.is_locked)


def resolve(default, rows):
    """From wide to narrow, the last value wins; an imposed one ends the walk.

    Several rows of one width (somebody who works in two licences): an imposed one before the others, then the one whose holder was there first.
    """
    found = Resolved(default)
    for row in sorted(rows, key=breadth):
        found = Resolved(row.value, row)
        if row.is_locked:
            break
    return found


def as_it_holds(rows, joined_at):
    """The rows as they hold for somebody who joined the firm at `joined_at`."""
    for row in rows:
        if row.since is None or joined_at is None or joined_at >= row.since:
            yield row
        elif row.kept:
            yield replace(row, value=row.kept[0], since=None, kept=None)


def breadth(row):
    """Sorts rows of one width so that the first imposed one ends the walk, else the oldest holder comes last and wins."""
    age = int(row.holder.rpartition(":")[2]) if row.scope is Scope.LICENCE else 0
    return WIDTH[row.scope], not row.is_locked, age if row.is_locked else -age


def inherited(default, rows, holder):
    """What would hold without the row of `holder`."""
    return resolve(default, [row for row in rows if row.holder != holder])


def imposing(default, rows, scope):
    """The row, wider than `scope`, that forbids a value there; or None."""
    wider = [row for row in rows if WIDTH[row.scope] < WIDTH[scope]]
    found = resolve(default, wider)
    return found.row if found.is_imposed else None
