"""In which dossiers somebody takes part: chosen, given up, brought into line (C3, C4, C6). Each change is one event that can be undone (X3)."""

from enum import StrEnum

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.db.models import Q

from comptoir.clients.standing import standing_of
from comptoir.events.recording import record_event
from comptoir.firms.models import Firm
from comptoir.kernel.among import among

from ..models import Participation
from ..places import find_places, place_of

CHOSEN = "participation.chosen"


class Reason(StrEnum):
    """Why something changed, as the event keeps it."""

    CHOICE = "choice"
    SEVERAL = "several"
    ALIGNMENT = "alignment"
    OWN_DOSSIERS = "own_dossiers"
    REVERSAL = "reversal"


def choose(user, place, takes_part, *, by):
    """Let `user` take part at `place` or not: one row, also for all dossiers. Returns the event, None where it is so already."""
    return change(user, {place: takes_part}, by=by, reason=Reason.CHOICE, name=place.name)


def give_up(user, place, *, by):
    """Return to what is inherited at `place`. Returns the event, None where nothing was chosen."""
    return choose(user, place, None, by=by)


def choose_many(user, wanted, *, by):
    """{Place: takes part, or None to give up}: all of them or none, one event."""
    return change(user, wanted, by=by, reason=Reason.SEVERAL)


@transaction.atomic
def align(user, place, *, by):
    """Give up every narrower choice that differs from the one at `place`, which then holds for all its dossiers. None where there is none."""
    one_at_a_time(user)
    wide = rows_at(user, [place]).get(place)
    if wide is None:
        return None
    others = narrower(user, place).filter(takes_part=not wide.takes_part)
    return change(user, dict.fromkeys(map(place_of, others)), by=by, reason=Reason.ALIGNMENT, side=place.side, name=place.name, scope=place.scope)


@transaction.atomic
def only_mine(user, *, by):
    """«Ne participer qu’à mes dossiers» (C6): give up all choices in the firms one works for, so that the defaults hold (C4)."""
    one_at_a_time(user)
    rows = Participation.objects.filter(user=user, firm__in=standing_of(user).firm_ids)
    return change(user, dict.fromkeys(map(place_of, rows)), by=by, reason=Reason.OWN_DOSSIERS)


def undo(event, user, *, by):
    """Bring back what stood before `event`, wherever it is still the person's to decide. Returns the new event, None where it stands already."""
    before = {(side, scope, pk): answer for side, scope, pk, answer, _after in event.data["changes"]}
    places = find_places(user, list(before))
    wanted = {place: before[key] for key, place in places.items()}
    about = {name: event.data[name] for name in ("name", "side", "scope") if name in event.data}
    return change(user, wanted, by=by, reason=Reason.REVERSAL if len(before) > 1 else Reason.CHOICE, undoes=event.pk, **about)


@transaction.atomic
def change(user, wanted, *, by, **about):
    """Write what is `wanted` ({Place: answer or None}) where it differs from what stands, and record participation.chosen."""
    one_at_a_time(user)
    rows = rows_at(user, wanted)
    before = {place: row.takes_part for place, row in rows.items()}
    changes = {place: after for place, after in wanted.items() if before.get(place) != after}
    if not changes:
        return None
    write(user, changes, rows)
    told = [[*place.key, before.get(place), after] for place, after in changes.items()]
    return record_event(CHOSEN, user, actor=by, firm=firm_of(changes), changes=told, **about)


def one_at_a_time(user):
    """Two tabs of one person wait for each other, so that what is written down as «before» was so. SQLite has one writer anyway."""
    if connection.features.has_select_for_update:
        list(get_user_model().objects.select_for_update(no_key=True).filter(pk=user.pk).values_list("pk"))


def rows_at(user, places):
    """{Place: its row} of what stands at `places`, in one query."""
    here = (
        among("dossier_id", [place.dossier_id for place in places if place.dossier_id])
        | among("licence_id", [place.licence_id for place in places if place.licence_id])
        | Q(dossier=None, licence=None, firm__in={place.firm_id for place in places if place.scope == "all"})
    )
    rows = {place_of(row): row for row in Participation.objects.filter(here, user=user)}
    return {place: rows[place] for place in places if place in rows}


def narrower(user, place):
    """The choices within `place`: of its dossiers and, where it is a firm, of its licences."""
    rows = Participation.objects.filter(user=user, side=place.side, firm=place.firm_id)
    if place.scope == "all":
        return rows.exclude(dossier=None, licence=None)
    return rows.filter(dossier__licence=place.licence_id) if place.scope == "licence" else rows.none()


def write(user, changes, rows):
    """One statement for each kind of change."""
    standing = {place: rows[place].pk for place in changes if place in rows}
    gone = [pk for place, pk in standing.items() if changes[place] is None]
    if gone:
        Participation.objects.filter(among("pk", gone)).delete()
    for answer in (True, False):
        turned = [pk for place, pk in standing.items() if changes[place] is answer]
        if turned:
            Participation.objects.filter(among("pk", turned)).update(takes_part=answer)
    new = [Participation(user=user, takes_part=answer, **place.columns) for place, answer in changes.items() if place not in standing and answer is not None]
    if new:
        Participation.objects.bulk_create(new)


def firm_of(places):
    """The firm in whose audit trail the change stands; none where it concerns several."""
    firms = {place.firm_id for place in places}
    return Firm(pk=firms.pop()) if len(firms) == 1 else None
