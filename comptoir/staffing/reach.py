"""What of a firm somebody may manage."""

from comptoir.clients.standing import standing_of
from comptoir.firms.models import Firm
from comptoir.firms.rights import Right


def firms_run_by(user):
    """The firms whose colleagues, roles, teams and licences a person manages."""
    return Firm.objects.filter(pk__in=standing_of(user).firms_where(Right.MEMBERS))


def firm_run_by(user):
    """The one whose pages these are, or None; of several, the first."""
    return firms_run_by(user).order_by("pk").first()


def may_export(user):
    return bool(standing_of(user).firms_where(Right.EXPORTS))


def exporting_firm_ids(user):
    return standing_of(user).firms_where(Right.EXPORTS)
