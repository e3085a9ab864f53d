"""Applications: the catalogue of a firm, what one may open oneself, and how one of them signs people in."""

from datetime import datetime
from typing import Annotated, Literal

from django.conf import settings
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema, Status
from pydantic import Field

from comptoir.applications import actions
from comptoir.applications.granted import holding_of
from comptoir.applications.holders import holders_by_application
from comptoir.applications.models import Application, ApplicationFamily, SignIn
from comptoir.applications.sentences import foreign_family
from comptoir.clients.standing import CLIENT, standing_of
from comptoir.firms.models import Firm
from comptoir.firms.rights import Right

from .auth import Scope
from .bodies import SOME_LINE, Body, Id, PathId, read, takes
from .cursors import Page, one_page, one_page_of_list, page_schema
from .problems import Invalid
from .shapes import Named, named

router = Router(tags=["applications"])
Name = Annotated[str, Field(max_length=80, pattern=SOME_LINE)]
Address = Annotated[str, Field(max_length=500)]
Icon = Literal[
    "app-window", "calculator", "landmark", "users", "file-text", "files", "receipt", "message-square", "calendar", "folder", "signature", "star"
]  # fmt: skip


class ApplicationTile(Schema):
    """`address`: where it opens; `icon`: the name of its drawing."""

    id: int
    name: str
    icon: str
    address: str
    firm: Named


class FamilyOfApplications(Schema):
    """Its applications go together as a whole. Families of one `group` exclude each other; `is_required`: each client user has one of the group."""

    id: int
    name: str
    code: str
    group: str
    is_required: bool


class ApplicationShown(Schema):
    """`is_common`: kept by the operator for all firms. `address`: where the firm has it, empty while nobody said so.

    `part`: of the portal, for those that open one. `holders`: how many client users of the firm have it.
    """

    id: int
    code: str
    name: str
    kind: Literal["address", "part"]
    is_common: bool
    family: FamilyOfApplications | None
    address: str
    part: str
    icon: str
    holders: int
    withdrawn_at: datetime | None


class CatalogueFilters(Page):
    """`on_offer`: whether it can be given now."""

    on_offer: bool | None = None


class ApplicationWanted(Body):
    """`kind` cannot be changed later. `family`: one of the firm's own."""

    name: Name
    kind: Literal["address", "part"] = "address"
    family: Id | None = None
    address: Address = ""
    part: Annotated[str, Field(max_length=40)] = ""
    icon: Icon = "app-window"


class ApplicationChanged(Body):
    name: Name
    family: Id | None = None
    address: Address = ""
    part: Annotated[str, Field(max_length=40)] = ""
    icon: Icon = "app-window"


class PlaceWanted(Body):
    address: Address


class ReturnsWanted(Body):
    """Compared sign by sign with where a sign-in is to lead back."""

    redirect_uris: Annotated[list[Annotated[str, Field(max_length=500)]], Field(max_length=20)]


class SignInShown(Schema):
    """`client_secret` is told once, when it is made; null afterwards."""

    issuer: str
    client_id: str
    client_secret: str | None
    redirect_uris: list[str]
    secret_made_at: datetime


@router.get("me/applications", response=page_schema(ApplicationTile), auth=Scope("me:read"), summary="Ses applications")
def list_my_applications(request, page: Query[Page]):
    """What you may open now, at the firms of which you are a client."""
    firm_ids = sorted(firm_id for firm_id, role in standing_of(request.user).roles if role == CLIENT)
    firms = Firm.objects.in_bulk(firm_ids)
    tiles = [(firms[firm_id], one) for firm_id in firm_ids for one in holding_of(request.user.pk, firm_id).tiles]
    return one_page_of_list(tiles, page, name=f"my-applications:{request.user.pk}", show=tile)


@router.get("firms/{firm_id}/applications", response=page_schema(ApplicationShown), auth=Scope("firms:read"), summary="Le catalogue des applications")
def list_applications(request, firm_id: PathId, filters: Query[CatalogueFilters]):
    """Those common to all firms and the firm's own, for its members."""
    firm = firm_of(request.user, firm_id)
    rows = catalogue(firm)
    if filters.on_offer is not None:
        rows = rows.filter(withdrawn_at__isnull=filters.on_offer)
    holders = holders_by_application(rows.values("pk"), firm_id=firm.pk)
    return one_page(rows, filters, show=lambda row: shown(row, holders.get(row.pk, 0)), order=("id",))


@router.post("firms/{firm_id}/applications", response={201: ApplicationShown}, auth=Scope("firms:write"), summary="Ajouter une application",
             openapi_extra=takes(ApplicationWanted))  # fmt: skip
def post_application(request, firm_id: PathId):
    firm, asked = kept_firm(request.user, firm_id), read(request, ApplicationWanted)
    words = asked.model_dump() | {"family": family_of(firm, asked.family)}
    made = actions.add_application(firm, by=request.user, **words)
    return Status(201, one(firm, made.pk))


@router.put("firms/{firm_id}/applications/{application_id}", response=ApplicationShown, auth=Scope("firms:write"), summary="Changer une application",
            openapi_extra=takes(ApplicationChanged))  # fmt: skip
def put_application(request, firm_id: PathId, application_id: PathId):
    """One of the firm's own. Who has it keeps it."""
    firm, asked = kept_firm(request.user, firm_id), read(request, ApplicationChanged)
    row = own(firm, application_id)
    actions.change_application(row, by=request.user, **asked.model_dump() | {"family": family_of(firm, asked.family)})
    return one(firm, row.pk)


