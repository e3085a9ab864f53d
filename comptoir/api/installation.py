"""The installation's firms: for the operator alone. No firm's data but numbers."""

from datetime import datetime
from typing import Annotated, Literal

from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.hosting.actions import ask_for_export, cancel_deletion, create_firm, order_deletion, resume_firm, suspend_firm
from comptoir.hosting.decisions import state_of
from comptoir.hosting.forms import FirmForm
from comptoir.hosting.listing import firms_in_figures
from comptoir.hosting.models import FirmExport

from .auth import Scope
from .bodies import SOME_LINE, Body, PathId, Search, read, takes
from .cursors import Page, one_page, page_schema
from .problems import Invalid

router = Router(tags=["operator"])
Line = Annotated[str, Field(max_length=200, pattern=SOME_LINE)]


class HostedFirm(Schema):
    id: int
    name: str
    slug: str
    country: str
    time_zone: str
    state: Literal["active", "suspended", "leaving"]
    deletion_due_at: datetime | None
    members: int
    client_users: int
    dossiers: int
    created_at: datetime


class FirmExportShown(Schema):
    id: int
    firm: int
    state: Literal["waiting", "done", "failed"]
    asked_at: datetime
    finished_at: datetime | None
    size: int
    sha256: str


class HostedFirms(Page):
    q: Search = ""


class NewFirm(Body):
    """`licence` is the first one; the rest is its first administrator, who is written to."""

    name: Line
    slug: Line
    country: Literal["FR", "BE", "LU", "CH", "CA"] = "FR"
    time_zone: Line = "Europe/Paris"
    licence: Line
    first_name: Line
    last_name: Line
    email: Line
    language: Literal["fr", "en", "nl"] = "fr"


class Suspension(Body):
    reason: Annotated[str, Field(max_length=300, pattern=SOME_LINE)]


class Deletion(Body):
    """The firm's slug, so that no other one is meant."""

    slug: Line


@router.get("operator/firms", response=page_schema(HostedFirm), auth=Scope("operator:read"), summary="Cabinets de l’installation")
def list_hosted_firms(request, filters: Query[HostedFirms]):
    operators_only(request)
    return one_page(firms_in_figures(filters.q), filters, show=shown, order=("name", "id"))


@router.post("operator/firms", response={201: HostedFirm}, auth=Scope("operator:write"), summary="Créer un cabinet", openapi_extra=takes(NewFirm))
def post_hosted_firm(request):
    operators_only(request)
    form = FirmForm(read(request, NewFirm).model_dump())
    if not form.is_valid():
        name, messages = next(iter(form.errors.items()))
        raise Invalid(name, messages[0])
    return 201, shown(found(create_firm(**form.cleaned_data, by=request.user).pk))


@router.get("operator/firms/{firm_id}", response=HostedFirm, auth=Scope("operator:read"), summary="Un cabinet de l’installation")
def get_hosted_firm(request, firm_id: PathId):
    return shown(firm_for(request, firm_id))


@router.post(
    "operator/firms/{firm_id}/suspension", response=HostedFirm, auth=Scope("operator:write"), summary="Suspendre un cabinet", openapi_extra=takes(Suspension)
)
def post_firm_suspension(request, firm_id: PathId):
    firm = firm_for(request, firm_id)
    suspend_firm(firm, reason=read(request, Suspension).reason, by=request.user)
    return shown(found(firm_id))


@router.delete("operator/firms/{firm_id}/suspension", response=HostedFirm, auth=Scope("operator:write"), summary="Rouvrir un cabinet")
def delete_firm_suspension(request, firm_id: PathId):
    resume_firm(firm_for(request, firm_id), by=request.user)
    return shown(found(firm_id))


@router.post(
    "operator/firms/{firm_id}/deletion", response=HostedFirm, auth=Scope("operator:write"), summary="Supprimer un cabinet", openapi_extra=takes(Deletion)
)
def post_firm_deletion(request, firm_id: PathId):
    order_deletion(firm_for(request, firm_id), typed=read(request, Deletion).slug, by=request.user)
    return shown(found(firm_id))


@router.delete("operator/firms/{firm_id}/deletion", response=HostedFirm, auth=Scope("operator:write"), summary="Retirer un ordre de suppression")
def delete_firm_deletion(request, firm_id: PathId):
    cancel_deletion(firm_for(request, firm_id), by=request.user)
    return shown(found(firm_id))


@router.get("operator/firms/{firm_id}/exports", response=page_schema(FirmExportShown), auth=Scope("operator:read"), summary="Copies d’un cabinet")
def list_firm_exports(request, firm_id: PathId, page: Query[Page]):
    return one_page(FirmExport.objects.filter(firm=firm_for(request, firm_id)), page, show=export)


@router.post("operator/firms/{firm_id}/exports", response={201: FirmExportShown}, auth=Scope("operator:write"), summary="Préparer une copie d’un cabinet")
def post_firm_export(request, firm_id: PathId):
    return 201, export(ask_for_export(firm_for(request, firm_id), by=request.user))


def operators_only(request):
    if not request.user.is_operator:
        raise Http404


def firm_for(request, firm_id):
    operators_only(request)
    return found(firm_id)


def found(firm_id):
    return get_object_or_404(firms_in_figures(), pk=firm_id)


def shown(firm):
    state = state_of(suspended_at=firm.suspended_at, deletion_due_at=firm.deletion_due_at)
    counts = {"members": firm.member_count, "client_users": firm.client_user_count, "dossiers": firm.dossier_count}
    names = ("name", "slug", "country", "time_zone", "deletion_due_at", "created_at")
    return {"id": firm.pk, "state": state} | counts | {name: getattr(firm, name) for name in names}


def export(row):
    names = ("state", "asked_at", "finished_at", "size", "sha256")
    return {"id": row.pk, "firm": row.firm_id} | {name: getattr(row, name) for name in names}
