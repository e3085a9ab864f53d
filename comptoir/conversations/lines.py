"""The participation table as its page shows it: switches with the words of one language, found once for all of them."""

import re
from dataclasses import dataclass
from functools import cache, cached_property

from django.template.loader import get_template
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from .decisions import Origin
from .models import Side
from .standings import STATES, Filters, Row, sides_of
from .table import Table


@dataclass(frozen=True)
class Switch:
    """One switch. `name` is what it is called, `origin` where its state comes from; `differing` dossiers stand otherwise than a wide one says."""

    id: str
    side: str
    name: str
    is_on: bool
    is_own: bool
    origin: str
    is_mixed: bool = False
    taking_part: int = 0
    differing: int = 0


@dataclass(frozen=True)
class Line:
    """A dossier, a licence or all dossiers of a firm (`scope`), with its switches: None where a side is not one's own to decide."""

    scope: str
    pk: int
    switches: tuple = ()
    name: str = ""
    code: str = ""
    is_manager: bool = False
    count: int = 0
    # Of a licence: its dossiers that are shown, and the address at which more of them come.
    rows: tuple = ()
    more: str = ""
    is_open: bool = False

    @property
    def address(self):
        """Where its switches are saved."""
        return f"{table_address()}{self.scope}/{self.pk}/"


@cache
def table_address():
    return reverse("participation")


class Words:
    """The words of the switches in the active language."""

    def __init__(self):
        self.pattern, self.sides = _("%(side)s : %(place)s"), {side: str(side.label) for side in Side}
        self.licence, self.all, self.all_of = _("licence %(name)s"), _("tous les dossiers"), _("tous les dossiers de %(firm)s")
        self.origins = {Origin.DOSSIER: _("ce dossier"), Origin.LICENCE: _("licence"), Origin.ALL: _("tous les dossiers"), Origin.DEFAULT: _("défaut")}
        self.here, self.as_manager = _("choisi ici"), _("défaut : gestionnaire")

    def name(self, side, place):
        return self.pattern % {"side": self.sides[side], "place": place}

    def origin(self, stand, is_manager=False):
        return self.as_manager if is_manager and stand.origin is Origin.DEFAULT and stand.takes_part else self.origins[stand.origin]


class Page:
    """One person's table under the filters of an address. `saved`: the event of the change just made."""

    def __init__(self, request, saved=None):
        self.filters, self.saved = Filters.of(request.GET), saved
        self.table, self.words = Table(request.user, self.filters), Words()
        self.rows = Rows(request, self.words)
        self.query = query_of(request.GET)

    @cached_property
    def firms(self):
        """[(a firm's Line, the Lines of its licences), …]."""
        return [(self.firm(firm), [self.licence(group) for group in firm.groups if self.is_looked_at(group)]) for firm in self.table.firms]

    def is_looked_at(self, group):
        return self.filters.licence in (0, group.pk) and (group.count or not self.filters.is_narrow)

    @property
    def heads(self):
        """The Lines with the switches of licences and firms."""
        return [line for firm, licences in self.firms for line in (firm, *licences)]

    @property
    def has_several_firms(self):
        return len(self.table.firms) > 1

    @property
    def licence_level(self):
        """The level of the licences' headings."""
        return 4 if self.has_several_firms else 3

    @property
    def columns(self):
        return [(side, self.words.sides[side]) for side in self.table.sides]

    @property
    def is_member(self):
        return self.table.standing.is_member

    @property
    def found(self):
        return self.table.found

    @cached_property
    def recommended(self):
        ends, begins = self.table.recommended
        return {"ends": ends, "begins": begins, "is_followed": not ends and not begins}

    @property
    def colleagues(self):
        return self.table.colleagues

    @property
    def states(self):
        """(code, label) of what the table can be filtered by."""
        on, off = _("%(side)s : participe"), _("%(side)s : ne participe pas")
        labels = {code: (on if takes_part else off) % {"side": self.words.sides[side]} for code, (side, takes_part) in STATES.items()}
        return [*((code, label) for code, label in labels.items() if STATES[code][0] in self.table.sides), ("own", _("Choix propre au dossier"))]

    @property
    def address(self):
        return address_of(self.query)

    @property
    def address_of_all(self):
        """The same of all licences."""
        return address_of(without_licence(self.query))

    def firm(self, firm):
        place = self.words.all_of % {"firm": firm.name} if self.has_several_firms else self.words.all
        return Line("all", firm.pk, tuple(self.wide(wide, place) for wide in firm.wides), firm.name, count=sum(group.total for group in firm.groups))

    def licence(self, group):
        place = self.words.licence % {"name": group.name}
        rows = tuple(map(self.rows.html, group.rows))
        more = rows_query(self.query, group.pk, group.after) if group.has_more or (not group.is_open and group.count) else ""
        switches = tuple(self.wide(wide, place) for wide in group.wides)
        return Line("licence", group.pk, switches, group.name, count=group.total, rows=rows, more=more, is_open=group.is_open)

    def wide(self, wide, place):
        return Switch(
            f"{wide.place.side}-{wide.place.scope}-{wide.place.id}",
            wide.place.side,
            self.words.name(wide.place.side, place),
            wide.stand.takes_part,
            wide.own is not None,
            self.words.here if wide.own is not None else self.words.origin(wide.stand),
            wide.is_mixed,
            wide.taking_part,
            wide.differing,
        )


