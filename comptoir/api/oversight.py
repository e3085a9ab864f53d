"""Who sees a dossier and why; a dossier that goes to another client; two clients that are one."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema

from comptoir.clients.actions import merge_clients, move_dossier
from comptoir.clients.models import Dossier
from comptoir.oversight.effects import of_merge, of_move
from comptoir.oversight.sight import sights_of
from comptoir.oversight.sight_words import missing_in_words, reasons_in_words
from comptoir.oversight.views.moving import mergeable, movable

from .auth import Scope
from .bodies import Body, Id, PathId, read, takes
from .problems import Invalid
from .shapes import Named, named, person

router = Router(tags=["clients"])


class SightShown(Schema):
    """`because` are codes and `words` the same as sentences; both are of what is missing where the person does not see the dossier."""

    user: Named
    sees: bool
    side: str
    because: list[str]
    words: list[str]


class DossierAccessShown(Schema):
    dossier: Named
    people: list[SightShown]


class OtherClientAsked(Schema):
    client: Id | None = None


class OtherClient(Body):
    """The client of the same firm that it goes to, or becomes."""

    client: Id


class MovingEffectsShown(Schema):
    lose: list[Named]
    gain: list[Named]
    carried: dict[str, int]


class MergingEffectsShown(Schema):
    """`lowered` keep the lower of two levels, `narrowed` get no dossier to come without being given it. `invitations` are withdrawn."""

    dossiers: int
    invitations: int
    lowered: list[Named]
    narrowed: list[Named]
    carried: dict[str, int]


class DossierMoved(Schema):
    dossier: Named
    client: Named


@router.get("dossiers/{dossier_id}/access", response=DossierAccessShown, auth=Scope("clients:read"), summary="Qui voit un dossier, et pourquoi")
def get_dossier_access(request, dossier_id: PathId):
    """For members who work on it: everybody of the firm and of the client, also who does not see it, with what is missing."""
    dossier = get_object_or_404(Dossier.objects.worked_on_by(request.user).select_related("client", "licence", "firm"), pk=dossier_id)
    return {"dossier": named(dossier), "people": [sight(one, dossier) for one in sights_of(dossier)]}


def sight(one, dossier):
    return {
        "user": person(one.user),
        "sees": one.sees,
        "side": "firm" if one.is_colleague else "client",
        "because": [str(because) for because in one.because],
        "words": reasons_in_words(one, dossier) or missing_in_words(one, dossier),
    }


@router.get("dossiers/{dossier_id}/moving", response=MovingEffectsShown, auth=Scope("clients:read"), summary="Ce que changerait le rattachement d’un dossier")
def foretell_moving(request, dossier_id: PathId, asked: Query[OtherClientAsked]):
    dossier = get_object_or_404(movable(request.user), pk=dossier_id)
    effects = of_move(dossier, other(request, asked.client, dossier.client_id, dossier.firm_id))
    return {"lose": [person(one) for one in effects.lose], "gain": [person(one) for one in effects.gain], "carried": dict(effects.carried)}


@router.post("dossiers/{dossier_id}/moving", response=DossierMoved, auth=Scope("clients:write"), summary="Rattacher un dossier à un autre client",
             openapi_extra=takes(OtherClient))  # fmt: skip
def move_dossier_to_client(request, dossier_id: PathId):
    """With all that lies in it. It takes nobody with it; who reaches the whole of the new client sees it. Doing it twice does it once."""
    dossier = get_object_or_404(movable(request.user), pk=dossier_id)
    client = mergeable(request.user).filter(pk=read(request, OtherClient).client, firm=dossier.firm_id).first()
    if client is None:
        raise Invalid("client", unknown())
    move_dossier(dossier, client, by=request.user)
    return {"dossier": named(dossier), "client": named(client)}


@router.get("clients/{client_id}/merging", response=MergingEffectsShown, auth=Scope("clients:read"), summary="Ce que changerait la réunion de deux clients")
def foretell_merging(request, client_id: PathId, asked: Query[OtherClientAsked]):
    gone = get_object_or_404(mergeable(request.user), pk=client_id)
    effects = of_merge(gone, other(request, asked.client, gone.pk, gone.firm_id))
    counts = {"dossiers": effects.dossiers, "invitations": effects.invitations, "carried": dict(effects.carried)}
    return counts | {"lowered": [person(one) for one in effects.lowered], "narrowed": [person(one) for one in effects.narrowed]}


@router.post("clients/{client_id}/merging", response=Named, auth=Scope("clients:write"), summary="Réunir un client avec un autre",
             openapi_extra=takes(OtherClient))  # fmt: skip
def merge_client_into(request, client_id: PathId):
    """The client of the address becomes the one of the body, for good; answers the one that stays."""
    gone = get_object_or_404(mergeable(request.user), pk=client_id)
    kept = other(request, read(request, OtherClient).client, gone.pk, gone.firm_id)
    merge_clients(gone, kept, by=request.user)
    return named(kept)


def other(request, pk, client_id, firm_id):
    """Another client of that firm, through the person."""
    found = mergeable(request.user).filter(pk=pk or 0, firm=firm_id).exclude(pk=client_id).first()
    if found is None:
        raise Invalid("client", unknown())
    return found


def unknown():
    return _("Choisissez un autre client de ce cabinet, parmi les vôtres.")
