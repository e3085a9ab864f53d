"""Oneself: profile."""

import zoneinfo
from typing import Annotated, Literal

from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import AfterValidator, Field

from comptoir.accounts.models import TINTS
from comptoir.clients.decisions import Hold
from comptoir.clients.models import ClientAccess
from comptoir.clients.standing import standing_of
from comptoir.firms.models import Membership
from comptoir.profile.actions import save_profile
from comptoir.profile.actions.email import pending_change
from comptoir.profile.values import JOB_LENGTH, NAME_LENGTH, NUMBER_LENGTH, clean_line, clean_name, clean_number, clean_phone, clean_trigram

from .auth import Scope
from .bodies import ONE_LINE, SOME_LINE, Body, read, takes
from .problems import Invalid

router = Router(tags=["me"])
OF_MEMBERS = ("number", "trigram")


class Me(Schema):
    """`awaits`: what keeps every access of a client user closed; null for who sees something."""

    id: int
    email: str
    pending_email: str | None
    first_name: str
    last_name: str
    name: str
    phone: str
    job_title: str
    number: str
    trigram: str
    tint: int
    has_photo: bool
    language: str
    time_zone: str
    is_member: bool
    firms: list[int]
    clients: list[int]
    scopes: list[str]
    awaits: Literal["validation", "suspension", "payment"] | None


def known_zone(name):
    if name not in zoneinfo.available_timezones():
        raise ValueError(_("Fuseau horaire inconnu. Exemple : Europe/Paris."))
    return name


Name = Annotated[str, Field(max_length=NAME_LENGTH, pattern=SOME_LINE), AfterValidator(clean_name)]
# A test compares them with the installation's.
Language = Literal["fr", "en", "nl"]


class MeChanges(Body):
    """Only what is sent changes."""

    first_name: Name = ""
    last_name: Name = ""
    phone: Annotated[str, Field(max_length=30, pattern=ONE_LINE), AfterValidator(clean_phone)] = ""
    job_title: Annotated[str, Field(max_length=JOB_LENGTH, pattern=ONE_LINE), AfterValidator(clean_line)] = ""
    number: Annotated[str, Field(max_length=NUMBER_LENGTH, pattern=ONE_LINE), AfterValidator(clean_number)] = ""
    trigram: Annotated[str, Field(max_length=12, pattern=ONE_LINE), AfterValidator(clean_trigram)] = ""
    tint: Annotated[int, Field(ge=1, le=TINTS)] = 1
    language: Language = "fr"
    time_zone: Annotated[str, Field(max_length=60), AfterValidator(known_zone)] = ""


@router.get("me", response=Me, auth=Scope("me:read"), summary="Soi-même")
def get_me(request):
    return me(request)


@router.patch("me", response=Me, auth=Scope("me:write"), summary="Changer son profil", openapi_extra=takes(MeChanges))
def change_me(request):
    """The e-mail address is not changed here: a new one has to be confirmed (me/email-changes)."""
    changes = read(request, MeChanges).model_dump(exclude_unset=True)
    if not standing_of(request.user).is_member:
        for name in OF_MEMBERS:
            if name in changes:
                raise Invalid(name, _("Seuls les collaborateurs d’un cabinet en ont un."))
    save_profile(request.user, changes, request.user)
    return me(request)


def me(request):
    user, standing = request.user, standing_of(request.user)
    membership = Membership.objects.filter(user=user).active().order_by("pk").first()
    pending = pending_change(user)
    fields = ("email", "first_name", "last_name", "phone", "job_title", "trigram", "tint", "language", "time_zone")
    return {name: getattr(user, name) for name in fields} | {
        "id": user.pk,
        "pending_email": pending.new if pending else None,
        "name": user.full_name,
        "number": membership.number if membership else "",
        "has_photo": bool(user.photo),
        "is_member": standing.is_member,
        "firms": sorted(standing.firm_ids),
        "clients": sorted(standing.client_ids),
        "scopes": sorted(request.token.scopes),
        "awaits": awaited_by(user, standing),
    }


def awaited_by(user, standing):
    """The Hold of a person who sees nothing anywhere, or None."""
    if standing.roles:
        return None
    holds = set(ClientAccess.objects.filter(user=user, closed_at=None).values_list("hold", flat=True)) - {Hold.NONE}
    return min(holds, default=None)