# What stands for a dossier's own words in a row that is kept.
PK, NAME, CODE = 2**62, "«dossier»", "«code»"
OWN_WORDS = re.compile(f"{PK}|{NAME}|{CODE}")


class Rows:
    """Dossiers as HTML. A row is written once for each state that there is (on by default, off by choice…): fifty rows show the same few."""

    def __init__(self, request, words):
        self.request, self.words = request, words
        self.sides = sides_of(request.user)
        self.kept = cache(self.write)

    def html(self, row):
        own = {str(PK): str(row.pk), NAME: escape(row.name), CODE: escape(row.code)}
        kept = self.kept(row.is_manager, bool(row.code), *(row.stands[side] for side in self.sides))
        return mark_safe(OWN_WORDS.sub(lambda found: own[found[0]], kept))

    def write(self, is_manager, has_code, *stands):
        row = self.line(Row(PK, NAME, CODE if has_code else "", 0, is_manager, dict(zip(self.sides, stands, strict=True))))
        return get_template("conversations/participation_row.html").render({"row": row, "query": query_of(self.request.GET)}, self.request)

    def line(self, row):
        """The Line of a dossier."""
        return Line("dossier", row.pk, tuple(self.switch(row, side) for side in self.sides), row.name, row.code, row.is_manager)

    def switch(self, row, side):
        stand = row.stands[side]
        if stand is None:
            return None
        origin = self.words.origin(stand, row.is_manager and side == Side.ACCOUNTANT)
        return Switch(f"{side}-{row.pk}", side, self.words.name(side, row.name), stand.takes_part, stand.origin is Origin.DOSSIER, origin)


KEPT = ("q", "manager", "mine", "state", "licence")


def address_of(query):
    return reverse("settings_page", args=["conversations"]) + query


def query_of(query):
    """The filters of an address as a query of their own, "" for none."""
    kept = query.copy()
    for name in set(kept) - {name for name in KEPT if kept.get(name)}:
        del kept[name]
    return f"?{kept.urlencode()}" if kept else ""


def rows_query(query, licence, after):
    """The query of the rest of one licence's dossiers."""
    kept = without_licence(query)
    return f"{kept}{'&' if kept else '?'}licence={licence}" + (f"&after={after}" if after else "")


def without_licence(query):
    parts = [part for part in query.removeprefix("?").split("&") if part and not part.startswith("licence=")]
    return "?" + "&".join(parts) if parts else ""
