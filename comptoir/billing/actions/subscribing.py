"""What the operator sets for a firm and for the installation, and where a firm has its invoices sent (F1, F2)."""

from django.db import transaction
from django.utils import timezone

from comptoir.events.recording import record_event

from ..models import BillingAddress, Creditor, FirmSubscription

SET, ADDRESS_CHANGED, CREDITOR_SET = "subscription.set", "billing_address.changed", "creditor.set"


@transaction.atomic
def set_subscription(firm, values, *, by):
    """What this firm has from now on. Records subscription.set with what changed."""
    before = FirmSubscription.objects.filter(pk=firm.pk).first()
    now, _is_new = FirmSubscription.objects.update_or_create(firm=firm, defaults=values | {"set_at": timezone.now(), "set_by": by})
    changed = sorted(name for name, value in values.items() if before is None or getattr(before, name) != value)
    if changed:
        record_event(SET, now, actor=by, firm=firm, plan=now.name, amount=now.amount, changed=changed)
    return now


@transaction.atomic
def change_billing_address(firm, values, *, by):
    """Where the firm's invoices go. Records billing_address.changed."""
    address, _is_new = BillingAddress.objects.update_or_create(firm=firm, defaults=values)
    record_event(ADDRESS_CHANGED, address, actor=by, firm=firm, city=address.city)
    return address


@transaction.atomic
def set_creditor(values, *, by):
    """Who debits by the mandates signed from now on; those signed keep theirs. Records creditor.set."""
    creditor, _is_new = Creditor.objects.update_or_create(pk=Creditor.ONLY, defaults=values | {"set_at": timezone.now(), "set_by": by})
    record_event(CREDITOR_SET, creditor, actor=by, name=creditor.name, identifier=creditor.identifier)
    return creditor
