"""What an absence concerns, declared by the features whose work it is. This package knows none of them: it asks each in turn.

A feature says so in its module `absences`, which is found by its name.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules

StrOrPromise = str | Promise
# What a section shows; the rest is a number.
SHOWN = 30


@dataclass(frozen=True)
class Item:
    """One line of a section, for one reader. `id` is that of what it speaks of; `action` an address to which its button posts.

    `words` are somebody's: pages show them, mails never do (docs/decisions/0008).
    """

    text: str
    url: str = ""
    detail: str = ""
    id: int | None = None
    action: str = ""
    words: str = ""


@dataclass(frozen=True)
class Section:
    """Something that an absence concerns, in the reader's language: a sentence with its number, and the first of what it counts.

    `code` names it for programs. `is_warning`: it should be looked at before leaving. `action`: an address to which the button for all of it posts.
    """

    code: str
    title: StrOrPromise
    items: tuple = ()
    count: int = 0
    is_warning: bool = False
    action: str = ""

    @property
    def more(self):
        """How many are not shown."""
        return self.count - len(self.items)


def section(code, title, items, *, shown=SHOWN, **more):
    """A Section of these Items, of which the first are shown."""
    items = list(items)
    return Section(code, title, tuple(items[:shown]), len(items), **more)


def nothing_to_do(absence, now):
    """For concerns that move nothing."""


def no_sections(absence, reader):
    return ()


@dataclass(frozen=True)
class Concern:
    """What a feature has to do with absences. An `absence` that is only simulated has no `pk`; those that are real come with their delegates.

    `open(absence, now)` does the work of the start, `settle(absence, now)` that of the end: in the caller's transaction, once each, set-based.
    The others give Sections, of which `reader` sees no more than they may see anywhere:
    `simulate(absence, reader)` of what it would do. It writes nothing, and asks the functions that `open` and `settle` act by.
    `at_start(absence, reader)` for the hand-over brief of somebody who stands in, `at_return(absence, reader)` for who comes back (X12).
    """

    name: str
    order: int = 0
    open: Callable = nothing_to_do
    settle: Callable = nothing_to_do
    simulate: Callable = no_sections
    at_start: Callable = no_sections
    at_return: Callable = no_sections


_concerns: dict[str, Concern] = {}


def declare(concern):
    if concern.name in _concerns:
        raise ValueError(f"Concern {concern.name!r} is declared twice")
    _concerns[concern.name] = concern
    return concern


def all_concerns():
    return sorted(_concerns.values(), key=lambda concern: concern.order)


def sections_of(ask, absence, reader):
    """The Sections that every concern gives; `ask` names the question: "simulate", "at_start" or "at_return"."""
    return [one for concern in all_concerns() for one in getattr(concern, ask)(absence, reader)]


def autodiscover():
    autodiscover_modules("absences")
