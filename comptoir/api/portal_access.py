"""The portal of clients, for members: which clients are on it, who has an access, what becomes visible by one (K6, K7, K9, X9)."""

from datetime import datetime
from typing import Annotated, Literal

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.clients.actions import (
    change_contact,
    change_level,
    close_access,
    disable_portal,
    enable_portal,
    reopen_access,
)
from comptoir.clients.models import Client, ClientAccess, Contact
from comptoir.clients.standing import standing_of
from comptoir.clients.workplaces import clients_opened_by
from comptoir.firms.rights import Right
from comptoir.invitations.listing import Filters, clients_listed, invited_of, states_of, users_of
from comptoir.invitations.preview import candidate_of, foretell

from .auth import Scope
from .bodies import SOME_LINE, Body, Id, PathId, Search, read, takes
from .client_user_lives import again
from .client_user_shapes import ClientUserProfile
from .clients import ClientUserShown, ContactShown, Email, Line80, Phone, client_user, contact, contact_of
from .cursors import Page, page_schema, rows_of
from .problems import Invalid
from .shapes import Named, named, person

router = Router(tags=["clients"])
BY_NAME = ("name_key", "id")
Levels = Literal["limited", "full"]
MOST_AT_ONCE = 500


class ClientPortalShown(Schema):
    """`users` have an access; `invited` were invited and not revoked; `invitations` counts people by the state of their latest invitation."""

    client: Named
    is_enabled: bool
    enabled_at: datetime | None
    enabled_by: Named | None
    users: int
    invited: int
    invitations: dict[str, int]


class PortalFilters(Page):
    q: Search | None = None
    portal: Literal["on", "off"] | None = None
    people: Literal["nobody", "pending", "expired", "undeliverable"] | None = None


class ForetellingAsked(Schema):
    """Both are needed."""

    contact: int | None = Field(None, ge=1, le=2**63 - 1)
    level: Levels | None = None


class ForetoldShown(Schema):
    title: str
    at: datetime


class BulkChangeShown(Schema):
    """`new` become visible, `hidden` of them are not yours to read; `titles` are the first fifty that are. `already`: visible before; `lost`: no more."""

    kind: str
    label: str
    new: int
    already: int
    lost: int
    hidden: int
    titles: list[ForetoldShown]


class ForetellingShown(Schema):
    changes: list[BulkChangeShown]


class LevelAsked(Body):
    level: Levels


class ManyPortalsAsked(Body):
    clients: Annotated[list[Id], Field(min_length=1, max_length=MOST_AT_ONCE)]
    change: Literal["enable", "disable"]


class ManyPortalsChanged(Schema):
    changed: list[int]


class ContactChange(Body):
    """What is left out stays as it is."""

    last_name: Annotated[str, Field(max_length=80, pattern=SOME_LINE)] | None = None
    first_name: Line80 | None = None
    email: Email | None = None
    phone: Phone | None = None
    job_title: Line80 | None = None
    language: Literal["fr", "en", "nl"] | None = None


@router.get("portal-clients", response=page_schema(ClientPortalShown), auth=Scope("clients:read"), summary="Clients et portail")
def list_portal_clients(request, filters: Query[PortalFilters]):
    """By name; for members, the clients that they serve."""
    wanted = Filters(words=filters.q or "", portal=filters.portal or "", people=filters.people or "")
    rows = clients_listed(request.user, wanted).select_related("portal_enabled_by")
    found, following = rows_of(rows, filters, BY_NAME)
    return {"items": portals(found), "next": following}


@router.post("portal-clients/bulk", response=ManyPortalsChanged, auth=Scope("clients:write"), summary="Activer ou désactiver plusieurs portails",
             openapi_extra=takes(ManyPortalsAsked))  # fmt: skip
def change_portal_clients(request):
    """For members. Clients that are not yours, and those that are so already, are passed over."""
    if not standing_of(request.user).firms_where(Right.CLIENT_USERS):
        raise Http404
    asked = read(request, ManyPortalsAsked)
    clients = clients_opened_by(request.user).filter(pk__in=asked.clients)
    change = enable_portal if asked.change == "enable" else disable_portal
    return {"changed": [one.pk for one in change(clients, by=request.user)]}


@router.get("clients/{client_id}/portal", response=ClientPortalShown, auth=Scope("clients:read"), summary="Le portail d’un client")
def get_client_portal(request, client_id: PathId):
    return portal(served(request, client_id))


@router.put("clients/{client_id}/portal", response=ClientPortalShown, auth=Scope("clients:write"), summary="Activer le portail d’un client")
def enable_client_portal(request, client_id: PathId):
    """From now on requests to this client lead to the portal, also if nobody is invited. Doing it twice does it once."""
    enable_portal(Client.objects.filter(pk=served(request, client_id).pk), by=request.user)
    return portal(served(request, client_id))


