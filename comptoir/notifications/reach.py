"""Whom a firm's waiting settings will reach when they are applied to everybody, in numbers (F4)."""

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db.models import Q

from comptoir.clients.standing import CLIENT, joined_at, standings_of
from comptoir.preferences.catalogue import Scope, Setting, get_setting
from comptoir.preferences.models import SettingValue


@dataclass(frozen=True)
class Reached:
    """One setting that waits: from what to what, for how many people; how many keep what they chose, how many have it already."""

    setting: Setting
    before: str
    after: str
    changing: int
    keeping: int
    already: int


def reach_of(holder, values, keys):
    """[Reached, …] for these keys, in a constant number of queries."""
    people = people_under(holder)
    chosen = set(SettingValue.objects.filter(scope=Scope.USER, key__in=keys, user__in=people).values_list("user_id", "key"))
    joined = joined_at(people)
    return [reached(values, key, people, chosen, joined, holder.columns["firm_id"]) for key in keys]


def people_under(holder):
    """The ids of those for whom a firm's or a role's values hold: their home is this firm."""
    firm_id = holder.columns["firm_id"]
    users = get_user_model().objects.filter(Q(memberships__firm=firm_id) | Q(client_accesses__firm=firm_id), is_active=True)
    standings = standings_of(users.values_list("pk", flat=True).distinct())
    at_home = [one for one in standings.values() if one.home_firm_id == firm_id and (one.is_member or not holder.role or holder.role == CLIENT)]
    return [one.user_id for one in at_home if holder.scope is Scope.FIRM or has_role(one, firm_id, holder.role)]


def has_role(standing, firm_id, role):
    """A colleague who is a client of the firm too has a colleague's settings."""
    return (firm_id, role) in standing.roles and (role != CLIENT or not standing.is_member)


def reached(values, key, people, chosen, joined, firm_id):
    setting, own = get_setting(key), values.own(key)
    newcomers = {user_id for user_id in people if (user_id, firm_id) in joined and joined[user_id, firm_id] >= own.since}
    keeping = {user_id for user_id in people if (user_id, key) in chosen} - newcomers
    before = own.kept[0] if own.kept else values.inherited(key).value
    return Reached(
        setting,
        setting.kind.shown(before),
        setting.kind.shown(own.value),
        changing=len(people) - len(newcomers) - len(keeping),
        keeping=len(keeping),
        already=len(newcomers),
    )
