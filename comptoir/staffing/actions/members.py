"""Role, licences and teams of colleagues, one or five hundred at once."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db import transaction

from comptoir.clients.standing import forget_standing
from comptoir.events.models import Event
from comptoir.events.recording import record_events
from comptoir.firms.models import CustomRole, Licence, LicenceAccess, Membership, Team
from comptoir.firms.rights import Right
from comptoir.kernel.among import among

from ..rules import Refusal, State, foreign_to, refusal_to_change
from .standing import administrators_of, hold_firms, rights_in, standing_now

CHANGED = "member.changed"


@dataclass
class Outcome:
    """`events`: one for each who changed, by which it is taken back; `same`: who had it so already; `refused`: [(Membership, Refusal), …]."""

    events: list = field(default_factory=list)
    same: list = field(default_factory=list)
    refused: list = field(default_factory=list)


def change_members(memberships, change, *, by):
    """Make `change` (of `actions.changes`) to these (a queryset), in a constant number of queries. Returns the Outcome: each is changed or refused for itself.

    Nobody changes themselves, gives or takes more than they may do, or leaves a firm without an administrator. Records member.changed for each who changed.
    """
    return rewrite(memberships, lambda row, state: change(state), by=by)


def change_each(memberships, change_of, *, by):
    """The same with a change of its own for each: `change_of(membership)`."""
    return rewrite(memberships, lambda row, state: change_of(row)(state), by=by)


def refusals_of(memberships, change_of, *, by):
    """(the ids of those whom `change_each` would change or refuse, {id: Refusal} of those whom it would refuse). Writes nothing."""
    rows, before, after = looked_at(memberships, lambda row, state: change_of(row)(state))
    changing = [row for row in rows if after[row.pk] != before[row.pk]]
    return {row.pk for row in changing}, {row.pk: refusal for row, refusal in verdicts(changing, before, after, by) if refusal}


def undo_members(event_ids, *, by):
    """Take back a change of one's own, where it is still as that change left it. Returns the Outcome."""
    data = {event.target_id: event.data for event in Event.objects.filter(among("pk", event_ids), verb=CHANGED, actor=by)}
    members = Membership.objects.filter(among("pk", list(data)))
    things = things_of(set(members.values_list("firm_id", flat=True)))
    roles = CustomRole.objects.in_bulk([one["before"]["custom_role"] for one in data.values() if one["before"]["custom_role"]])

    def as_before(row, state):
        kept = data[row.pk]
        return state_from(kept["before"], roles, things[row.firm_id]) if as_words(state) == kept["after"] else state

    return rewrite(members, as_before, by=by)


@transaction.atomic
def rewrite(memberships, new_of, *, by):
    hold_firms(memberships.order_by().values_list("firm_id", flat=True))
    rows, before, after = looked_at(memberships, new_of)
    outcome = Outcome(same=[row for row in rows if after[row.pk] == before[row.pk]])
    able = []
    for row, refusal in verdicts([row for row in rows if after[row.pk] != before[row.pk]], before, after, by):
        if refusal:
            outcome.refused.append((row, refusal))
        else:
            able.append(row)
    write(able, before, after)
    told = [(row, {"person": row.user.full_name, "before": as_words(before[row.pk]), "after": as_words(after[row.pk])}) for row in able]
    outcome.events = record_events(CHANGED, told, actor=by)
    forget_standing(by)
    return outcome


def looked_at(memberships, new_of):
    """(rows, {id: State now}, {id: State wanted})."""
    rows = list(Membership.objects.active().filter(pk__in=memberships.order_by().values("pk")).select_related("user", "custom_role").order_by("pk"))
    before = states_of(rows)
    return rows, before, {row.pk: new_of(row, before[row.pk]) for row in rows}


def verdicts(rows, before, after, by):
    """(row, Refusal or None) of each; the last administrators of a firm are kept, all of those who would go together."""
    standing, things = standing_now(by), things_of({row.firm_id for row in rows})
    found = {row: verdict(row, before[row.pk], after[row.pk], by, standing, things) for row in rows}
    going = {row.pk for row, refusal in found.items() if not refusal and stops_administering(before[row.pk], after[row.pk])}
    left = {firm_id for pk, firm_id in administrators_of({row.firm_id for row in rows}) if pk not in going} if going else set()
    for row, refusal in found.items():
        yield row, Refusal.LAST_ADMINISTRATOR if row.pk in going and row.firm_id not in left else refusal


