"""Where a person may add clients, and who may look after them."""

from django.contrib.auth import get_user_model
from django.db.models import Q

from comptoir.firms.models import Licence, Membership
from comptoir.firms.rights import Right

from .models import Client, Dossier
from .standing import standing_of


def licences_worked_in(user):
    """The licences in which a person works: all of the firms they administer, elsewhere those that were given to them."""
    standing = standing_of(user)
    return Licence.objects.filter(Q(pk__in=standing.licence_ids, firm__in=standing.firm_ids) | Q(firm__in=standing.whole_firm_ids))


def members_of(firm_ids):
    """The people who work for these firms now."""
    here = Membership.objects.active().filter(firm__in=firm_ids)
    return get_user_model().objects.filter(pk__in=here.values("user_id"))


def dossiers_run_by(user):
    """The dossiers whose managers and licence a person may change: those they work on, where they have the right to."""
    return Dossier.objects.worked_on_by(user).filter(firm__in=standing_of(user).firms_where(Right.DOSSIERS))


def clients_opened_by(user):
    """The clients whose people a person may invite, give accesses and take them away: those they serve, where they have the right to."""
    return Client.objects.served_by(user).filter(firm__in=standing_of(user).firms_where(Right.CLIENT_USERS))
