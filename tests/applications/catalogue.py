"""Applications as the tests give them."""

from comptoir.applications.actions import give
from comptoir.applications.models import Application
from comptoir.clients.models import ClientUser

CLASSIC = ("production-compta", "production-fiscalite", "production-paie")
CONSULTATION = tuple(f"{code}-consultation" for code in CLASSIC)


def common(*codes):
    """Applications of the operator's catalogue, in this order."""
    rows = {one.code: one for one in Application.objects.filter(firm=None, code__in=codes)}
    return [rows[code] for code in codes]


def place_of(cast, user):
    return ClientUser.objects.select_related("user", "firm").get(firm=cast.firm, user=user)


def given(cast, user, *codes):
    """Let this client user have these."""
    give([place_of(cast, user)], [one.pk for one in common(*codes)], by=cast.admin)