@router.put("firms/{firm_id}/applications/{application_id}/address", response=ApplicationShown, auth=Scope("firms:write"),
            summary="Où se trouve une application commune", openapi_extra=takes(PlaceWanted))  # fmt: skip
def put_application_address(request, firm_id: PathId, application_id: PathId):
    """Of a common application: where the firm has it; empty, where everybody has it."""
    firm, asked = kept_firm(request.user, firm_id), read(request, PlaceWanted)
    row = get_object_or_404(catalogue(firm), pk=application_id, firm=None, kind=Application.Kind.ADDRESS)
    actions.locate_application(row, firm, asked.address.strip(), by=request.user)
    return one(firm, row.pk)


@router.post(
    "firms/{firm_id}/applications/{application_id}/withdrawal", response=ApplicationShown, auth=Scope("firms:write"), summary="Retirer une application"
)
def post_application_withdrawal(request, firm_id: PathId, application_id: PathId):
    """One of the firm's own. What was given is remembered; doing it twice does it once."""
    firm = kept_firm(request.user, firm_id)
    actions.withdraw_application(own(firm, application_id), by=request.user)
    return one(firm, application_id)


@router.delete(
    "firms/{firm_id}/applications/{application_id}/withdrawal", response=ApplicationShown, auth=Scope("firms:write"), summary="Reprendre une application"
)
def delete_application_withdrawal(request, firm_id: PathId, application_id: PathId):
    firm = kept_firm(request.user, firm_id)
    actions.restore_application(own(firm, application_id), by=request.user)
    return one(firm, application_id)


@router.get("firms/{firm_id}/applications/{application_id}/sign-in", response=SignInShown, auth=Scope("firms:read"), summary="La connexion unique")
def get_application_sign_in(request, firm_id: PathId, application_id: PathId):
    return connection(sign_in_of(kept_firm(request.user, firm_id), application_id))


@router.put("firms/{firm_id}/applications/{application_id}/sign-in", response=SignInShown, auth=Scope("firms:write"), summary="Raccorder une application",
            openapi_extra=takes(ReturnsWanted))  # fmt: skip
def put_application_sign_in(request, firm_id: PathId, application_id: PathId):
    """The first time, the answer holds the secret, which is told this once; later it changes where sign-ins lead back."""
    firm, asked = kept_firm(request.user, firm_id), read(request, ReturnsWanted)
    row = get_object_or_404(catalogue(firm), pk=application_id, kind=Application.Kind.ADDRESS)
    there = SignIn.objects.filter(firm=firm, application=row).select_related("client", "application").first()
    if there:
        return connection(actions.change_returns(there, asked.redirect_uris, by=request.user))
    return connection(*actions.register_sign_in(row, firm, asked.redirect_uris, by=request.user))


@router.post("firms/{firm_id}/applications/{application_id}/sign-in/secret", response=SignInShown, auth=Scope("firms:write"), summary="Nouveau secret")
def post_application_secret(request, firm_id: PathId, application_id: PathId):
    """The one before opens nothing any more."""
    row = sign_in_of(kept_firm(request.user, firm_id), application_id)
    secret = actions.renew_secret(row, by=request.user)
    return connection(sign_in_of(row.firm, application_id), secret)


@router.delete("firms/{firm_id}/applications/{application_id}/sign-in", response={204: None}, auth=Scope("firms:write"), summary="Ne plus raccorder")
def delete_application_sign_in(request, firm_id: PathId, application_id: PathId):
    actions.remove_sign_in(sign_in_of(kept_firm(request.user, firm_id), application_id), by=request.user)
    return Status(204, None)


def firm_of(user, firm_id):
    return get_object_or_404(Firm, pk__in=standing_of(user).firm_ids & {firm_id})


def kept_firm(user, firm_id):
    """The firm, for who may keep its catalogue."""
    return get_object_or_404(Firm, pk__in=standing_of(user).firms_where(Right.APPLICATIONS) & {firm_id})


def catalogue(firm):
    return Application.objects.of_firm(firm.pk).addressed_for(firm.pk).select_related("family")


def own(firm, application_id):
    return get_object_or_404(catalogue(firm), pk=application_id, firm=firm)


def family_of(firm, family_id):
    if family_id is None:
        return None
    family = ApplicationFamily.objects.filter(pk=family_id, firm=firm).first()
    if family is None:
        raise Invalid("family", foreign_family())
    return family


def sign_in_of(firm, application_id):
    return get_object_or_404(SignIn.objects.select_related("client", "application", "firm"), firm=firm, application=application_id)


def one(firm, application_id):
    row = catalogue(firm).get(pk=application_id)
    return shown(row, holders_by_application([row.pk], firm_id=firm.pk).get(row.pk, 0))


def tile(pair):
    firm, one = pair
    address = one.address if "://" in one.address else settings.BASE_URL + one.address
    return {"id": one.pk, "name": one.name, "icon": one.icon, "address": address, "firm": named(firm)}


def shown(row, holders):
    same = {name: getattr(row, name) for name in ("code", "name", "kind", "part", "icon", "withdrawn_at")}
    family = row.family
    words = {"id": family.pk} | {name: getattr(family, name) for name in ("name", "code", "group", "is_required")} if family else None
    return same | {"id": row.pk, "is_common": row.firm_id is None, "family": words, "address": row.place, "holders": holders}


def connection(row, secret=None):
    same = {"client_id": row.client_id, "redirect_uris": row.client.get_redirect_uris(), "secret_made_at": row.secret_made_at}
    return same | {"issuer": settings.BASE_URL, "client_secret": secret}
