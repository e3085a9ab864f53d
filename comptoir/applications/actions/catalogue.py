"""The catalogue as it is kept: by the operator for all firms (`firm` is None), by each firm for itself."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from comptoir.events.recording import record_event
from comptoir.firms.models import Firm
from comptoir.kernel.text import fold

from ..decisions import fault_of_address
from ..holders import holders_of
from ..models import Application, ApplicationFamily
from ..parts import PARTS


class NameTaken(Exception):
    """The catalogue that this firm reads has one of this name already."""


class ForeignFamily(Exception):
    """The family is not of the same catalogue: applications that go together are kept by one hand."""


class PartUnknown(Exception):
    """The portal has no such part."""


class AddressRefused(Exception):
    """`fault` says why."""

    def __init__(self, fault):
        super().__init__(fault)
        self.fault = fault


class FamilyInUse(Exception):
    """`count` applications still belong to it."""

    def __init__(self, count):
        super().__init__(count)
        self.count = count


@transaction.atomic
def add_application(firm, *, name, kind=Application.Kind.ADDRESS, family=None, address="", part="", icon="app-window", by):
    """Put an application at the end of the catalogue. Raises NameTaken, ForeignFamily, AddressRefused, PartUnknown. Records application.added."""
    hold_catalogue(firm)
    owner = firm.pk if firm else None
    check_name(Application, owner, name)
    words = {"family": of_same_hand(family, owner), "icon": icon, **leading_to(kind, address, part)}
    last = Application.objects.filter(firm=firm).order_by("-position").first()
    position = (last.position if last else 0) + 1
    row = with_free_code(lambda: Application.objects.create(firm=firm, code=code_of(name), name=name, kind=kind, position=position, **words))
    record_event("application.added", row, actor=by, name=name)
    return row


@transaction.atomic
def change_application(application, *, name, family=None, address="", part="", icon="app-window", by):
    """Write what it is called, where it leads and what it goes together with. Who has it keeps it. Raises as add_application does.

    Records application.changed with what was before, unless nothing changed.
    """
    hold_catalogue(application.firm)
    row = Application.objects.select_for_update(of=["self"]).get(pk=application.pk)
    before = as_words(row)
    check_name(Application, row.firm_id, name, beside=row.pk)
    row.name, row.family, row.icon = name, of_same_hand(family, row.firm_id), icon
    for field, value in leading_to(row.kind, address, part).items():
        setattr(row, field, value)
    if as_words(row) != before:
        row.save()
        record_event("application.changed", row, actor=by, before=before, after=as_words(row))
    return row


@transaction.atomic
def withdraw_application(application, *, by):
    """Offer it no more and show it to nobody; who has it is remembered. Returns how many that are; None when it was withdrawn already.

    Records application.withdrawn.
    """
    count = holders_of(application)
    if not Application.objects.filter(pk=application.pk, withdrawn_at=None).update(withdrawn_at=timezone.now()):
        return None
    record_event("application.withdrawn", application, actor=by, name=application.name, holders=count)
    return count


@transaction.atomic
def restore_application(application, *, by):
    """Offer it again; who had it has it again. Returns whether it was withdrawn. Records application.restored."""
    if not Application.objects.filter(pk=application.pk).exclude(withdrawn_at=None).update(withdrawn_at=None):
        return False
    record_event("application.restored", application, actor=by, name=application.name)
    return True


@transaction.atomic
def move_application(application, step, *, by):
    """One place up (-1) or down (1) among those of the same hand; at the end it stays. Records application.moved."""
    hold_catalogue(application.firm)
    rows = list(Application.objects.filter(firm=application.firm_id).order_by("position", "name", "pk"))
    at = next(place for place, row in enumerate(rows) if row.pk == application.pk)
    to = at + step
    if not 0 <= to < len(rows):
        return
    rows[at], rows[to] = rows[to], rows[at]
    for position, row in enumerate(rows, start=1):
        row.position = position
    Application.objects.bulk_update(rows, ["position"])
    record_event("application.moved", application, actor=by, name=application.name, position=to + 1)


@transaction.atomic
def add_family(firm, *, name, group="", is_required=False, by):
    """A family that excludes those of `group`, or none without one. Raises NameTaken. Records application_family.added."""
    hold_catalogue(firm)
    check_name(ApplicationFamily, firm.pk if firm else None, name)
    code = code_of(name)
    row = with_free_code(lambda: ApplicationFamily.objects.create(firm=firm, code=code, name=name, group=group or code, is_required=is_required))
    record_event("application_family.added", row, actor=by, name=name)
    return row


@transaction.atomic
def change_family(family, *, name, group="", is_required=False, by):
    """Raises NameTaken. Records application_family.changed, unless nothing changed."""
    hold_catalogue(family.firm)
    row = ApplicationFamily.objects.select_for_update(of=["self"]).get(pk=family.pk)
    before = (row.name, row.group, row.is_required)
    check_name(ApplicationFamily, row.firm_id, name, beside=row.pk)
    row.name, row.group, row.is_required = name, group or row.code, is_required
    if (row.name, row.group, row.is_required) != before:
        row.save()
        record_event("application_family.changed", row, actor=by, before=list(before), after=[row.name, row.group, row.is_required])
    return row


@transaction.atomic
def remove_family(family, *, by):
    """Raises FamilyInUse as long as applications belong to it, withdrawn ones too. Records application_family.removed."""
    hold_catalogue(family.firm)
    count = Application.objects.filter(family=family).count()
    if count:
        raise FamilyInUse(count)
    record_event("application_family.removed", family, actor=by, name=family.name)
    family.delete()


def hold_catalogue(firm):
    """One change of a catalogue at a time: its firm's row is locked, or the operator's applications. SQLite has one writer anyway."""
    if firm:
        return Firm.objects.select_for_update(of=["self"], no_key=True).get(pk=firm.pk)
    return list(Application.objects.filter(firm=None).order_by("pk").select_for_update(of=["self"], no_key=True).values_list("pk", flat=True))


def check_name(model, firm_id, name, beside=None):
    """Names are told apart as people do, without case and accents: a spreadsheet calls them by these."""
    others = model.objects.of_firm(firm_id).exclude(pk=beside).values_list("name", flat=True)
    if fold(name) in {fold(other) for other in others}:
        raise NameTaken


def of_same_hand(family, firm_id):
    if family is not None and family.firm_id != firm_id:
        raise ForeignFamily
    return family


def leading_to(kind, address, part):
    """The two fields of which an application fills one."""
    if kind == Application.Kind.PART:
        if part not in PARTS:
            raise PartUnknown
        return {"part": part, "address": ""}
    if address:
        check_address(address)
    return {"address": address, "part": ""}


def check_address(address):
    fault = fault_of_address(address)
    if fault:
        raise AddressRefused(fault)


def code_of(name):
    return slugify(name)[:40] or "application"


def with_free_code(write):
    try:
        with transaction.atomic():
            return write()
    except IntegrityError as error:
        raise NameTaken from error


def as_words(row):
    return {"name": row.name, "family": row.family.name if row.family else "", "address": row.address, "part": row.part, "icon": row.icon}
