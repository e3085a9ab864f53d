"""Oneself: profile."""

import zoneinfo
from typing import Annotated, Literal

from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import AfterValidator, Field

from comptoir.clients.standing import standing_of

from .auth import Scope
from .bodies import ONE_LINE, SOME_LINE, Body, read, takes

router = Router(tags=["me"])


class Me(Schema):
    id: int
    email: str
    first_name: str
    last_name: str
    name: str
    phone: str
    job_title: str
    language: str
    time_zone: str
    is_member: bool
    firms: list[int]
    clients: list[int]
    scopes: list[str]


def known_zone(name):
    if name not in zoneinfo.available_timezones():
        raise ValueError(_("Fuseau horaire inconnu. Exemple : Europe/Paris."))
    return name


Name = Annotated[str, Field(max_length=80, pattern=SOME_LINE)]


class MeChanges(Body):
    """Only what is sent changes."""

    first_name: Name = ""
    last_name: Name = ""
    phone: Annotated[str, Field(max_length=30, pattern=r"^[0-9+(). /-]*$")] = ""
    job_title: Annotated[str, Field(max_length=80, pattern=ONE_LINE)] = ""
    language: Literal["fr", "en"] = "fr"
    time_zone: Annotated[str, Field(max_length=60), AfterValidator(known_zone)] = ""


@router.get("me", response=Me, auth=Scope("me:read"), summary="Soi-même")
def get_me(request):
    return me(request)


@router.patch("me", response=Me, auth=Scope("me:write"), summary="Changer son profil", openapi_extra=takes(MeChanges))
def change_me(request):
    """The e-mail address is not changed here: a new one has to be confirmed."""
    changes = read(request, MeChanges).model_dump(exclude_unset=True)
    for name, value in changes.items():
        setattr(request.user, name, value.strip())
    if changes:
        request.user.save(update_fields=list(changes))
    return me(request)


def me(request):
    user, standing = request.user, standing_of(request.user)
    fields = ("email", "first_name", "last_name", "phone", "job_title", "language", "time_zone")
    return {name: getattr(user, name) for name in fields} | {
        "id": user.pk,
        "name": user.full_name,
        "is_member": standing.is_member,
        "firms": sorted(standing.firm_ids),
        "clients": sorted(standing.client_ids),
        "scopes": sorted(request.token.scopes),
    }
