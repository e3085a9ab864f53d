"""Client users written into a workbook with the columns of the import: what goes out can come in again, and changes nothing."""

from itertools import islice

from django.utils.translation import gettext as _

from comptoir.clients.models import ClientUser
from comptoir.clients.standing import standing_of
from comptoir.firms.models import Firm
from comptoir.firms.rights import Right
from comptoir.kernel.sheet_writing import Table, workbook_file

from ..limits import limits_of_member
from .columns import TITLES
from .state import Names, cells_of, states_of

AT_ONCE = 500


def exportable_to(user):
    """The client users whom this member may write into a list."""
    firm_ids = standing_of(user).firms_where(Right.EXPORTS)
    return ClientUser.objects.visible_to(user).kept().filter(firm__in=firm_ids).exclude(user=user)


def export(places, *, by):
    """An open `.xlsx` of these client users (a queryset within `exportable_to(by)`), written as it is read."""
    return workbook_file(Table(_("Utilisateurs client"), [str(title) for title in TITLES.values()], rows_of(places, by)))


def rows_of(places, by):
    firms = Firm.objects.filter(pk__in=places.order_by().values("firm"))
    for firm in firms.order_by("name"):
        names = Names.of(firm, limits_of_member(by, firm))
        found = iter(places.filter(firm=firm).select_related("user").order_by("user__last_name", "user__first_name", "pk").iterator(chunk_size=AT_ONCE))
        while batch := list(islice(found, AT_ONCE)):
            states = states_of(batch, names)
            for place in batch:
                yield cells_of(states[place.pk], names, firm.country)