def verdict(row, before, after, by, standing, things):
    if foreign_to(after, **things[row.firm_id]):
        return Refusal.OTHER_FIRM
    may, own = standing.may(Right.MEMBERS, row.firm_id), rights_in(standing, row.firm_id)
    return refusal_to_change(before, after, is_oneself=row.user_id == by.pk, own_rights=own, may_manage=may)


def stops_administering(before, after):
    return before.role == Membership.Role.ADMINISTRATOR and after.role != Membership.Role.ADMINISTRATOR


def things_of(firm_ids):
    """{firm id: the ids of its licences, teams and custom roles}."""
    things = defaultdict(lambda: {"licence_ids": set(), "team_ids": set(), "role_ids": set()})
    for model, name in ((Licence, "licence_ids"), (Team, "team_ids"), (CustomRole, "role_ids")):
        for pk, firm_id in model.objects.filter(firm__in=firm_ids).values_list("pk", "firm_id"):
            things[firm_id][name].add(pk)
    return things


def states_of(rows):
    """{membership id: State} of these Memberships, read with their custom role."""
    licences, teams = defaultdict(set), defaultdict(set)
    accesses = LicenceAccess.objects.filter(among("membership_id", [row.pk for row in rows]))
    for membership_id, licence_id in accesses.values_list("membership_id", "licence_id"):
        licences[membership_id].add(licence_id)
    joined = Team.members.through.objects.filter(among("user_id", [row.user_id for row in rows]))
    for user_id, firm_id, team_id in joined.values_list("user_id", "team__firm_id", "team_id"):
        teams[firm_id, user_id].add(team_id)
    return {row.pk: state_of(row, licences[row.pk], teams[row.firm_id, row.user_id]) for row in rows}


def state_of(row, licence_ids, team_ids):
    ticked = row.custom_role.rights if row.custom_role_id else None
    return State(row.role, row.custom_role_id, ticked, frozenset(licence_ids), frozenset(team_ids))


def write(rows, before, after):
    """Roles, licences and teams as the States say, a statement each."""
    for row in rows:
        row.role, row.custom_role_id = after[row.pk].place
    Membership.objects.bulk_update([row for row in rows if before[row.pk].place != after[row.pk].place], ["role", "custom_role"])
    given = [(row.pk, one) for row in rows for one in after[row.pk].licence_ids - before[row.pk].licence_ids]
    taken = {(row.pk, one) for row in rows for one in before[row.pk].licence_ids - after[row.pk].licence_ids}
    LicenceAccess.objects.bulk_create([LicenceAccess(membership_id=pk, licence_id=one) for pk, one in given], ignore_conflicts=True)
    remove(LicenceAccess, "membership_id", "licence_id", taken)
    through = Team.members.through
    joins = [(row.user_id, one) for row in rows for one in after[row.pk].team_ids - before[row.pk].team_ids]
    leaves = {(row.user_id, one) for row in rows for one in before[row.pk].team_ids - after[row.pk].team_ids}
    through.objects.bulk_create([through(user_id=user_id, team_id=one) for user_id, one in joins], ignore_conflicts=True)
    remove(through, "user_id", "team_id", leaves)


def remove(model, one, other, pairs):
    """The rows of these pairs."""
    if pairs:
        rows = model.objects.filter(among(one, {pair[0] for pair in pairs}), among(other, {pair[1] for pair in pairs})).values_list("pk", one, other)
        model.objects.filter(among("pk", [pk for pk, left, right in rows if (left, right) in pairs])).delete()


def as_words(state):
    """A State as an event keeps it."""
    return {"role": state.role, "custom_role": state.custom_role_id, "licences": sorted(state.licence_ids), "teams": sorted(state.team_ids)}


def state_from(words, roles, things):
    """The State that `as_words` wrote, without what is gone since."""
    custom = roles.get(words["custom_role"])
    licences, teams = things["licence_ids"].intersection(words["licences"]), things["team_ids"].intersection(words["teams"])
    return State(words["role"], custom and custom.pk, custom and custom.rights, frozenset(licences), frozenset(teams))
