"""What is worth a second look among accesses (X10), check by check, declared in `<app>/findings.py` by the app that knows.

Each finding has its reason in words, and remedies: a deed in one click, or the page where it is mended.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from functools import reduce
from operator import or_

from django.apps import apps
from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules

StrOrPromise = str | Promise


class Severity(IntEnum):
    """How much it matters, the gravest first."""

    DANGER = 0
    WARNING = 1
    INFORMATION = 2


@dataclass(frozen=True)
class Looker:
    """Who asks, and for which firms they may: what a check finds is what this person sees anyway."""

    user: object
    firm_ids: frozenset
    now: object

    @property
    def clients(self):
        return model("Client").objects.served_by(self.user).filter(firm_id__in=self.firm_ids)

    @property
    def dossiers(self):
        return model("Dossier").objects.worked_on_by(self.user).filter(firm_id__in=self.firm_ids)

    @property
    def accesses(self):
        """Those that are not closed, to the clients that the person serves; held ones too: what is wrong with them is so when they open."""
        return model("ClientAccess").objects.filter(client__in=self.clients, closed_at=None, firm_id__in=self.firm_ids)

    @property
    def places(self):
        """The client users of these clients."""
        # Firm by firm: of somebody with places at several, each is seen through its own accesses.
        theirs = [Q(firm_id=firm_id, user__in=self.accesses.filter(firm=firm_id).values("user")) for firm_id in self.firm_ids]
        return model("ClientUser").objects.kept().filter(reduce(or_, theirs, Q(pk__in=[])))


def model(name):
    return apps.get_model("clients", name)


@dataclass(frozen=True)
class Found:
    """One finding about the row `pk`. `subject` names it, `url` leads to it, `words` say what is the matter; `facts` are the check's own, for its remedies."""

    firm_id: int
    pk: int
    subject: str
    words: str
    url: str = ""
    facts: dict = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Done:
    """What became of a remedy: the sentence to show; `undo` is handed to the check's `undo(data, by)` where it can be taken back."""

    sentence: str
    undo: dict | None = None


class Refused(Exception):
    """A remedy that cannot be given now; `args[0]` is the sentence that says why."""


@dataclass(frozen=True)
class Remedy:
    """One way out. `act(by)` → Done, raising Refused; or `url`, the page where it is done. `asks` is the sentence to confirm, where it is not easily undone."""

    code: str
    label: str
    act: Callable | None = None
    url: str = ""
    asks: str = ""

    @property
    def is_deed(self):
        """Whether it is done here. Templates ask this: they would call `act`."""
        return self.act is not None


@dataclass(frozen=True)
class Check:
    """One thing that is looked for.

    find(looker, pk=None) → [Found, …], in a number of queries that does not depend on how many there are; of the row `pk` alone when it is given.
    remedies(found) → [Remedy, …] of one finding. `reason` says why it matters. `right` is what its reader must hold (firms.rights) in the firm.
    """

    code: str
    label: StrOrPromise
    reason: StrOrPromise
    severity: Severity
    order: int
    right: str
    find: Callable
    remedies: Callable
    # dress([Found, …]) puts into the `facts` of those that are shown what their remedies need, in a constant number of queries.
    dress: Callable = lambda founds: None
    # undo(data, by) → the sentence to show, or "" where nothing was left to take back.
    undo: Callable | None = None


_checks: dict[str, Check] = {}


def declare(check):
    if check.code in _checks:
        raise ValueError(f"Check {check.code!r} is declared twice")
    _checks[check.code] = check
    return check


def all_checks():
    """Every Check, the gravest first."""
    return sorted(_checks.values(), key=lambda check: (check.severity, check.order))


def get_check(code):
    """The Check of that code, or None."""
    return _checks.get(code)


def page_at(name, *args, otherwise=""):
    """The address of a page that another app may have, or `otherwise`."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return otherwise


def autodiscover():
    autodiscover_modules("findings")
