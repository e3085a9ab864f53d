"""What people answer for, kind by kind, declared by the features that keep it, in their modules `responsibilities`.

When somebody leaves, each kind is handed over, and returns when the leaving is undone. Whoever conducts it (comptoir.staffing) knows none of the kinds.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules

from comptoir.firms.models import Membership
from comptoir.kernel.among import among

from .models import DossierManager

StrOrPromise = str | Promise
AT_ONCE = 200


@dataclass(frozen=True)
class Handed:
    """One thing that changed hands. `to`: the id of who has it now, None for nobody. `before` and `after`: what its kind needs to undo it, as JSON keeps it."""

    id: int
    name: str
    to: int | None
    before: object
    after: object


@dataclass(frozen=True)
class Responsibility:
    """One kind of thing that a person holds in a firm. Each function asks a constant number of queries, whatever the number of things.

    count(user, firm) → how many they hold.
    shares(user, firm, heirs) → {the thing's id: the heir's id, or None}; writes nothing, and `hand_over` does just that.
    hand_over(user, firm, shares, *, by) → [Handed].
    unchanged(user, firm, handed) → the ids of those that still stand as they were handed over.
    take_back(user, firm, handed, *, by): put those back as they were before.
    url(id) → the page of one thing, "" for none. `has_heir`: whether somebody takes over what is given up.
    """

    code: str
    label: StrOrPromise
    order: int
    count: Callable
    shares: Callable
    hand_over: Callable
    unchanged: Callable
    take_back: Callable
    url: Callable = lambda id: ""
    has_heir: bool = True


class Heirs:
    """Who takes over from somebody: by kind a chosen person, or for each dossier the next of its managers; where there is none, `default`.

    `within`: the ids of the dossiers that it is about; None for everything.
    """

    def __init__(self, user, firm, *, default, chosen=None, within=None):
        self.user, self.firm, self.default, self.chosen, self.within = user, firm, default, chosen or {}, within

    def of(self, code, dossier_ids):
        """{dossier id: heir's id} for what a kind keeps in these dossiers; one query, none where somebody was chosen."""
        wanted = set(dossier_ids) if self.within is None else set(dossier_ids) & set(self.within)
        chosen = self.chosen.get(code)
        if chosen:
            return dict.fromkeys(wanted, chosen)
        following, spare = self.following(wanted), self.chosen.get("dossiers") or self.default
        return {dossier_id: next(iter(following.get(dossier_id, ())), spare) for dossier_id in wanted}

    def alone(self, code):
        """The heir of what belongs to no dossier."""
        return self.chosen.get(code) or self.default

    @property
    def is_everything(self):
        return self.within is None

    def following(self, dossier_ids):
        """{dossier id: [the other managers who work here, in their order]}."""
        here = Membership.objects.active().filter(firm=self.firm, user=OuterRef("user"))
        rows = DossierManager.objects.filter(among("dossier_id", dossier_ids), Exists(here)).exclude(user=self.user).order_by("rank", "pk")
        following = {}
        for dossier_id, user_id in rows.values_list("dossier_id", "user_id"):
            following.setdefault(dossier_id, []).append(user_id)
        return following


_kinds: dict[str, Responsibility] = {}


def declare(kind):
    if kind.code in _kinds:
        raise ValueError(f"Responsibility {kind.code!r} is declared twice")
    _kinds[kind.code] = kind
    return kind


def all_responsibilities():
    return sorted(_kinds.values(), key=lambda kind: kind.order)


def responsibility(code):
    """The kind of that code; None for one that is declared no more."""
    return _kinds.get(code)


def autodiscover():
    autodiscover_modules("responsibilities")


class InAColumn:
    """A kind whose holder stands in one column of its rows: `rows(firm)` are those that anybody answers for, `field` is the holder.

    `dossier`: the column of their dossier, or None; `name(row)`: what people call one; `fits(row, heir id)`: whether that heir can have it, else nobody has.
    """

    def __init__(self, code, *, rows, field, dossier=None, name=str, fits=lambda row, heir: True):
        self.code, self.rows, self.field, self.dossier, self.name, self.fits = code, rows, field, dossier, name, fits

    def declare(self, label, order, *, url=lambda id: ""):
        return declare(Responsibility(self.code, label, order, self.count, self.shares, self.hand_over, self.unchanged, self.take_back, url))

    def held(self, user, firm):
        return self.rows(firm).filter(**{self.field: user.pk})

    def count(self, user, firm):
        return self.held(user, firm).count()

    def shares(self, user, firm, heirs):
        if self.dossier is None:
            return dict.fromkeys(self.held(user, firm).values_list("pk", flat=True), heirs.alone(self.code)) if heirs.is_everything else {}
        dossiers = dict(self.held(user, firm).values_list("pk", self.dossier))
        heirs_of = heirs.of(self.code, dossiers.values()) if dossiers else {}
        return {pk: heirs_of[dossier_id] for pk, dossier_id in dossiers.items() if dossier_id in heirs_of}

    def hand_over(self, user, firm, shares, *, by):
        rows = list(self.held(user, firm).filter(among("pk", shares)).select_for_update(of=["self"]).order_by("pk")) if shares else []
        for row in rows:
            heir = shares[row.pk]
            setattr(row, f"{self.field}_id", heir if self.fits(row, heir) else None)
        if rows:
            type(rows[0])._default_manager.bulk_update(rows, [self.field], batch_size=AT_ONCE)
        return [Handed(row.pk, self.name(row)[:200], self.holder(row), user.pk, self.holder(row)) for row in rows]

    def holder(self, row):
        return getattr(row, f"{self.field}_id")

    def unchanged(self, user, firm, handed):
        after = {one.id: one.after for one in handed}
        held = dict(self.rows(firm).filter(among("pk", after)).values_list("pk", f"{self.field}_id")) if after else {}
        return {pk for pk, holder in held.items() if holder == after[pk]}

    def take_back(self, user, firm, handed, *, by):
        if handed:
            self.rows(firm).filter(among("pk", [one.id for one in handed])).update(**{self.field: user})
