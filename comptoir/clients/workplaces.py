"""Where a person may add clients, and who may look after them."""

from django.contrib.auth import get_user_model
from django.db.models import Q

from comptoir.firms.models import Licence, Membership

from .standing import standing_of


def licences_worked_in(user):
    """The licences in which a person works: all of the firms they administer, elsewhere those that were given to them."""
    standing = standing_of(user)
    return Licence.objects.filter(Q(pk__in=standing.licence_ids, firm__in=standing.firm_ids) | Q(firm__in=standing.whole_firm_ids))


def members_of(firm_ids):
    """The people who work for these firms now."""
    here = Membership.objects.active().filter(firm__in=firm_ids)
    return get_user_model().objects.filter(pk__in=here.values("user_id"))
