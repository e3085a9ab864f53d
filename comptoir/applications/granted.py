"""What one client user has now at one firm: tiles, parts of the portal, and whether a sign-in is theirs."""

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q

from comptoir.clients.models import ClientAccess, ClientUser

from .models import Application, ApplicationGrant
from .parts import PARTS


@dataclass(frozen=True)
class Tile:
    """An application on the portal's home."""

    pk: int
    name: str
    icon: str
    address: str


@dataclass(frozen=True)
class Holding:
    """`applications`: those given, in the order in which they are shown, each with its `place`; `closed_parts`: parts of the portal that were not given."""

    applications: tuple = ()
    closed_parts: frozenset = field(default_factory=frozenset)

    @property
    def tiles(self):
        """[Tile, …] of those that lead somewhere: neither withdrawn nor without an address."""
        tiles = [Tile(one.pk, one.name, one.icon, leads_to(one)) for one in self.applications if one.is_on_offer]
        return [tile for tile in tiles if tile.address]


NOTHING = Holding()


def leads_to(application):
    """The address behind a tile: where the firm has the application, or the pages of the part that it opens; "" while nobody said where."""
    part = PARTS.get(application.part)
    return part.path if part else application.place


def holding_of(user_id, firm_id):
    """The Holding of this person as a client of this firm, in one query.

    Who has no application at all came before there were any, or by an invitation: nothing is closed for them.
    """
    given = ApplicationGrant.objects.filter(application=OuterRef("pk"), client_user__user=user_id, client_user__firm=firm_id)
    rows = Application.objects.of_firm(firm_id).addressed_for(firm_id).annotate(is_given=Exists(given))
    rows = list(rows.filter(Q(is_given=True) | Q(kind=Application.Kind.PART)))
    given = tuple(one for one in rows if one.is_given)
    if not given:
        return NOTHING
    parts = {one.part for one in rows if one.kind == Application.Kind.PART}
    return Holding(given, frozenset(parts - {one.part for one in given if one.kind == Application.Kind.PART}))


def place_for(sign_in, user):
    """The ClientUser by whom this person may sign in at the application now; None for everybody else.

    Asked at each step of a sign-in: who was suspended, closed, held or lost the application between two steps stops there.
    """
    if not user.is_active:
        return None
    opened = ClientAccess.objects.open().filter(user=OuterRef("user"), firm=OuterRef("firm"))
    rows = ClientUser.objects.kept().filter(Exists(opened), user=user, firm=sign_in.firm_id)
    given = {"application_grants__application": sign_in.application_id, "application_grants__application__withdrawn_at": None}
    return rows.filter(**given).select_related("firm").first()


def companies_of(place):
    """The clients whom this client user represents now, by their ids and SIREN, in the order of their names."""
    rows = ClientAccess.objects.open().filter(user=place.user_id, firm=place.firm_id).select_related("client").order_by("client__name_key", "client_id")
    return [{"id": row.client_id, "name": row.client.name, "siren": row.client.siren} for row in rows]
