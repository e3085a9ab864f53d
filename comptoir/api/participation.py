"""In which dossiers one takes part: the sparse choices of the participation table, what they come to, and all of them at once (C3, C4, C6)."""

from typing import Annotated, Literal

from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.clients.standing import standing_of
from comptoir.conversations.actions.participation import align, choose, choose_many, only_mine
from comptoir.conversations.counting import licences_among
from comptoir.conversations.models import Participation, Side
from comptoir.conversations.places import find_places, firms_of, place_of
from comptoir.conversations.standings import Filters, matching, row_from, with_stands_of
from comptoir.conversations.table import Table, choices_of

from .auth import Scope
from .bodies import ONE_LINE, Body, Id, read, takes
from .cursors import Page, one_page, page_schema, rows_of
from .problems import Invalid

router = Router(tags=["me"])
MOST_CHOICES = 1000

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


class ChoicesAsked(Body):
    """All of them or none."""

    choices: Annotated[list[ParticipationAsked], Field(min_length=1, max_length=MOST_CHOICES)]


class AlignmentAsked(Body):
    """The choice that shall hold for all its dossiers."""

    scope: Literal["all", "licence"]
    id: Id | None = None
    side: Sides


class Changed(Schema):
    """How many choices changed; `change` can be undone at settings/reversals, null where nothing changed."""

    changed: int
    change: int | None


class Recommendation(Schema):
    """Taking part in the dossiers that one manages, and no other. `ends`, `begins`: how many participations following it would end and begin."""

    is_followed: bool
    ends: int
    begins: int


class StandShown(Schema):
    """`origin`: which choice says so, the narrowest that covers the dossier."""

    takes_part: bool
    origin: Literal["dossier", "licence", "all", "default"]


class DossierStand(Schema):
    """null on a side that is not one's own to decide."""

    dossier: int
    name: str
    code: str
    licence: int
    is_manager: bool
    accountant: StandShown | None
    entrepreneur: StandShown | None


class OfDossiers(Page):
    """`state`: accountant-on, accountant-off, entrepreneur-on, entrepreneur-off, or own for dossiers with a choice of their own."""

    licence: Id | None = None
    manager: Id | None = None
    mine: bool = False
    q: Annotated[str, Field(max_length=200, pattern=ONE_LINE)] = ""
    state: Literal["accountant-on", "accountant-off", "entrepreneur-on", "entrepreneur-off", "own"] | None = None


@router.get("me/participation", response=page_schema(ParticipationShown), auth=Scope("me:read"), summary="Ses choix de participation")
def list_participation(request, page: Query[Page]):
    """Only departures from the defaults; the narrowest counts: dossier, licence, all."""
    return one_page(Participation.objects.filter(user=request.user), page, show=lambda row: shown(place_of(row), row.takes_part))


@router.put("me/participation", response=ParticipationShown, auth=Scope("me:write"), summary="Participer ou non", openapi_extra=takes(ParticipationAsked))
def put_participation(request):
    asked = read(request, ParticipationAsked)
    (place,) = places_of(request.user, [asked])
    choose(request.user, place, asked.takes_part, by=request.user)
    return shown(place, asked.takes_part)


@router.put("me/participation/bulk", response=Changed, auth=Scope("me:write"), summary="Participer ou non, en nombre", openapi_extra=takes(ChoicesAsked))
def put_participations(request):
    """Up to 1,000 choices. Of two about the same place the last one counts."""
    asked = read(request, ChoicesAsked).choices
    places = places_of(request.user, asked, within="choices.{}.")
    wanted = {place: one.takes_part for place, one in zip(places, asked, strict=True)}
    return changed(choose_many(request.user, wanted, by=request.user))


@router.post(
    "me/participation/alignments", response=Changed, auth=Scope("me:write"), summary="Aligner les choix plus étroits", openapi_extra=takes(AlignmentAsked)
)
def post_alignment(request):
    """Narrower choices that differ from the one at this place are given up."""
    (place,) = places_of(request.user, [read(request, AlignmentAsked)])
    return changed(align(request.user, place, by=request.user))


@router.get("me/participation/recommendation", response=Recommendation, auth=Scope("me:read"), summary="Ce que suivre la recommandation changerait")
def get_recommendation(request):
    ends, begins = Table(request.user, Filters()).recommended
    return {"is_followed": not ends and not begins, "ends": ends, "begins": begins}


@router.put("me/participation/recommendation", response=Changed, auth=Scope("me:write"), summary="Ne participer qu’à ses dossiers")
def put_recommendation(request):
    """Gives up all choices in the firms that one works for, so that the defaults hold."""
    return changed(only_mine(request.user, by=request.user))


@router.get("me/participation/dossiers", response=page_schema(DossierStand), auth=Scope("me:read"), summary="Où l’on participe, et d’où cela vient")
def list_participation_by_dossier(request, page: Query[OfDossiers]):
    user = request.user
    dossiers = matching(user, Filters(page.q, page.manager or 0, page.mine, page.state or ""))
    if page.licence:
        dossiers = dossiers.filter(licence=page.licence)
    found, following = rows_of(with_stands_of(user, dossiers), page, ("name_key", "id"))
    licences = {one["pk"]: one for one in licences_among(user, {one.licence_id for one in found})}
    rows = [row_from(vars(one) | {"pk": one.pk}, user, lambda side, row: choices_of(side, licences[row["licence_id"]])) for one in found]
    return {"items": [dossier_shown(row) for row in rows], "next": following}


def places_of(user, asked, within=""):
    """The Place of each of `asked`. Raises Invalid with the field of the first that is not this person's to decide."""
    keys = [(one.side, one.scope, one.id or the_one_firm(user, one.scope)) for one in asked]
    found = find_places(user, keys)
    for number, key in enumerate(keys):
        if key not in found:
            refuse(user, key, within.format(number))
    return [found[key] for key in keys]


def the_one_firm(user, scope):
    """The firm of who has one; 0 where it has to be named."""
    firms = list(firms_of(user))
    return firms[0] if scope == "all" and len(firms) == 1 else 0


def refuse(user, key, field):
    side, scope, pk = key
    if side == Side.ACCOUNTANT and (not standing_of(user).is_member or find_places(user, [(Side.ENTREPRENEUR, scope, pk)])):
        raise Invalid(f"{field}side", _("Ces questions sont pour le cabinet."))
    raise Invalid(f"{field}id", _("Choisissez un de vos dossiers, licences ou cabinets."))


def shown(place, takes_part):
    return {"scope": place.scope, "id": place.id, "side": place.side, "takes_part": takes_part}


def changed(event):
    return {"changed": len(event.data["changes"]) if event else 0, "change": event.pk if event else None}


def dossier_shown(row):
    stands = {side: stand and {"takes_part": stand.takes_part, "origin": str(stand.origin)} for side, stand in row.stands.items()}
    return {"dossier": row.pk, "name": row.name, "code": row.code, "licence": row.licence_id, "is_manager": row.is_manager, **stands}
