"""One change for many client users: foretold in numbers, done in one transaction, and undone where nobody changed it since."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from comptoir.applications.offer import catalogue_of
from comptoir.clients.actions import hold_clients
from comptoir.clients.models import ClientAccess, ClientUser, Dossier
from comptoir.events.recording import record_event
from comptoir.kernel.among import among

from ..holdings import Kind, LeftOut, changed, difference, keep_administrators, undone
from ..models import MassChange, MassChangeRow
from ..snapshots import administrators_of, snapshot_of
from .welcoming import welcome
from .writing import Writing

MADE, UNDONE = "mass_change.made", "mass_change.undone"
AT_ONCE = 1000


@dataclass
class Plan:
    """`changes`: [(ClientUser, Holding before, Holding after), …]; `left_out`: {LeftOut: [ClientUser, …]}."""

    changes: list = field(default_factory=list)
    left_out: dict = field(default_factory=dict)
    accesses: dict = field(default_factory=dict)

    @property
    def numbers(self):
        return {str(reason): len(places) for reason, places in self.left_out.items()}

    def leave(self, place, reason):
        self.left_out.setdefault(reason, []).append(place)


class AlreadyUndone(Exception):
    """A mass change is undone once."""


def foresee(firm, place_ids, change, *, by):
    """The Plan of this Change as things stand now; nothing is written."""
    return planned(snapshot_of(firm.pk, place_ids), lambda place, holding: changed(holding, change, by_id=by.pk))


@transaction.atomic
def change_many(firm, place_ids, change, *, by):
    """Carry out this Change for the client users of the firm with these ids; return (its MassChange, or None where nothing changed, the Plan).

    Records mass_change.made, and of each piece what it records alone. Sending welcome mails is no change that could be undone.
    """
    hold_for(firm, place_ids, also=change.client_ids | set(change.dossiers.values()))
    plan = planned(snapshot_of(firm.pk, place_ids, locks=True), lambda place, holding: changed(holding, change, by_id=by.pk))
    if change.kind is Kind.WELCOME:
        welcome([place for place, _before, _after in plan.changes], by=by)
        return None, plan
    if not plan.changes:
        return None, plan
    Writing(firm, plan.changes, plan.accesses, by).write()
    made = MassChange.objects.create(firm=firm, kind=change.kind, made_by=by, left_out=plan.numbers)
    rows = [(place, *difference(before, after)) for place, before, after in plan.changes]
    MassChangeRow.objects.bulk_create(
        [MassChangeRow(change=made, client_user=place, before=before, after=after) for place, before, after in rows], batch_size=AT_ONCE
    )
    record_event(MADE, made, actor=by, kind=change.kind, count=len(rows), left_out=plan.numbers)
    return made, plan


@transaction.atomic
def undo(made, *, by):
    """Give those of this MassChange back what they had, but for those whom somebody changed since; return the Plan. Raises AlreadyUndone.

    Records mass_change.undone.
    """
    if not MassChange.objects.filter(pk=made.pk, undone_at=None).update(undone_at=timezone.now(), undone_by=by):
        raise AlreadyUndone
    made.refresh_from_db()
    rows = {row.client_user_id: row for row in made.rows.all()}
    hold_for(made.firm, list(rows))
    possible = Possible(made.firm_id, rows.values())
    plan = planned(snapshot_of(made.firm_id, list(rows), locks=True), lambda place, holding: possible.undone(place, holding, rows[place.pk], by))
    Writing(made.firm, plan.changes, plan.accesses, by).write()
    MassChangeRow.objects.filter(among("pk", [rows[place.pk].pk for place, _before, _after in plan.changes])).update(undone_at=made.undone_at)
    record_event(UNDONE, made, actor=by, kind=made.kind, count=len(plan.changes), left_out=plan.numbers)
    return plan


def hold_for(firm, place_ids, also=()):
    """Hold the companies of these client users, in the order of their ids: who else changes their administrators waits."""
    people = ClientUser.objects.filter(among("pk", list(place_ids)), firm=firm).values("user_id")
    accesses = ClientAccess.objects.filter(firm=firm, user_id__in=people)
    hold_clients(set(accesses.values_list("client_id", flat=True)) | set(also))


def planned(snapshot, decide):
    """The Plan of `decide(place, Holding)` → (Holding after, None) or (None, LeftOut), as far as every company keeps an administrator."""
    plan, pairs = Plan(accesses=snapshot.accesses), []
    for place in snapshot.places:
        after, reason = decide(place, snapshot.holdings[place.pk])
        if reason:
            plan.leave(place, reason)
        else:
            pairs.append((place, snapshot.holdings[place.pk], after))
    client_ids = {client_id for _place, before, after in pairs for client_id in (*before.accesses, *after.accesses)}
    kept, refused = keep_administrators([(before, after) for _place, before, after in pairs], administrators_of(client_ids))
    for position, (place, _before, _after) in enumerate(pairs):
        if position in refused:
            plan.leave(place, LeftOut.LAST_ADMINISTRATOR)
        else:
            plan.changes.append((place, *kept[position]))
    return plan


class Possible:
    """What can be given back at all: applications may have been withdrawn since, and dossiers may have gone to another company."""

    def __init__(self, firm_id, rows):
        wanted = [row.before for row in rows]
        self.catalogue = catalogue_of(firm_id) if any("applications" in before for before in wanted) else None
        chosen = {pk for before in wanted for held in before.get("accesses", {}).values() if held for pk in held[3]}
        self.owners = dict(Dossier.objects.filter(among("pk", chosen)).values_list("pk", "client_id")) if chosen else {}

    def undone(self, place, holding, row, by):
        if place.user_id == by.pk:
            return None, LeftOut.OWN
        if "applications" in row.before and self.catalogue.faults(row.before["applications"]):
            return None, LeftOut.NOT_ON_OFFER
        for client_id, held in row.before.get("accesses", {}).items():
            if held and any(self.owners.get(pk) != int(client_id) for pk in held[3]):
                return None, LeftOut.CHANGED_SINCE
        return undone(holding, row.before, row.after)
