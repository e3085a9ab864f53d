"""In which dossiers one takes part: the sparse choices of the participation table (C3, C4)."""

from typing import Literal

from django.db.models import Q
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema

from comptoir.clients.models import Dossier
from comptoir.clients.standing import standing_of
from comptoir.conversations.models import Participation, Side
from comptoir.firms.models import Firm, Licence

from .auth import Scope
from .bodies import Body, Id, read, takes
from .cursors import Page, one_page, page_schema
from .problems import Invalid

router = Router(tags=["me"])

Sides = Literal["accountant", "entrepreneur"]


class ParticipationShown(Schema):
    """`id` is the firm's for the scope `all`, else the licence's or the dossier's."""

    scope: Literal["all", "licence", "dossier"]
    id: int
    side: Sides
    takes_part: bool | None


class ParticipationAsked(Body):
    """`takes_part` null gives the choice up: what is inherited counts again. `id` may be left out for `all` by who has one firm."""

    scope: Literal["all", "licence", "dossier"]
    id: Id | None = None
    side: Sides
    takes_part: bool | None


@router.get("me/participation", response=page_schema(ParticipationShown), auth=Scope("me:read"), summary="Ses choix de participation")
def list_participation(request, page: Query[Page]):
    """Only departures from the defaults; the narrowest counts: dossier, licence, all."""
    return one_page(Participation.objects.filter(user=request.user), page, show=shown)


@router.put("me/participation", response=ParticipationShown, auth=Scope("me:write"), summary="Participer ou non", openapi_extra=takes(ParticipationAsked))
def put_participation(request):
    asked = read(request, ParticipationAsked)
    if asked.side == Side.ACCOUNTANT and not standing_of(request.user).is_member:
        raise Invalid("side", _("Ces questions sont pour le cabinet."))
    place = PLACES[asked.scope](request.user, asked.id)
    if place is None:
        raise Invalid("id", _("Choisissez un de vos dossiers, licences ou cabinets."))
    choose(request.user, asked, place)
    return {
        "scope": asked.scope,
        "id": place.get("dossier_id") or place.get("licence_id") or place["firm_id"],
        "side": asked.side,
        "takes_part": asked.takes_part,
    }


def choose(user, asked, place):
    """Write one choice, or give it up."""
    row = {"user": user, "side": asked.side, "licence_id": None, "dossier_id": None} | place
    if asked.takes_part is None:
        Participation.objects.filter(**row).delete()
    else:
        Participation.objects.update_or_create(**row, defaults={"takes_part": asked.takes_part})


def one_dossier(user, pk):
    dossier = Dossier.objects.visible_to(user).filter(pk=pk).first()
    return dossier and {"firm_id": dossier.firm_id, "dossier_id": dossier.pk}


def one_licence(user, pk):
    standing = standing_of(user)
    mine = Q(pk__in=standing.licence_ids) | Q(firm__in=standing.administered_firm_ids) | Q(pk__in=Dossier.objects.visible_to(user).values("licence_id"))
    licence = Licence.objects.filter(mine, pk=pk).first()
    return licence and {"firm_id": licence.firm_id, "licence_id": licence.pk}


def one_firm(user, pk):
    standing = standing_of(user)
    mine = Firm.objects.filter(Q(pk__in=standing.firm_ids) | Q(clients__in=standing.client_ids)).distinct()
    firms = list(mine.filter(pk=pk) if pk else mine[:2])
    return {"firm_id": firms[0].pk} if len(firms) == 1 else None


PLACES = {"dossier": one_dossier, "licence": one_licence, "all": one_firm}


def shown(row):
    scope = "dossier" if row.dossier_id else "licence" if row.licence_id else "all"
    return {"scope": scope, "id": row.dossier_id or row.licence_id or row.firm_id, "side": row.side, "takes_part": row.takes_part}
