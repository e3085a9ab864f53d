"""The firm's licences."""

from django.db import transaction

from comptoir.events.recording import record_event
from comptoir.firms.models import Licence

from .roles import saved
from .standing import hold_firms, rights_now

CREATED, RENAMED, DELETED = "licence.created", "licence.renamed", "licence.deleted"


class LicenceInUse(Exception):
    """Only an empty licence is deleted. `count`: its dossiers."""

    def __init__(self, count):
        super().__init__(count)
        self.count = count


@transaction.atomic
def create_licence(firm, *, name, by):
    """Raises NotAllowed, NameTaken. Records licence.created."""
    hold_firms([firm.pk])
    rights_now(by, firm.pk)
    licence = saved(Licence(firm=firm, name=name))
    record_event(CREATED, licence, actor=by, name=name)
    return licence


@transaction.atomic
def rename_licence(licence, *, name, by):
    """Raises NotAllowed, NameTaken. Records licence.renamed, unless it had that name."""
    hold_firms([licence.firm_id])
    rights_now(by, licence.firm_id)
    before = Licence.objects.values_list("name", flat=True).get(pk=licence.pk)
    if before != name:
        licence.name = name
        saved(licence)
        record_event(RENAMED, licence, actor=by, before=before, after=name)
    return licence


@transaction.atomic
def delete_licence(licence, *, by):
    """Raises NotAllowed, LicenceInUse. Records licence.deleted."""
    hold_firms([licence.firm_id])
    rights_now(by, licence.firm_id)
    count = licence.dossiers.count()
    if count:
        raise LicenceInUse(count)
    record_event(DELETED, licence, actor=by, name=licence.name)
    licence.delete()
