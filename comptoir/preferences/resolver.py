"""What holds for somebody, and where it comes from: one query for all settings, whatever their number."""

import json
from functools import cache, cached_property

from comptoir.clients.standing import CLIENT, standing_of
from comptoir.kernel.prepared import Prepared

from .catalogue import Scope, get_setting
from .decisions import Resolved, Row, imposing, inherited, resolve
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
        own = [Row(self.holder.scope, self.holder.name, state["value"], state["locked"])] if state else []
        self.rows[key] = others + own

    def read_again(self):
        self.__dict__.pop("rows", None)

    @cached_property
    def rows(self):
        """{key: [Row, …]} of everything that stands for these holders."""
        found = {}
        for key, scope, holder, value, is_locked, firm_id in rows_of(len(self.names))(*self.names):
            if firm_id in (None, self.firm_id):
                found.setdefault(key, []).append(Row(Scope(scope), holder, json.loads(value), bool(is_locked)))
        return found


@cache
def rows_of(holders):
    """The query for the rows of so many holders."""
    columns = ("key", "scope", "holder", "value", "is_locked", "firm_id")
    return Prepared(lambda *names: SettingValue.objects.filter(holder__in=names).values_list(*columns), values=holders)


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
    standing = standing_of(user)
    firm_id = standing.home_firm_id
    if firm_id is None:
        return [f"user:{user.pk}"]
    roles = {role for firm, role in standing.roles if firm == firm_id}
    roles = roles - {CLIENT} if standing.is_member else roles
    return [
        f"user:{user.pk}",
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
