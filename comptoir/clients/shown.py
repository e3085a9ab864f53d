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


_kinds: dict[str, Kind] = {}


def declare(kind):
    if kind.slug in _kinds:
        raise ValueError(f"Kind {kind.slug!r} is declared twice")
    _kinds[kind.slug] = kind
    return kind


def all_kinds():
    return sorted(_kinds.values(), key=lambda kind: kind.order)


def autodiscover():
    autodiscover_modules("shown")
