"""The participation table: what somebody's choices come to in each dossier that they see (C3, C4). Three queries, whatever the number of dossiers."""

from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import Case, When

from comptoir.clients.standing import standing_of
from comptoir.kernel.pagination import PAGE_SIZE

from .counting import Tally, count, licences_among
from .decisions import Choice, Origin, Stand, stand_of
from .models import Side
from .places import Place
from .standings import ORDER, after, matching, rows_of, sides_of


@dataclass(frozen=True)
class Wide:
    """All dossiers of a licence or a firm: `own` was chosen right here, `stand` is what holds there for who chose nothing narrower.

    Of `tally.total` dossiers somebody takes part in `taking_part`. Without any choice the stand is on where they take part in all of them.
    """

    place: Place
    tally: Tally
    own: bool | None
    stand: Stand
    taking_part: int

    @property
    def choice(self):
        """What was chosen for all of them, here or wider; None where the defaults hold."""
        return None if self.stand.origin is Origin.DEFAULT else self.stand.takes_part

    @property
    def is_mixed(self):
        """Neither on nor off: by default, in some of them."""
        return self.choice is None and 0 < self.taking_part < self.tally.total

    @property
    def differing(self):
        """How many dossiers stand otherwise than this choice says."""
        if self.own is None:
            return 0
        return self.tally.total - self.taking_part if self.own else self.taking_part


@dataclass
class Group:
    """A licence with its switches, and those of its dossiers that are shown. `count` is how many match the filters."""

    licence: dict
    wides: tuple
    total: int
    count: int
    is_open: bool = False
    has_more: bool = False
    rows: list = field(default_factory=list)

    @property
    def pk(self):
        return self.licence["pk"]

    @property
    def name(self):
        return self.licence["name"]

    @property
    def firm_id(self):
        return self.licence["firm_id"]

    @property
    def after(self):
        """The dossier after which the rest comes; 0 where all of it does."""
        return self.rows[-1].pk if self.rows else 0


@dataclass
class FirmGroup:
    """A firm with its switches for all dossiers, and its licences."""

    pk: int
    name: str
    wides: tuple
    groups: list


class Table:
    """One person's table under `filters`. Groups in order are open until PAGE_SIZE rows are shown; the others are read when somebody opens them."""

    def __init__(self, user, filters):
        self.user, self.filters = user, filters
        self.standing = standing_of(user)
        self.sides = sides_of(user)
        self.counts, self.colleagues = count(user, filters)
        self.licences = {one["pk"]: one for one in licences_among(user, list(self.counts))}
        groups = [self.group(one) for one in self.licences.values()]
        self.open_some([one for one in groups if one.count and filters.licence in (0, one.pk)])
        self.firms = [self.firm(list(some)) for _pk, some in groupby(groups, key=lambda one: one.firm_id)]

    @property
    def found(self):
        """How many dossiers match the filters."""
        return sum(group.count for firm in self.firms for group in firm.groups)

    @property
    def recommended(self):
        """What following the recommendation changes (C6), in the firms that one works for: (participations that end, that begin)."""
        ends = begins = 0
        for wide in (wide for firm in self.firms if firm.pk in self.standing.firm_ids for group in firm.groups for wide in group.wides):
            elsewhere, by_default = wide.tally.taking_part(wide.choice)
            ends, begins = ends + elsewhere, begins + wide.tally.defaults - by_default
        return ends, begins

    def group(self, licence):
        counts = self.counts[licence["pk"]]
        wides = tuple(wide_of_licence(side, licence, counts.tallies[side]) for side in self.sides)
        total = counts.tallies[Side.ENTREPRENEUR].total
        return Group(licence, wides, total, counts.matching if self.filters.is_narrow else total)

    def firm(self, groups):
        wides = tuple(wide_of_firm(side, groups[0].licence, [group.wides[n] for group in groups]) for n, side in enumerate(self.sides))
        return FirmGroup(groups[0].firm_id, groups[0].licence["firm__name"], wides, groups)

    def open_some(self, groups):
        """The filters' licence alone, or the first ones until there is no more room."""
        room, opened = PAGE_SIZE, []
        for group in groups:
            if room > 0:
                group.is_open = True
                opened.append(group)
                room -= group.count
        if opened:
            self.fill({group.pk: group for group in opened})

    def fill(self, groups):
        dossiers = matching(self.user, self.filters).filter(licence__in=groups)
        if self.filters.after:
            dossiers = after(dossiers, self.filters.after)
        place = Case(*(When(licence=pk, then=n) for n, pk in enumerate(groups)))
        order = ORDER if len(groups) == 1 else (place, *ORDER)
        rows = rows_of(self.user, dossiers, self.wide_choices, order=order, limit=PAGE_SIZE + 1)
        for row in rows[:PAGE_SIZE]:
            groups[row.licence_id].rows.append(row)
        if len(rows) > PAGE_SIZE and groups[rows[PAGE_SIZE].licence_id].rows:
            groups[rows[PAGE_SIZE].licence_id].has_more = True

    def wide_choices(self, side, row):
        return choices_of(side, self.licences[row["licence_id"]])


def wide_of_licence(side, licence, tally):
    choices = choices_of(side, licence)
    wide_choice = stand_of(choices, default=False).takes_part if choices else None
    place = Place(side, licence["firm_id"], licence["pk"], name=licence["name"])
    return wide_at(place, tally, licence[f"own_{side}"], choices, sum(tally.taking_part(wide_choice)))


def wide_of_firm(side, licence, wides):
    own = licence[f"all_{side}"]
    place, tally = Place(side, licence["firm_id"], name=licence["firm__name"]), sum((one.tally for one in wides), Tally())
    return wide_at(place, tally, own, [] if own is None else [Choice(own)], sum(one.taking_part for one in wides))


def wide_at(place, tally, own, choices, taking_part):
    """Without a choice the switch is on where it is on in every dossier."""
    is_on = 0 < tally.total == taking_part
    return Wide(place, tally, own, stand_of(choices, default=is_on), taking_part)


def choices_of(side, licence):
    """What somebody chose for a licence and for its firm."""
    own, wider = licence[f"own_{side}"], licence[f"all_{side}"]
    return [*([] if own is None else [Choice(own, licence_id=licence["pk"])]), *([] if wider is None else [Choice(wider)])]
