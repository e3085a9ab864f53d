"""What the people of a client can see, kind by kind, declared by the features that keep it.

«Ce que verra le client» (X9), the portal's home and the proofs of K9 ask all kinds the same question without knowing any of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules

StrOrPromise = str | Promise


@dataclass(frozen=True)
class Line:
    """One thing as a list shows it. `url` is a path of the client's side."""

    title: str
    detail: str
    at: datetime
    url: str


@dataclass(frozen=True)
class Kind:
    """One kind of thing that clients see.

    seen_by(standing) → the queryset of what somebody of that Standing sees as a client, the latest first; the very rule of the kind's `visible_to`.
    line(row) → Line, in the active language.
    The rows' model has `worked_on_by(user)`: what a member sees of them.
    """

    slug: str
    label: StrOrPromise
    icon: str
    order: int
    seen_by: Callable
    line: Callable


@dataclass(frozen=True)
class End:
    """What ends, or waits for nobody any more, when somebody is a client of the firm no more.

    count(place, standing) → how many there are now, of a ClientUser who sees what this Standing sees;
    words(count) → that in a sentence, in the active language.
    close(place, by) is called in the transaction in which the place is deleted.
    """

    slug: str
    icon: str
    order: int
    count: Callable
    words: Callable
    close: Callable = lambda place, by: None


_kinds: dict[str, Kind] = {}
_ends: dict[str, End] = {}


def declare(kind):
    if kind.slug in _kinds:
        raise ValueError(f"Kind {kind.slug!r} is declared twice")
    _kinds[kind.slug] = kind
    return kind


def all_kinds():
    return sorted(_kinds.values(), key=lambda kind: kind.order)


def declare_end(end):
    if end.slug in _ends:
        raise ValueError(f"End {end.slug!r} is declared twice")
    _ends[end.slug] = end
    return end


def all_ends():
    return sorted(_ends.values(), key=lambda end: end.order)


def autodiscover():
    autodiscover_modules("shown")
