"""What a client user has, and what a change of many makes of it: values in, the new value or the reason why not out."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

WHOLE, CHOSEN = "whole", "chosen"
ADMINISTRATOR, STANDARD = "administrator", "standard"


class Kind(StrEnum):
    LEVEL = "level"
    TYPE = "type"
    APPLICATIONS = "applications"
    ADD_COMPANIES = "add-companies"
    REMOVE_COMPANIES = "remove-companies"
    ADD_DOSSIERS = "add-dossiers"
    REMOVE_DOSSIERS = "remove-dossiers"
    VALIDATE = "validate"
    SUSPEND = "suspend"
    RESUME = "resume"
    WELCOME = "welcome"


class LeftOut(StrEnum):
    """Why somebody is not changed with the others."""

    OWN = "own"
    DELETED = "deleted"
    LAST_ADMINISTRATOR = "last_administrator"
    NOTHING_LEFT = "nothing_left"
    WAITING = "waiting"
    CHANGED_SINCE = "changed_since"
    NOT_ON_OFFER = "not_on_offer"
    SAME = "same"


@dataclass(frozen=True)
class Held:
    """One access as it stands."""

    level: str
    type: str = STANDARD
    scope: str = WHOLE
    dossier_ids: frozenset = frozenset()
    is_open: bool = True


@dataclass(frozen=True)
class Holding:
    """All that one client user has at the firm. `accesses`: {client id: Held}, closed ones too."""

    user_id: int
    is_deleted: bool = False
    is_validated: bool = True
    is_suspended: bool = False
    owes_method: bool = False
    accesses: Mapping = field(default_factory=dict)
    application_ids: frozenset = frozenset()

    def administers(self, client_id):
        """Whether the person counts among the client's administrators (I2)."""
        held = self.accesses.get(client_id)
        return held is not None and held.is_open and held.type == ADMINISTRATOR and not self.is_suspended

    @property
    def administered_ids(self):
        return {client_id for client_id in self.accesses if self.administers(client_id)}


@dataclass(frozen=True)
class Change:
    """What is asked for many at once. `served_ids`: the companies whose accesses who asks may change, None for all.

    `dossiers`: {dossier id: client id} of those to add or remove; `of_company`: {client id: all its dossiers' ids}.
    """

    kind: Kind
    level: str = "full"
    type: str = STANDARD
    client_ids: frozenset = frozenset()
    dossiers: Mapping = field(default_factory=dict)
    of_company: Mapping = field(default_factory=dict)
    application_ids: frozenset = frozenset()
    served_ids: frozenset | None = None


def changed(holding, change, *, by_id):
    """(the Holding after, None), or (None, the LeftOut): what this Change makes of it when `by_id` asks, other people's administrators aside."""
    if holding.user_id == by_id:
        return None, LeftOut.OWN
    if holding.is_deleted:
        return None, LeftOut.DELETED
    after, reason = CHANGES[change.kind](holding, change)
    if reason is None and after == holding and change.kind is not Kind.WELCOME:
        reason = LeftOut.SAME
    return (None, reason) if reason else (after, None)


def on_open_accesses(holding, change, **values):
    mine = change.served_ids
    accesses = {
        client_id: replace(held, **values) if held.is_open and (mine is None or client_id in mine) else held for client_id, held in holding.accesses.items()
    }
    return replace(holding, accesses=accesses), None


def with_companies(holding, change):
    """Whoever was there before comes back as they were; newcomers get the whole company at the level asked for."""
    accesses = dict(holding.accesses)
    for client_id in change.client_ids:
        before = accesses.get(client_id)
        accesses[client_id] = replace(before, is_open=True) if before else Held(change.level)
    return replace(holding, accesses=accesses), None


def without_companies(holding, change):
    accesses = {client_id: replace(held, is_open=held.is_open and client_id not in change.client_ids) for client_id, held in holding.accesses.items()}
    return replace(holding, accesses=accesses), None


def with_dossiers(holding, change):
    """Who sees the whole company has them already. A closed access opens again for these alone."""
    accesses = dict(holding.accesses)
    for client_id in sorted(set(change.dossiers.values())):
        added = frozenset(pk for pk, owner in change.dossiers.items() if owner == client_id)
        before = accesses.get(client_id)
        if before is None:
            accesses[client_id] = Held(change.level, scope=CHOSEN, dossier_ids=added)
        elif not before.is_open:
            accesses[client_id] = replace(before, scope=CHOSEN, dossier_ids=added, is_open=True)
        elif before.scope == CHOSEN:
            accesses[client_id] = replace(before, dossier_ids=before.dossier_ids | added)
    return replace(holding, accesses=accesses), None


