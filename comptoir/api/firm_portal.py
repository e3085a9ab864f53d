"""The firm's client portal: on or off, its look, the name of its door. For the firm's administrators."""

from datetime import datetime
from io import BytesIO
from typing import Annotated, Literal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from comptoir.clients.standing import standing_of
from comptoir.firms.addresses import firm_url
from comptoir.firms.models import Firm
from comptoir.kernel.pictures import PictureRefused
from comptoir.portal.actions import (
    change_background,
    change_brand,
    change_slug,
    disable_portal,
    enable_portal,
    remove_logo,
    remove_picture,
)
from comptoir.portal.pictures import develop_logo, develop_picture

from .auth import Scope
from .bodies import Body, PathId, read, takes
from .problems import Invalid

router = Router(tags=["firms"])
Backgrounds = Literal["fir", "ocean", "slate", "plum", "wine", "terracotta", "olive", "paper", "picture"]
FILE = {"type": "string", "format": "binary"}


def takes_a_picture(name):
    """The OpenAPI words of an upload: the file itself, or a form with it."""
    form = {"type": "object", "required": [name], "properties": {name: FILE}}
    content = {"application/octet-stream": {"schema": FILE}, "multipart/form-data": {"schema": form}}
    return {"requestBody": {"required": True, "description": "PNG, JPEG, WebP, GIF ou HEIC, 10 Mo au plus.", "content": content}}


class PictureShown(Schema):
    """`url` is public and names the content: another picture has another."""

    url: str


class LogoShown(PictureShown):
    width: int
    height: int


class FirmPortalShown(Schema):
    """`shows`: what stands at the top left; `background`: a colour, or «picture». `sign_in_url` is what clients are given."""

    firm: int
    enabled: bool
    enabled_at: datetime | None
    sign_in_url: str
    slug: str
    shows: Literal["name", "logo"]
    logo: LogoShown | None
    background: Backgrounds
    picture: PictureShown | None


class PortalChanged(Body):
    """What is left out stays as it is. `logo` and `picture` can be chosen once they were uploaded."""

    enabled: bool | None = None
    shows: Literal["name", "logo"] | None = None
    background: Backgrounds | None = None
    slug: Annotated[str, Field(min_length=3, max_length=40, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")] | None = None


@router.get("firms/{firm_id}/portal", response=FirmPortalShown, auth=Scope("firms:read"), summary="Le portail client")
def get_firm_portal(request, firm_id: PathId):
    return shown(administered(request.user, firm_id))


@router.patch(
    "firms/{firm_id}/portal", response=FirmPortalShown, auth=Scope("firms:write"), summary="Régler le portail client", openapi_extra=takes(PortalChanged)
)
def change_firm_portal(request, firm_id: PathId):
    """All of it or, with 422, nothing."""
    firm = administered(request.user, firm_id)
    change = read(request, PortalChanged)
    with transaction.atomic():
        if change.enabled is not None:
            (enable_portal if change.enabled else disable_portal)(firm, by=request.user)
        if change.shows:
            change_brand(firm, by=request.user, shows=change.shows)
        if change.background:
            change_background(firm, by=request.user, background=change.background)
        if change.slug:
            change_slug(firm, change.slug, by=request.user)
    return shown(administered(request.user, firm_id))


@router.put("firms/{firm_id}/portal/logo", response=FirmPortalShown, auth=Scope("firms:write"), summary="Mettre le logo",
            openapi_extra=takes_a_picture("logo"))  # fmt: skip
def put_logo(request, firm_id: PathId):
    """Drawn anew; shown once `shows` is «logo»."""
    firm = administered(request.user, firm_id)
    change_brand(firm, by=request.user, logo=developed(request, "logo", develop_logo))
    return shown(administered(request.user, firm_id))


@router.delete("firms/{firm_id}/portal/logo", response=FirmPortalShown, auth=Scope("firms:write"), summary="Supprimer le logo")
def delete_logo(request, firm_id: PathId):
    """The name takes its place."""
    remove_logo(administered(request.user, firm_id), by=request.user)
    return shown(administered(request.user, firm_id))


@router.put("firms/{firm_id}/portal/picture", response=FirmPortalShown, auth=Scope("firms:write"), summary="Mettre l’image de fond",
            openapi_extra=takes_a_picture("picture"))  # fmt: skip
def put_picture(request, firm_id: PathId):
    """Drawn anew, and given the veil that its words need; shown once `background` is «picture»."""
    firm = administered(request.user, firm_id)
    change_background(firm, by=request.user, picture=developed(request, "picture", develop_picture))
    return shown(administered(request.user, firm_id))


@router.delete("firms/{firm_id}/portal/picture", response=FirmPortalShown, auth=Scope("firms:write"), summary="Supprimer l’image de fond")
def delete_picture(request, firm_id: PathId):
    remove_picture(administered(request.user, firm_id), by=request.user)
    return shown(administered(request.user, firm_id))


def administered(user, firm_id):
    """The firm, for who administers it; everybody else finds nothing."""
    if firm_id not in standing_of(user).administered_firm_ids:
        raise Http404
    return get_object_or_404(Firm.objects.select_related("brand"), pk=firm_id)


def developed(request, name, develop):
    """What the sent file makes. Django reads forms of POST alone."""
    upload = SimpleUploadedFile(name, request.body)
    if request.content_type == "multipart/form-data":
        _fields, files = request.parse_file_upload(request.META, BytesIO(request.body))
        upload = files.get(name)
    if upload is None:
        raise Invalid(name, _("Joignez un fichier."))
    try:
        return develop(upload)
    except PictureRefused as refusal:
        raise Invalid(name, str(refusal)) from None


def shown(firm):
    brand = firm.appearance
    logo = {"url": firm_url(firm, brand.logo_path), "width": brand.logo_width, "height": brand.logo_height} if brand.logo else None
    return {
        "firm": firm.pk,
        "enabled": firm.portal_enabled_at is not None,
        "enabled_at": firm.portal_enabled_at,
        "sign_in_url": firm_url(firm, reverse("portal", args=[firm.slug])),
        "slug": firm.slug,
        "shows": brand.shows,
        "logo": logo,
        "background": brand.background,
        "picture": {"url": firm_url(firm, brand.picture_path)} if brand.picture else None,
    }
