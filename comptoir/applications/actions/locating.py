"""Where a firm has an application of the common catalogue."""

from django.db import transaction

from comptoir.events.recording import record_event

from ..models import FirmAddress
from .catalogue import check_address


@transaction.atomic
def locate_application(application, firm, address, *, by):
    """Write where this firm has it; empty: where everybody has it. Raises AddressRefused. Records application.located, unless nothing changed."""
    before = FirmAddress.objects.filter(firm=firm, application=application).values_list("address", flat=True).first() or ""
    if address == before:
        return
    if address:
        check_address(address)
        FirmAddress.objects.update_or_create(firm=firm, application=application, defaults={"address": address})
    else:
        FirmAddress.objects.filter(firm=firm, application=application).delete()
    record_event("application.located", application, actor=by, firm=firm, name=application.name, before=before, address=address)
