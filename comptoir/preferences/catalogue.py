"""What can be set: each setting is declared in code by the app that obeys it.

A setting has a kind (which values it takes), a default, and the scopes at which a value of it may stand, from wide to narrow.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _

StrOrPromise = str | Promise


class Scope(StrEnum):
    """Where a value may stand. Declared from wide to narrow: a narrower value wins, unless a wider one is imposed."""

    FIRM = "firm"
    ROLE = "role"
    LICENCE = "licence"
    DOSSIER = "dossier"
    USER = "user"


WIDTH = {scope: place for place, scope in enumerate(Scope)}
OF_THE_FIRM = frozenset({Scope.FIRM, Scope.ROLE, Scope.LICENCE})
OF_ANYBODY = OF_THE_FIRM | {Scope.USER}
MORNING = "08:00"
SPAN = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d")


class BadValue(ValueError):
    """A value that a setting does not take; its text tells the person why, `key` of which setting."""

    key = ""


@dataclass(frozen=True)
class Flag:
    """On or off."""

    control = "switch"

    def clean(self, value):
        if isinstance(value, bool):
            return value
        raise BadValue(_("Répondez par oui ou par non."))

    def parse(self, text=""):
        return text in {"on", "true", "1"}

    def shown(self, value):
        return _("Activé") if value else _("Désactivé")


@dataclass(frozen=True)
class Choice:
    """One of a few. `options()` gives (value, label) pairs in the active language."""

    options: Callable
    control = "select"

    def clean(self, value):
        if isinstance(value, str) and value in dict(self.options()):
            return value
        raise BadValue(_("Choisissez l’une des possibilités proposées."))

    def parse(self, text=""):
        return text

    def shown(self, value):
        return str(dict(self.options()).get(value, value))


@dataclass(frozen=True)
class Several:
    """Any of a few, but not all of them where `refuses_all` says why. Kept as a list in the order of the options."""

    options: Callable
    refuses_all: StrOrPromise = ""
    control = "several"

    def clean(self, value):
        known = [one for one, _label in self.options()]
        if not isinstance(value, list) or any(one not in known for one in value):
            raise BadValue(_("Choisissez parmi les possibilités proposées."))
        if self.refuses_all and len(set(value)) == len(known):
            raise BadValue(str(self.refuses_all))
        return [one for one in known if one in value]

    def parse(self, *texts):
        return [text for text in texts if text]

    def shown(self, value):
        return ", ".join(str(label) for one, label in self.options() if one in value) or _("aucun")


@dataclass(frozen=True)
class Span:
    """From one time of day to another, past midnight if need be: "19:00-08:00", or "" for none. `refuses_whole` says why a whole day is refused."""

    refuses_whole: StrOrPromise
    control = "span"

    def clean(self, value):
        if value == "":
            return value
        if not isinstance(value, str) or not SPAN.fullmatch(value):
            raise BadValue(_("Indiquez une heure de début et une heure de fin, ou aucune des deux."))
        start, _dash, end = value.partition("-")
        if start == end:
            raise BadValue(str(self.refuses_whole))
        return value

    def parse(self, start="", end=""):
        """What two time fields say. Without a start there is none; without an end yet, it is the morning's."""
        return f"{start}-{end or MORNING}" if start else ""

    def shown(self, value):
        start, _dash, end = value.partition("-")
        return _("de %(start)s à %(end)s") % {"start": start, "end": end} if value else _("aucune")


@dataclass(frozen=True)
class Number:
    """A whole number from `low` to `high`, both included."""

    low: int
    high: int
    control = "number"

    def clean(self, value):
        if isinstance(value, int) and not isinstance(value, bool) and self.low <= value <= self.high:
            return value
        raise BadValue(_("Indiquez un nombre entier de %(low)s à %(high)s.") % {"low": self.low, "high": self.high})

    def parse(self, text=""):
        text = text.strip()
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else text

    def shown(self, value):
        return str(value)


@dataclass(frozen=True)
class Text:
    """Words, at most `longest` characters. `read` brings them into the form in which they are kept; its ValueError says what to do instead.

    `show` writes what is kept as people read it.
    """

    longest: int
    read: Callable = str
    show: Callable = str
    is_required: bool = False
    control = "text"

    def clean(self, value):
        if not isinstance(value, str) or len(value) > self.longest or "\0" in value:
            raise BadValue(_("Indiquez un texte de %(longest)s caractères au plus.") % {"longest": self.longest})
        if self.is_required and not value.strip():
            raise BadValue(_("Ce champ est obligatoire."))
        try:
            return self.read(value)
        except ValueError as problem:
            raise BadValue(str(problem)) from None

    def parse(self, text=""):
        return text

    def shown(self, value):
        return self.show(value) or _("vide")


@dataclass(frozen=True)
class Store:
    """Where a setting is kept that is a fact about a person rather than a row of the cascade: `read(user)`, `write(user, value, by)`."""

    read: Callable
    write: Callable

    @classmethod
    def of_column(cls, name):
        """A column of the person's own row."""

        def write(user, value, by):
            setattr(user, name, value)
            user.save(update_fields=[name])

        return cls(read=lambda user: getattr(user, name), write=write)


@dataclass(frozen=True)
class Setting:
    """Something that can be set. `key` is its name for programs, `page` the slug of the settings page where it stands.

    `scopes`: where values may stand; `store`: for facts about a person, then the scope is the person alone and nothing is inherited.
    `words`: further words under which the search finds it. `offered_to(user)`: who has it. `offered_to_role(role)`: which roles of a firm.
    `waits_for_newcomers`: what a firm or a role says holds for those who join from then on, until an administrator applies it to everybody (F4).
    """

    key: str
    page: str
    kind: object
    label: StrOrPromise
    default: object = None
    help: StrOrPromise = ""
    words: StrOrPromise = ""
    scopes: frozenset = OF_ANYBODY
    store: Store | None = None
    offered_to: Callable = field(default=lambda user: True)
    offered_to_role: Callable = field(default=lambda role: True)
    waits_for_newcomers: bool = False
    template: str = "preferences/control.html"
    order: int = 0


_settings: dict[str, Setting] = {}


def declare_setting(setting):
    if setting.key in _settings:
        raise ValueError(f"Setting {setting.key!r} is declared twice")
    if setting.store and setting.scopes != {Scope.USER}:
        raise ValueError(f"Setting {setting.key!r} is a fact about a person: its scope is the person alone")
    _settings[setting.key] = setting
    return setting


def all_settings():
    return list(_settings.values())


def get_setting(key):
    """The setting of that name, or None."""
    return _settings.get(key)


def settings_at(scope, *, page=None):
    """The settings for which a value may stand at `scope`, of one page or of all, in their order."""
    found = [one for one in _settings.values() if scope in one.scopes and page in (None, one.page)]
    return sorted(found, key=lambda one: (one.page, one.order))
