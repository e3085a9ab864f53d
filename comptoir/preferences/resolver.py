"""What holds for somebody, and where it comes from: one query for all settings, whatever their number."""

import json
from collections import defaultdict
from datetime import datetime
from functools import cache, cached_property

from comptoir.clients.standing import CLIENT, joined_at, standing_of, standings_of
from comptoir.kernel.among import among
from comptoir.kernel.prepared import Prepared, aware

from .catalogue import Scope, get_setting
from .decisions import Resolved, Row, as_it_holds, imposing, inherited, resolve
from .models import Holder, SettingValue


class Values:
    """The values that hold for one holder, from the rows of the holders `names`; a person's facts come from the person."""

    def __init__(self, holder, names, firm_id):
        self.holder = holder
        self.names = names
        self.firm_id = firm_id

    def __getitem__(self, key):
        return self.of(key).value

    def of(self, key):
        """The value with its origin."""
        setting = get_setting(key)
        if setting.store:
            return Resolved(setting.store.read(self.holder.target))
        return resolve(setting.default, self.rows.get(key, []))

    def inherited(self, key):
        """What would hold if this holder said nothing."""
        return inherited(get_setting(key).default, self.rows.get(key, []), self.holder.name)

    def imposing(self, key):
        """The row that forbids this holder a value of their own, or None."""
        return imposing(get_setting(key).default, self.rows.get(key, []), self.holder.scope)

    def own(self, key):
        """This holder's own row, or None."""
        return next((row for row in self.rows.get(key, []) if row.holder == self.holder.name), None)

    def put_own(self, key, state):
        """What this holder says from now on, as just written: None, or {"value", "locked"}."""
        others = [row for row in self.rows.get(key, []) if row.holder != self.holder.name]
        own = [row_in(state, self.holder)] if state else []
        self.rows[key] = others + own

    def read_again(self):
        self.__dict__.pop("rows", None)

    @cached_property
    def rows(self):
        """{key: [Row, …]} of everything that stands for these holders."""
        found = defaultdict(list)
        for *facts, firm_id in rows_of(len(self.names))(*self.names):
            if firm_id in (None, self.firm_id):
                key, row = row_from(*facts)
                found[key].append(row)
        return found if self.holder.scope is not Scope.USER else self.as_they_hold(found)

    def as_they_hold(self, rows):
        """The same for a person: without what only newer people have (F4)."""
        if not any(row.since for of_key in rows.values() for row in of_key):
            return rows
        moment = joined_at([self.holder.target.pk]).get((self.holder.target.pk, self.firm_id))
        return {key: list(as_it_holds(of_key, moment)) for key, of_key in rows.items()}


COLUMNS = ("key", "scope", "holder", "value", "is_locked", "since", "kept")


@cache
def rows_of(holders):
    """The query for the rows of so many holders."""
    return Prepared(lambda *names: SettingValue.objects.filter(holder__in=names).values_list(*COLUMNS, "firm_id"), values=holders)


def row_from(key, scope, holder, value, is_locked, since, kept):
    """(key, Row) of a row as the database has it: JSON as text, and on SQLite moments without their zone, which is UTC."""
    return key, Row(Scope(scope), holder, json.loads(value), bool(is_locked), since and aware(since), kept and json.loads(kept))


def row_in(state, holder):
    """The Row of a state as events keep it."""
    return Row(holder.scope, holder.name, state["value"], state["locked"], since_of(state), state.get("kept"))


def since_of(state):
    return datetime.fromisoformat(state["since"]) if "since" in state else None


def state_of(row):
    """What events keep of a row: {"value", "locked"}, with "since" and "kept" where it waits for newcomers; None of no row."""
    if row is None:
        return None
    waiting = {"since": row.since.isoformat(), "kept": row.kept} if row.since else {}
    return {"value": row.value, "locked": row.is_locked} | waiting


def resolved_for(user_ids, keys):
    """{user id: {key: Resolved}} of the cascade's settings among `keys` that somebody has set for these people; the others have their default.

    Three queries at most, whatever the number of people and keys.
    """
    standings = standings_of(user_ids)
    above = {user_id: holders_of(standing) for user_id, standing in standings.items()}
    by_holder = rows_by_holder({name for names in above.values() for name in names}, keys)
    waits = any(row.since for rows in by_holder.values() for _key, row, _firm in rows)
    joined = joined_at(user_ids) if waits else {}
    return {user_id: resolved_among(by_holder, names, standings[user_id], joined) for user_id, names in above.items()}


def rows_by_holder(names, keys):
    """{holder: [(key, Row, firm id), …]}, in one query."""
    found = defaultdict(list)
    for *facts, firm_id in rows_among(names, keys):
        key, row = row_from(*facts)
        found[row.holder].append((key, row, firm_id))
    return found


rows_among = Prepared(
    lambda names, keys: SettingValue.objects.filter(among("holder", names), among("key", keys)).values_list(*COLUMNS, "firm_id"),
    lists=2,
)


def resolved_among(by_holder, names, standing, joined):
    home, of_key = standing.home_firm_id, defaultdict(list)
    for name in names:
        for key, row, firm_id in by_holder.get(name, ()):
            if firm_id in (None, home):
                of_key[key].append(row)
    moment = joined.get((standing.user_id, home))
    return {key: resolve(get_setting(key).default, list(as_it_holds(rows, moment))) for key, rows in of_key.items()}


def values_of(user):
    """The values that hold for a person; kept on the user object, which lives as long as its request."""
    if not hasattr(user, "_values"):
        user._values = Values(Holder.of_user(user), holders_above(user), standing_of(user).home_firm_id)
    return user._values


def forget_values(user):
    """Read the rows again at the next question."""
    if hasattr(user, "_values"):
        del user._values


def look_of(user):
    """How the site looks to this person: {"theme": …, "density": …}; to visitors, as their device says."""
    if not user.is_authenticated:
        return {"theme": "auto", "density": "roomy"}
    values = values_of(user)
    return {"theme": values["appearance.theme"], "density": values["appearance.density"]}


def holders_above(user):
    """The names of the holders whose values reach a person: firm, role, licences, and the person."""
    return holders_of(standing_of(user), user.pk)


def holders_of(standing, user_id=0):
    """The same by a standing; a visitor's or a closed account's names nobody but `user_id`."""
    firm_id, user_id = standing.home_firm_id, standing.user_id or user_id
    if firm_id is None:
        return [f"user:{user_id}"]
    roles = {role for firm, role in standing.roles if firm == firm_id}
    roles = roles - {CLIENT} if standing.is_member else roles
    return [
        f"user:{user_id}",
        f"firm:{firm_id}",
        *(f"role:{firm_id}:{role}" for role in sorted(roles)),
        *(f"licence:{licence_id}" for licence_id in sorted(standing.licence_ids)),
    ]


def values_at(holder):
    """The values that hold at a firm, a role, a licence or a dossier, with what they inherit."""
    if holder.scope is Scope.USER:
        return values_of(holder.target)
    firm_id = holder.columns["firm_id"]
    names = [f"firm:{firm_id}", holder.name]
    if holder.scope is Scope.DOSSIER:
        names.append(f"licence:{holder.target.licence_id}")
    return Values(holder, names, firm_id)


def is_offered(setting, holder):
    """Whether the holder has this setting at all: a person, or the people of a role; a firm sets what anybody in it has."""
    if holder.scope is Scope.USER:
        return setting.offered_to(holder.target)
    return holder.scope is not Scope.ROLE or setting.offered_to_role(holder.role)
