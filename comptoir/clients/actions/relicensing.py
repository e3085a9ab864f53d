"""Dossiers that go to another licence of their firm, and everything that repeats the licence of its dossier with them."""

from collections import defaultdict

from django.apps import apps
from django.db import transaction

from comptoir.events.models import Event
from comptoir.events.recording import record_events
from comptoir.firms.models import Licence
from comptoir.kernel.among import among

from ..models import Dossier
from .managers import Changed, held

LICENCE_CHANGED = "dossier.licence_changed"


@transaction.atomic
def change_licence(dossiers, licence, *, by):
    """Put these dossiers (a queryset) into `licence`, whoever could see them by their licence before. Returns what Changed.

    A dossier of another firm, and one whose code another dossier of that licence has already, is refused and stays where it is.
    Conversations, requests, documents follow in one statement each. Records dossier.licence_changed for each that changed.
    """
    rows = [row for row in held(dossiers.select_related(None)) if row.licence_id != licence.pk]
    able = free_to_move([row for row in rows if row.firm_id == licence.firm_id], licence)
    names = dict(Licence.objects.filter(pk__in={row.licence_id for row in able}).values_list("pk", "name"))
    ids = [row.pk for row in able]
    Dossier.objects.filter(among("pk", ids)).update(licence=licence)
    for model in followers():
        model._base_manager.filter(among("dossier_id", ids)).update(licence=licence)
    told = [(row, words_of(row, names[row.licence_id], licence)) for row in able]
    return Changed(record_events(LICENCE_CHANGED, told, actor=by), len(rows) - len(able))


@transaction.atomic
def undo_licence(event_ids, *, by):
    """Take back a change of one's own, for those that are still where it put them. Returns what Changed."""
    moved = defaultdict(list)
    for event in Event.objects.filter(among("pk", event_ids), verb=LICENCE_CHANGED, actor=by):
        moved[event.data["before"], event.data["after"]].append(event.target_id)
    outcome, licences = Changed(), Licence.objects.in_bulk([before for before, _after in moved])
    for (before, after), ids in moved.items():
        if before in licences:
            part = change_licence(Dossier.objects.filter(among("pk", ids), licence=after), licences[before], by=by)
            outcome.events += part.events
            outcome.refused += part.refused
    return outcome


def followers():
    """The models whose rows repeat the licence of their dossier. One whose columns may be empty says where a choice holds, and repeats nothing."""
    return [model for model in apps.get_models() if leads(model, "dossier", "clients.dossier") and leads(model, "licence", "firms.licence")]


def leads(model, name, label):
    field = {one.name: one for one in model._meta.concrete_fields}.get(name)
    return field is not None and field.is_relation and not field.null and field.related_model._meta.label_lower == label


def following(dossiers):
    """[(model, how many of its rows would follow these dossiers), …], those with none left out."""
    counts = [(model, model._base_manager.filter(dossier__in=dossiers.order_by().values("pk")).count()) for model in followers()]
    return [(model, count) for model, count in counts if count]


def free_to_move(rows, licence):
    """Those whose code nobody has in `licence`; of two with one code, the first."""
    codes = set(Dossier.objects.filter(licence=licence).exclude(code="").values_list("code", flat=True)) if any(row.code for row in rows) else set()
    able = []
    for row in rows:
        if row.code not in codes:
            able.append(row)
            codes |= {row.code} - {""}
    return able


def words_of(row, before, licence):
    return {"name": row.name, "before": row.licence_id, "before_name": before, "after": licence.pk, "after_name": licence.name}
