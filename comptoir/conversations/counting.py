"""In how many dossiers of each licence somebody takes part, without reading the dossiers one by one."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import BooleanField, CharField, Count, Exists, ExpressionWrapper, OuterRef, Q, Subquery, Value
from django.db.models.functions import Concat

from comptoir.clients.models import Dossier, DossierManager, served_rule
from comptoir.clients.standing import standing_of
from comptoir.firms.models import Licence, Membership

from .models import Participation, Side
from .standings import SIDES, matching


@dataclass(frozen=True)
class Tally:
    """How many dossiers there are and for how many the default is on; and of the dossiers with a choice of their own,
    how many are switched on and off: first where the default is off, then where it is on.
    """

    total: int = 0
    defaults: int = 0
    on: tuple = (0, 0)
    off: tuple = (0, 0)

    def __add__(self, other):
        return Tally(self.total + other.total, self.defaults + other.defaults, both(self.on, other.on), both(self.off, other.off))

    def taking_part(self, wide=None):
        """(where the default is off, where it is on): in how many dossiers somebody takes part whose choice for all of them is `wide`."""
        if wide is False:
            return self.on
        elsewhere = self.total - self.defaults - self.off[0] if wide else self.on[0]
        return elsewhere, self.defaults - self.off[1]


def both(some, others):
    return tuple(a + b for a, b in zip(some, others, strict=True))


@dataclass
class Counts:
    """Of one licence: how many dossiers match the filters, and a Tally of all of them for each side."""

    matching: int = 0
    tallies: dict = field(default_factory=lambda: dict.fromkeys(SIDES, Tally()))

    def add(self, kind, side, answer, is_default, n):
        if kind == "matching":
            self.matching = n
        else:
            self.tallies[side] += TALLIES[kind](answer, is_default, n)


def one_of(is_default, n):
    return (0, n) if is_default else (n, 0)


TALLIES = {
    "total": lambda _answer, _is_default, n: Tally(total=n),
    "default": lambda _answer, _is_default, n: Tally(defaults=n),
    "choice": lambda answer, is_default, n: Tally(on=one_of(is_default, n)) if answer else Tally(off=one_of(is_default, n)),
}


def count(user, filters):
    """({licence id: Counts} of all dossiers that the person sees, [(id, name), …] of the colleagues who may manage them), in one query."""
    counts, colleagues = defaultdict(Counts), []
    first, *others = arms_of(user, filters)
    for kind, pk, word, answer, is_default, n in first.union(*others, all=True):
        if kind == "colleague":
            colleagues.append((pk, word))
        else:
            counts[pk].add(kind, word, answer, is_default, n)
    if not standing_of(user).client_ids:
        # Whoever represents nobody works on every dossier that they see.
        for one in counts.values():
            one.tallies[Side.ACCOUNTANT] += Tally(total=one.tallies[Side.ENTREPRENEUR].total)
    return dict(counts), sorted(colleagues, key=lambda one: one[1])


def arms_of(user, filters):
    """Each (kind, id, side or name, answer, whether the default is on, how many): in how many dossiers the switches stand, where they are on by default,
    where there is a choice about the dossier itself.
    """
    standing, seen = standing_of(user), Dossier.objects.visible_to(user)
    yield arm("total", seen, Side.ENTREPRENEUR)
    yield choices_about(user, standing, seen)
    if standing.client_ids:
        yield arm("default", seen.filter(served_rule(standing, dossier="pk")), Side.ENTREPRENEUR)
        yield arm("total", Dossier.objects.worked_on_by(user), Side.ACCOUNTANT)
    if standing.is_member:
        # Whoever manages a dossier of a firm that they work for works on it.
        managed = DossierManager.objects.filter(user=user, dossier__firm__in=standing.firm_ids)
        yield arm("default", managed, Side.ACCOUNTANT, licence="dossier__licence_id")
        yield colleagues_of(standing)
    if filters.is_narrow:
        yield arm("matching", matching(user, filters), Side.ENTREPRENEUR)


def arm(kind, rows, side, licence="licence_id"):
    counted = rows.order_by().values(licence).annotate(n=Count("pk"))
    return counted.values_list(word(kind), licence, word(side), Value(False), Value(False), "n")


def word(text):
    return Value(str(text), CharField())


def choices_about(user, standing, seen):
    managed = DossierManager.objects.filter(user=user, dossier=OuterRef("dossier_id"))
    is_default = Q(Exists(managed), side=Side.ACCOUNTANT) | Q(side=Side.ENTREPRENEUR) & served_rule(standing, client="dossier__client_id")
    rows = Participation.objects.filter(user=user, dossier__in=seen.values("pk"))
    if standing.client_ids:
        rows = rows.filter(Q(side=Side.ENTREPRENEUR) | Q(dossier__in=Dossier.objects.worked_on_by(user).values("pk")))
    rows = rows.annotate(is_default=ExpressionWrapper(is_default, BooleanField()))
    counted = rows.order_by().values("dossier__licence_id", "side", "takes_part", "is_default").annotate(n=Count("pk"))
    return counted.values_list(word("choice"), "dossier__licence_id", "side", "takes_part", "is_default", "n")


def colleagues_of(standing):
    members = Membership.objects.active().filter(firm__in=standing.firm_ids).order_by().values("user_id").annotate(n=Count("pk"))
    name = Concat("user__first_name", Value(" "), "user__last_name", output_field=CharField())
    return members.values_list(word("colleague"), "user_id", name, Value(False), Value(False), "n")


def licences_among(user, ids):
    """[{pk, name, firm_id, firm__name, own_<side>, all_<side>}, …] of these licences by firm and name, with what the person chose for them and their firm."""
    mine = Participation.objects.filter(user=user)
    wide = {}
    for side in SIDES:
        wide[f"own_{side}"] = Subquery(mine.filter(side=side, licence=OuterRef("pk")).values("takes_part"))
        wide[f"all_{side}"] = Subquery(mine.filter(side=side, firm=OuterRef("firm_id"), dossier=None, licence=None).values("takes_part"))
    licences = Licence.objects.filter(pk__in=ids).annotate(**wide).order_by("firm__name", "firm_id", "name", "pk")
    return list(licences.values("pk", "name", "firm_id", "firm__name", *wide))
