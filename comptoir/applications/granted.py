"""What one client user has now at one firm: tiles, parts of the portal, and whether a sign-in is theirs."""

from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from comptoir.clients.models import ClientAccess, ClientUser
from comptoir.kernel.prepared import Prepared

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
    """`tiles`: what was given and leads somewhere, in the order in which it is shown; `closed_parts`: parts of the portal that were not given."""

    tiles: tuple = ()
    closed_parts: frozenset = field(default_factory=frozenset)


NOTHING = Holding()


def holding_of(user_id, firm_id):
    """The Holding of this person as a client of this firm, in one query.

    Who has no application at all came before there were any, or by an invitation: nothing is closed for them.
    """
    rows = [Row(*row) for row in given_and_parts(user_id, firm_id)]
    given = [row for row in rows if row.is_given]
    if not given:
        return NOTHING
    tiles = [Tile(row.pk, row.name, row.icon, leads_to(row)) for row in given if row.withdrawn_at is None]
    parts = {row.part for row in rows if row.part}
    return Holding(tuple(tile for tile in tiles if tile.address), frozenset(parts - {row.part for row in given}))


def closed_columns(user_id, firm_id):
    """`Holding.closed_parts` as a part of another query: {annotation of that firm's row: the condition that a part was not given to this person}."""
    given = ApplicationGrant.objects.filter(client_user__user=user_id, client_user__firm=firm_id)
    return {
        column_of(part): Exists(given) & Exists(Application.objects.of_firm(firm_id).filter(part=part)) & ~Exists(given.filter(application__part=part))
        for part in PARTS
    }


def column_of(part):
    return f"closed_{part}"


class Row(NamedTuple):
    pk: int
    name: str
    icon: str
    part: str
    withdrawn_at: object
    place: str
    is_given: bool


def given_and_parts_rows(user_id, firm_id):
    """What the person was given, and every application that opens a part of the portal."""
    given = ApplicationGrant.objects.filter(application=OuterRef("pk"), client_user__user=user_id, client_user__firm=firm_id)
    rows = Application.objects.of_firm(firm_id).addressed_for(firm_id).annotate(is_given=Exists(given))
    return rows.filter(Q(is_given=True) | Q(kind=Application.Kind.PART)).values_list(*Row._fields)


# Each page of a client asks.
given_and_parts = Prepared(given_and_parts_rows, values=2)


def leads_to(row):
    """The address behind a tile: where the firm has the application, or the pages of the part that it opens; "" while nobody said where."""
    part = PARTS.get(row.part)
    return part.path if part else row.place


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
