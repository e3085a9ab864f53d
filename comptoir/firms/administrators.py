"""A firm always has an administrator who works there. Whoever would take one away holds the firm first, then looks."""

from .models import Firm, Membership


def hold_firm(firm_id):
    """Lock the firm until the end of the transaction and return it. SQLite has one writer anyway."""
    return Firm.objects.select_for_update(of=["self"], no_key=True).get(pk=firm_id)


def has_other_administrator(membership):
    """Whether somebody else administers the firm of this membership."""
    others = Membership.objects.active().filter(firm=membership.firm_id, role=Membership.Role.ADMINISTRATOR)
    return others.exclude(pk=membership.pk).exists()