def without_dossiers(holding, change):
    """Who saw the whole company keeps its other dossiers, by choice from now on. Nobody is left with an empty choice: that is for closing to say."""
    accesses = dict(holding.accesses)
    for client_id in sorted(set(change.dossiers.values())):
        before = accesses.get(client_id)
        if before is None or not before.is_open:
            continue
        had = before.dossier_ids if before.scope == CHOSEN else frozenset(change.of_company.get(client_id, ()))
        kept = had - set(change.dossiers)
        if kept == had:
            continue
        if not kept:
            return None, LeftOut.NOTHING_LEFT
        accesses[client_id] = replace(before, scope=CHOSEN, dossier_ids=kept)
    return replace(holding, accesses=accesses), None


def to_be_welcomed(holding, change):
    """Nothing changes but the mail; who cannot come in yet is not asked in."""
    if not holding.is_validated or holding.is_suspended:
        return None, LeftOut.WAITING
    return holding, None


CHANGES = {
    Kind.LEVEL: lambda holding, change: on_open_accesses(holding, change, level=change.level),
    Kind.TYPE: lambda holding, change: on_open_accesses(holding, change, type=change.type),
    Kind.APPLICATIONS: lambda holding, change: (replace(holding, application_ids=change.application_ids), None),
    Kind.ADD_COMPANIES: with_companies,
    Kind.REMOVE_COMPANIES: without_companies,
    Kind.ADD_DOSSIERS: with_dossiers,
    Kind.REMOVE_DOSSIERS: without_dossiers,
    Kind.VALIDATE: lambda holding, change: (replace(holding, is_validated=True), None),
    Kind.SUSPEND: lambda holding, change: (replace(holding, is_suspended=True), None),
    Kind.RESUME: lambda holding, change: (replace(holding, is_suspended=False), None),
    Kind.WELCOME: to_be_welcomed,
}


def keep_administrators(pairs, administering):
    """(pairs that may be, positions that may not): `pairs` are [(Holding before, after)], `administering` {client id: {user id}} of everybody (I2).

    Of two administrators who would both go, the one who came first stays. A company without any makes its first newcomer one.
    """
    left, refused, kept = {client_id: set(people) for client_id, people in administering.items()}, set(), {}
    losing = {place: before.administered_ids - after.administered_ids for place, (before, after) in enumerate(pairs)}
    for place in sorted(losing, key=lambda one: (bool(losing[one]), -one if losing[one] else one)):
        before, after = pairs[place]
        if any(left.get(client_id, set()) <= {before.user_id} for client_id in losing[place]):
            refused.add(place)
            continue
        after = led(before, after, left)
        for client_id in losing[place]:
            left[client_id].discard(before.user_id)
        for client_id in after.administered_ids:
            left.setdefault(client_id, set()).add(before.user_id)
        kept[place] = (before, after)
    return kept, refused


def led(before, after, left):
    """`after`, as administrator of each company that it opens and nobody administers."""
    accesses = dict(after.accesses)
    for client_id, held in after.accesses.items():
        opens = held.is_open and not (client_id in before.accesses and before.accesses[client_id].is_open)
        if opens and not left.get(client_id) and not after.is_suspended:
            accesses[client_id] = replace(held, type=ADMINISTRATOR)
    return replace(after, accesses=accesses)


FLAGS = ("is_validated", "is_suspended")


def difference(before, after):
    """({piece: value before}, {piece: value after}) of what differs, as JSON keeps it: what undoing needs, and nothing else."""
    old, new = {}, {}
    for name in FLAGS:
        if getattr(before, name) != getattr(after, name):
            old[name], new[name] = getattr(before, name), getattr(after, name)
    if before.application_ids != after.application_ids:
        old["applications"], new["applications"] = sorted(before.application_ids), sorted(after.application_ids)
    for client_id, held in after.accesses.items():
        if before.accesses.get(client_id) != held:
            old.setdefault("accesses", {})[str(client_id)] = as_json(before.accesses.get(client_id))
            new.setdefault("accesses", {})[str(client_id)] = as_json(held)
    return old, new


def as_json(held):
    return [held.level, held.type, held.scope, sorted(held.dossier_ids), held.is_open] if held else None


def undone(holding, old, new):
    """(the Holding with the pieces `old` again, None), or (None, CHANGED_SINCE) where one of them is not `new` any more."""
    if holding.is_deleted or any(getattr(holding, name) != new[name] for name in FLAGS if name in new):
        return None, LeftOut.CHANGED_SINCE
    if "applications" in new and sorted(holding.application_ids) != new["applications"]:
        return None, LeftOut.CHANGED_SINCE
    accesses = dict(holding.accesses)
    for key, value in new.get("accesses", {}).items():
        now = accesses.get(int(key))
        if as_json(now) != value:
            return None, LeftOut.CHANGED_SINCE
        accesses[int(key)] = from_json(old["accesses"][key]) or replace(now, is_open=False)
    flags = {name: old[name] for name in FLAGS if name in old}
    applications = frozenset(old["applications"]) if "applications" in old else holding.application_ids
    return replace(holding, accesses=accesses, application_ids=applications, **flags), None


def from_json(value):
    if value is None:
        return None
    level, type_, scope, dossier_ids, is_open = value
    return Held(level, type_, scope, frozenset(dossier_ids), is_open)
