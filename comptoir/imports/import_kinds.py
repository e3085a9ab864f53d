"""The client list, as a kind of import beside those that features declare."""

from django.utils.translation import gettext_lazy as _l

from comptoir.clients.workplaces import licences_worked_in
from comptoir.firms.models import Firm

from .actions.running import look_and_write
from .kinds import CLIENTS, Kind, declare


def firms_for(user):
    """Those in a licence of which the person works."""
    return Firm.objects.filter(licences__in=licences_worked_in(user)).distinct()


declare(
    Kind(
        code=CLIENTS,
        label=_l("Clients"),
        hint=_l("Un tableau Excel (.xlsx) ou .csv dont une ligne nomme les colonnes. Une seule est nécessaire : le nom du client."),
        firms_for=firms_for,
        run=look_and_write,
        order=10,
        takes_licence=True,
    )
)
