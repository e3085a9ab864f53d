"""The rows of the notification settings: a topic with its switches, for a person, a role or a firm; each says where its state comes from."""

from dataclasses import dataclass
from functools import cache, cached_property
from itertools import groupby

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comptoir.preferences.catalogue import Scope, get_setting, settings_at
from comptoir.preferences.lines import Line, line_of
from comptoir.preferences.resolver import is_offered

from .choices import CHANNEL_LABELS, PAGE, choice_key, frequency_key, named, topics_for, topics_of_role
from .registry import CATEGORIES, CATEGORY_LABELS, Channel, Topic, get_topic


@dataclass(frozen=True)
class Cell:
    """One switch. Critical topics have none to turn: `line` is None. `name` says it all by itself, to who hears the page read out."""

    channel: Channel
    label: str
    name: str
    line: Line | None
    is_on: bool

    @property
    def is_fixed(self):
        return self.line is None or self.line.is_imposed

    @property
    def key(self):
        return self.line.setting.key if self.line else ""

    @property
    def id(self):
        return self.line.id if self.line else ""


@dataclass(frozen=True)
class Row:
    """One topic at one holder. `undo`: the events of the change just made."""

    topic: Topic
    cells: tuple
    scope: Scope
    undo: tuple = ()
    error: str = ""

    @cached_property
    def lines(self):
        return [cell.line for cell in self.cells if cell.line]

    @property
    def is_silent(self):
        """Whether nothing at all will tell of this: said, for it is easily done by mistake."""
        return not any(cell.is_on for cell in self.cells)

    @property
    def origins(self):
        """Where the states come from, each said once."""
        if self.topic.critical:
            return [_("Toujours envoyé")]
        return list(dict.fromkeys(line.origin for line in self.lines if line.origin))

    @property
    def is_imposed(self):
        return any(line.is_imposed for line in self.lines)

    @property
    def can_return(self):
        return any(line.can_return for line in self.lines)

    @property
    def can_impose(self):
        return self.scope is not Scope.USER and bool(self.lines)

    @property
    def is_locked(self):
        return bool(self.lines) and all(line.is_locked for line in self.lines if not line.is_imposed)

    @property
    def is_waiting(self):
        return any(line.is_waiting for line in self.lines)


@dataclass(frozen=True)
class Group:
    """The topics of one category, with the rhythm of their mails."""

    category: str
    label: str
    rows: list
    frequency: Line | None


def row_of(values, topic, **more):
    """The row of `topic` for the holder of `values`."""
    cells = tuple(cell_of(values, topic, channel) for channel in Channel)
    return Row(topic, cells, values.holder.scope, **more)


def cell_of(values, topic, channel):
    label, name = labels_of(topic.code, channel, get_language())
    if topic.critical:
        return Cell(channel, label, name, None, channel in topic.default)
    line = line_of(values, get_setting(choice_key(topic.code, channel)))
    return Cell(channel, label, name, line, line.value)


@cache
def labels_of(code, channel, language):
    """«E-mail» and «Nouveaux messages : E-mail» in the active language, which is `language`. Kept: every page says them for each switch."""
    return str(CHANNEL_LABELS[channel]), str(named(get_topic(code).label, CHANNEL_LABELS[channel]))


def topics_at(holder):
    """The topics that can be set for a holder: those that the person, the role, or anybody in the firm can receive."""
    return topics_for(holder.target) if holder.scope is Scope.USER else topics_of_role(holder.role)


def groups_of(values):
    """All rows for the holder of `values`, by category, in the catalogue's order; no query beyond the one of `values`."""
    return [group_of(values, category, list(topics)) for category, topics in groupby(in_order(topics_at(values.holder)), key=lambda topic: topic.category)]


def group_of(values, category, topics):
    setting = get_setting(frequency_key(category))
    frequency = line_of(values, setting) if setting else None
    return Group(category, str(CATEGORY_LABELS[category]), [row_of(values, topic) for topic in topics], frequency)


def in_order(topics):
    return sorted(topics, key=lambda topic: CATEGORIES.index(topic.category))


def times_of(values):
    """The lines of what is neither a topic's nor a category's: the digests' hour, quiet time, notices that are no topic of the catalogue."""
    holder, rows = values.holder, ("notify.", "frequency.")
    offered = [one for one in settings_at(holder.scope, page=PAGE) if not one.key.startswith(rows)]
    return [line_of(values, one) for one in offered if is_offered(one, holder)]


def waiting_keys(values):
    """The keys on this page whose value, at the holder of `values`, still waits for newcomers (F4)."""
    keys = (setting.key for setting in settings_at(values.holder.scope, page=PAGE))
    return [key for key in keys if (own := values.own(key)) and own.since]