@router.delete("clients/{client_id}/portal", response=ClientPortalShown, auth=Scope("clients:write"), summary="Désactiver le portail d’un client")
def disable_client_portal(request, client_id: PathId):
    """Accesses stay; requests go through the page without account again."""
    disable_portal(Client.objects.filter(pk=served(request, client_id).pk), by=request.user)
    return portal(served(request, client_id))


@router.get("clients/{client_id}/portal/preview", response=ForetellingShown, auth=Scope("clients:read"), summary="Ce que verra le client")
def preview_client_portal(request, client_id: PathId, asked: Query[ForetellingAsked]):
    """What a contact of this client would see with this level and does not see now."""
    client = served(request, client_id)
    if asked.level is None:
        raise Invalid("level", _("Choisissez un niveau d’accès."))
    found = Contact.objects.served_by(request.user).filter(clients=client, pk=asked.contact).select_related("user").first()
    if found is None:
        raise Invalid("contact", _("Cette personne n’est pas une personne-ressource de ce client."))
    return {"changes": [change(one) for one in foretell(candidate_of(client, found), asked.level, by=request.user)]}


@router.get("client-users/{access_id}", response=ClientUserProfile, auth=Scope("client_users:read"), summary="Un utilisateur client")
def get_client_user(request, access_id: PathId):
    """The person of that access, with all that they have: for members with the right."""
    return again(request, access_id)


@router.patch("client-users/{access_id}", response=ClientUserShown, auth=Scope("clients:write"), summary="Changer le niveau d’un utilisateur client",
              openapi_extra=takes(LevelAsked))  # fmt: skip
def change_client_user(request, access_id: PathId):
    access = access_of(request, access_id)
    asked = read(request, LevelAsked)
    if access.user_id == request.user.pk:
        raise Invalid("level", _("Cet accès est le vôtre : demandez à un collègue de le changer."))
    change_level(access, asked.level, by=request.user)
    return client_user(access)


@router.delete("client-users/{access_id}", response=ClientUserShown, auth=Scope("clients:write"), summary="Fermer l’accès d’un utilisateur client")
def close_client_user(request, access_id: PathId):
    """Nothing is deleted: the access can be opened again. Doing it twice does it once; nobody closes their own."""
    close_access(access_of(request, access_id), by=request.user)
    return client_user(access_of(request, access_id))


@router.post("client-users/{access_id}/reopening", response=ClientUserShown, auth=Scope("clients:write"), summary="Rouvrir l’accès d’un utilisateur client")
def reopen_client_user(request, access_id: PathId):
    """With the level that it had."""
    reopen_access(access_of(request, access_id), by=request.user)
    return client_user(access_of(request, access_id))


@router.patch("contacts/{contact_id}", response=ContactShown, auth=Scope("clients:write"), summary="Modifier une personne-ressource",
              openapi_extra=takes(ContactChange))  # fmt: skip
def change_client_contact(request, contact_id: PathId):
    """An invitation that waits stays sent to the address that it went to: send it again."""
    found = contact_of(request, contact_id)
    values = read(request, ContactChange).model_dump(exclude_none=True)
    change_contact(found, values, by=request.user)
    return contact(contact_of(request, contact_id))


def served(request, pk):
    return get_object_or_404(clients_opened_by(request.user).select_related("portal_enabled_by"), pk=pk)


def access_of(request, pk):
    """An access to a client that the caller serves; one's own as a client is not found here."""
    clients = clients_opened_by(request.user)
    return get_object_or_404(ClientAccess.objects.filter(client__in=clients).select_related("client", "user"), pk=pk)


def portal(client):
    return portals([client])[0]


def portals(clients):
    ids = [one.pk for one in clients]
    users, states = users_of(ids), states_of(ids)
    return [shown(one, users.get(one.pk, 0), invited_of(states.get(one.pk, {}))) for one in clients]


def shown(client, users, invited):
    return {
        "client": named(client),
        "is_enabled": client.portal_enabled_at is not None,
        "enabled_at": client.portal_enabled_at,
        "enabled_by": person(client.portal_enabled_by),
        "users": users,
        "invited": invited["invited"],
        "invitations": {str(state): count for state, count in invited["states"]},
    }


def change(one):
    titles = [{"title": line.title, "at": line.at} for line in one.lines]
    counts = {name: getattr(one, name) for name in ("new", "already", "lost", "hidden")}
    return {"kind": one.kind.slug, "label": str(one.kind.label), "titles": titles} | counts
