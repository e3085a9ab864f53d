"""The managers and the licence of dossiers, one or many (F3)."""

from functools import partial
from typing import Annotated, Literal

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from comptoir.clients.actions import change_licence, change_managers
from comptoir.clients.managing import with_manager, with_primary, with_replaced, without_manager
from comptoir.clients.models import Dossier
from comptoir.clients.standing import standing_of
from comptoir.clients.workplaces import dossiers_run_by
from comptoir.firms.models import Licence
from comptoir.firms.rights import Right
from comptoir.kernel.among import among

from .auth import Scope
from .bodies import Body, Id, PathId, read, takes
from .clients import DossierShown, dossier, dossiers_of
from .problems import Invalid

router = Router(tags=["clients"])
MOST_AT_ONCE = 5000


class DossierManagersAsked(Body):
    """In order: the first is the primary one."""

    managers: Annotated[list[Id], Field(max_length=50)]


class ManyDossiersAsked(Body):
    """`person` goes with the changes of managers, `instead` with «replace», `licence` with «licence»."""

    dossiers: Annotated[list[Id], Field(min_length=1, max_length=MOST_AT_ONCE)]
    change: Literal["add", "primary", "replace", "remove", "licence"]
    person: Id | None = None
    instead: Id | None = None
    licence: Id | None = None


class ManyDossiersChanged(Schema):
    """`refused`: how many stay, since the person is not of their firm, or their code is taken in that licence."""

    changed: list[int]
    refused: int


@router.put("dossiers/{dossier_id}/managers", response=DossierShown, auth=Scope("clients:write"), summary="Gestionnaires d’un dossier",
            openapi_extra=takes(DossierManagersAsked))  # fmt: skip
def put_managers(request, dossier_id: PathId):
    """For who may change managers; all of them work for the dossier's firm."""
    found = get_object_or_404(dossiers_run_by(request.user), pk=dossier_id)
    asked = read(request, DossierManagersAsked).managers
    if change_managers(Dossier.objects.filter(pk=found.pk), lambda now: asked, by=request.user).refused:
        raise Invalid("managers", _("Choisissez des personnes du cabinet de cette licence."))
    return dossier(get_object_or_404(dossiers_of(request.user), pk=dossier_id), request.user)


@router.post("dossiers/bulk", response=ManyDossiersChanged, auth=Scope("clients:write"), summary="Changer plusieurs dossiers",
             openapi_extra=takes(ManyDossiersAsked))  # fmt: skip
def change_many_dossiers(request):
    """For who may change managers and licences. Dossiers that are not yours to change are passed over."""
    if not standing_of(request.user).firms_where(Right.DOSSIERS):
        raise Http404
    asked = read(request, ManyDossiersAsked)
    rows = dossiers_run_by(request.user).filter(among("pk", asked.dossiers))
    changed = moved(rows, asked, request.user) if asked.change == "licence" else change_managers(rows, new_of(asked), by=request.user)
    return {"changed": [event.target_id for event in changed.events], "refused": changed.refused}


def moved(rows, asked, user):
    licence = Licence.objects.visible_to(user).filter(pk=asked.licence).first() if asked.licence else None
    if licence is None:
        raise Invalid("licence", _("Choisissez une licence du cabinet."))
    return change_licence(rows, licence, by=user)


def new_of(asked):
    if asked.person is None:
        raise Invalid("person", _("Choisissez quelqu’un du cabinet."))
    if asked.change == "replace":
        if asked.instead is None:
            raise Invalid("instead", _("Choisissez quelqu’un du cabinet."))
        return partial(with_replaced, user_id=asked.person, by_id=asked.instead)
    return partial({"add": with_manager, "primary": with_primary, "remove": without_manager}[asked.change], user_id=asked.person)
