"""A setting as a line of a page: its control, where its value comes from, and what it would return to (X2)."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache

from django.utils.functional import Promise
from django.utils.html import escape, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .catalogue import WIDTH, Scope, Setting, get_setting, settings_at
from .decisions import Resolved
from .resolver import is_offered

StrOrPromise = str | Promise


@dataclass(frozen=True)
class Elsewhere:
    """What a setting is called on another page than its own, and what is said there of some of its values: {value: sentence}."""

    label: StrOrPromise
    notes: dict = field(default_factory=dict)


_elsewhere: dict[tuple[str, str], Elsewhere] = {}


def show_also(prefix, key, label, *, notes=None):
    """Have the setting `key` stand on a second page too, whose lines are saved under `prefix`, as `label`."""
    _elsewhere[prefix, key] = Elsewhere(label, notes or {})


def label_at(line, prefix):
    """What the line's setting is called on the page whose lines are saved under `prefix`."""
    found = _elsewhere.get((prefix, line.setting.key))
    return found.label if found else line.setting.label


def note_at(line, prefix):
    """What is said there of the value that stands; "" for nothing."""
    found = _elsewhere.get((prefix, line.setting.key))
    return found.notes.get(line.value, "") if found else ""


@dataclass(frozen=True)
class Line:
    """One setting at one holder. `saved` is the event of the change just made, `error` what was wrong with it, `typed` what was asked for."""

    setting: Setting
    resolved: Resolved
    scope: Scope
    is_own: bool
    is_imposed: bool
    inherited: object
    is_locked: bool = False
    # Since when it holds for newcomers only (F4).
    waits_since: datetime | None = None
    saved: object = None
    error: str = ""
    typed: object = None

    @property
    def id(self):
        return "set-" + self.setting.key.replace(".", "-")

    @property
    def describes(self):
        """The ids of what describes the control: its help and what was wrong."""
        parts = [f"{self.id}-help"] if self.setting.help else []
        return " ".join([*parts, f"{self.id}-error"] if self.error else parts)

    @property
    def value(self):
        return self.resolved.value if self.typed is None else self.typed

    @property
    def options(self):
        """The options of a select box as HTML, the present value marked."""
        chosen = f'value="{escape(self.value)}"'
        return mark_safe(options_html(self.setting.key, get_language()).replace(chosen, f"{chosen} selected", 1))

    @property
    def is_waiting(self):
        return self.waits_since is not None

    @property
    def can_return(self):
        return self.is_own and not self.is_imposed

    @property
    def can_impose(self):
        """Whether anybody narrower could say otherwise."""
        return any(WIDTH[scope] > WIDTH[self.scope] for scope in self.setting.scopes)

    @property
    def origin(self):
        """Where the value comes from, in words; "" for the default, which needs none."""
        if self.resolved.row is None:
            return ""
        if self.is_own:
            return _("Modifié par vous") if self.scope is Scope.USER else _("Modifié ici")
        return IMPOSED[self.resolved.origin]() if self.resolved.is_imposed else INHERITED[self.resolved.origin]()

    @property
    def returns_to(self):
        return self.setting.kind.shown(self.inherited.value)

    def with_error(self, sentence, typed):
        return replace(self, error=sentence, typed=typed)


@cache
def options_html(key, language):
    """The options with none marked. Kept: four hundred time zones are not written anew for every page."""
    return format_html_join("", '<option value="{}">{}</option>', get_setting(key).kind.options())


INHERITED = {
    Scope.FIRM: lambda: _("Réglage du cabinet"),
    Scope.ROLE: lambda: _("Réglage du rôle"),
    Scope.LICENCE: lambda: _("Réglage de la licence"),
    Scope.DOSSIER: lambda: _("Réglage du dossier"),
}
IMPOSED = {
    Scope.FIRM: lambda: _("Imposé par le cabinet"),
    Scope.ROLE: lambda: _("Imposé au rôle"),
    Scope.LICENCE: lambda: _("Imposé dans la licence"),
    Scope.DOSSIER: lambda: _("Imposé dans le dossier"),
}


def line_of(values, setting, *, saved=None):
    """The line of `setting` for the holder of `values`."""
    own = values.own(setting.key)
    return Line(
        setting=setting,
        resolved=values.of(setting.key),
        scope=values.holder.scope,
        is_own=own is not None,
        is_imposed=not setting.store and values.imposing(setting.key) is not None,
        inherited=values.inherited(setting.key),
        is_locked=bool(own and own.is_locked),
        waits_since=own.since if own else None,
        saved=saved,
    )


def lines_of(values, *, page=None):
    """The lines of one settings page, or of all, for the holder of `values`; one query whatever their number."""
    scope = values.holder.scope
    return [line_of(values, setting) for setting in settings_at(scope, page=page) if is_offered(setting, values.holder)]
