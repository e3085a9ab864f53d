"""What can be imported: the client list, and what features declare beside it in `<app>/import_kinds.py`. Each is one `Kind`; the rest is the same for all."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules

StrOrPromise = str | Promise
CLIENTS = "clients"


@dataclass(frozen=True)
class Undoing:
    """What taking an import back would do: how many things go, and [(line, name, why it stays), …] of the others."""

    gone: int
    kept: tuple = ()


@dataclass(frozen=True)
class Kind:
    """One kind of file.

    `firms_for(user)`: the Firms into which the person may import it, as a queryset. `run(job, data)` carries a claimed Import with the bytes of its file to
    one of its ends (`actions.ending`, `actions.sheets`). `sentence(code, words)` says what is wrong, for the codes that are its own, else "".
    `template(firm, by)` is an open workbook to fill in. `undoing(job)` says what `undo(job, by=)` would do, both as an Undoing; None where nothing is undone.
    """

    code: str
    label: StrOrPromise
    hint: StrOrPromise
    firms_for: Callable
    run: Callable
    order: int
    sentence: Callable = lambda code, words: ""
    takes_licence: bool = False
    template: Callable | None = None
    undoing: Callable | None = None
    undo: Callable | None = None
    # What is counted when it is undone, one form for each number: `ngettext`'s answer.
    counted: Callable = str

    def may(self, user, firm_id):
        return self.firms_for(user).filter(pk=firm_id).exists()


_kinds: dict[str, Kind] = {}


def declare(kind):
    if kind.code in _kinds:
        raise ValueError(f"Kind of import {kind.code!r} is declared twice")
    _kinds[kind.code] = kind
    return kind


def get_kind(code):
    """The Kind of this code. Raises KeyError: one that no installed application declares any more."""
    return _kinds[code]


def codes():
    return [kind.code for kind in sorted(_kinds.values(), key=lambda kind: kind.order)]


def kinds_for(user):
    """The Kinds that this member may import somewhere, in order; the client list is offered to every member."""
    return [_kinds[code] for code in codes() if code == CLIENTS or _kinds[code].firms_for(user).exists()]


def autodiscover():
    autodiscover_modules("import_kinds")
