"""What a company's administrator may do about its users (seed 002): within what the firm allows, and never beyond what they have themselves."""

from enum import StrEnum

from django.utils.translation import gettext as _

from comptoir.preferences.models import Holder
from comptoir.preferences.resolver import values_at

from .holdings import WHOLE

BY_CLIENTS = "client_users.by_clients"
FULL = "full"


class ByClients(StrEnum):
    """Who may be created by client administrators, as a firm sets it."""

    NOBODY = "nobody"
    VALIDATED = "validated"
    AT_ONCE = "at_once"


def ways():
    return [(str(ByClients.NOBODY), _("Personne")), (str(ByClients.VALIDATED), _("À valider par le cabinet")), (str(ByClients.AT_ONCE), _("Aussitôt"))]


def allowed_by(firm):
    """The ByClients of a firm."""
    return ByClients(values_at(Holder.of_firm(firm))[BY_CLIENTS])


def is_within(theirs, own):
    """Whether one access (Held) gives nothing that the other does not: neither a higher level nor a dossier more."""
    if own is None or not own.is_open or (theirs.level == FULL != own.level):
        return False
    return own.scope == WHOLE or (theirs.scope != WHOLE and theirs.dossier_ids <= own.dossier_ids)


def may_hold(theirs, own):
    """Whether who administers may suspend somebody: all that this person has is of companies that they administer, and within what they have.

    Both are Holdings of one firm.
    """
    if theirs.user_id == own.user_id or theirs.is_deleted:
        return False
    open_ones = {client_id: held for client_id, held in theirs.accesses.items() if held.is_open}
    return bool(open_ones) and all(own.administers(client_id) and is_within(held, own.accesses[client_id]) for client_id, held in open_ones.items())
