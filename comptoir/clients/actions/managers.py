"""Who looks after dossiers, one or thousands at once."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db import transaction

from comptoir.events.models import Event
from comptoir.events.recording import record_events
from comptoir.firms.models import Membership
from comptoir.kernel.among import among

from ..models import Dossier, DossierManager

MANAGERS_CHANGED = "dossier.managers_changed"


@dataclass
class Changed:
    """What became of a change to many: its `events`, one for each that changed, by which it is taken back; how many it was `refused` for."""

    events: list = field(default_factory=list)
    refused: int = 0


def change_managers(dossiers, new, *, by):
    """Give these dossiers (a queryset) the managers that `new(ids)` says; `ids` are those it has, in order (`clients.managing`). Returns what Changed.

    Whoever is added works for the dossier's firm: where not, that dossier is refused and stays as it is. A constant number of queries.
    Records dossier.managers_changed, one for each dossier that changed.
    """
    return rewrite(dossiers, lambda dossier_id, before: new(before), by=by)


def undo_managers(event_ids, *, by):
    """Take back a change of one's own, wherever the managers are still those that it left. Returns what Changed."""
    events = {event.target_id: event.data for event in Event.objects.filter(among("pk", event_ids), verb=MANAGERS_CHANGED, actor=by)}

    def as_before(dossier_id, now):
        data = events[dossier_id]
        return data["before"] if now == data["after"] else now

    return rewrite(Dossier.objects.filter(among("pk", list(events))), as_before, by=by)


@transaction.atomic
def rewrite(dossiers, new_of, *, by):
    rows = {row.pk: row for row in held(dossiers)}
    before = managers_of(rows)
    after = {pk: list(dict.fromkeys(new_of(pk, before[pk]))) for pk in rows}
    changing = [pk for pk in rows if after[pk] != before[pk]]
    colleagues = colleagues_among({user_id for pk in changing for user_id in after[pk]})
    able = [pk for pk in changing if all((rows[pk].firm_id, user_id) in colleagues for user_id in set(after[pk]) - set(before[pk]))]
    write(able, after)
    told = [(rows[pk], {"name": rows[pk].name, "before": before[pk], "after": after[pk]}) for pk in able]
    return Changed(record_events(MANAGERS_CHANGED, told, actor=by), len(changing) - len(able))


def held(dossiers):
    """The rows, held until the end of the transaction in an order that two of them share."""
    chosen = Dossier.objects.filter(pk__in=dossiers.order_by().values("pk"))
    return list(chosen.select_for_update(of=["self"], no_key=True).order_by("pk"))


def managers_of(dossier_ids):
    """{dossier id: [user id, …] in order}, in one query."""
    found = defaultdict(list)
    links = DossierManager.objects.filter(among("dossier_id", dossier_ids)).order_by("rank", "pk")
    for dossier_id, user_id in links.values_list("dossier_id", "user_id"):
        found[dossier_id].append(user_id)
    return found


def colleagues_among(user_ids):
    """The (firm id, user id) pairs of those who work somewhere now."""
    return set(Membership.objects.active().filter(among("user_id", user_ids)).values_list("firm_id", "user_id"))


def write(dossier_ids, after):
    """Ranks are unique at every moment, so the rows are made anew."""
    DossierManager.objects.filter(among("dossier_id", dossier_ids)).delete()
    links = [DossierManager(dossier_id=pk, user_id=user_id, rank=rank) for pk in dossier_ids for rank, user_id in enumerate(after[pk])]
    DossierManager.objects.bulk_create(links, batch_size=2000)
