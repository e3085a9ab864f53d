"""Whom the firm serves: clients, contacts, dossiers, client users. A client user sees their own side of it."""

from datetime import date, datetime
from typing import Annotated, Literal

from django.db.models import Exists, OuterRef, Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import AfterValidator, Field

from comptoir.clients.actions import NewContact, add_contact, create_client
from comptoir.clients.forms import unread
from comptoir.clients.models import Client, ClientAccess, Contact, Dossier, DossierManager
from comptoir.clients.standing import standing_of
from comptoir.clients.workplaces import licences_worked_in, members_of
from comptoir.kernel.identifiers import Unread, read_email, read_phone, read_siren
from comptoir.provisioning.user_listing import Filters, users_listed

from .auth import Scope
from .bodies import ONE_LINE, SOME_LINE, Body, Id, PathId, Search, read, takes
from .cursors import Page, one_page, page_schema
from .idempotency import draft_key
from .problems import Invalid
from .shapes import Named, named, person

router = Router(tags=["clients"])
BY_NAME = ("name_key", "id")


class ClientShown(Schema):
    id: int
    firm: int
    kind: Literal["organisation", "person"]
    name: str
    siren: str
    siret: str
    legal_form: str
    address: str
    postal_code: str
    city: str
    country: str
    founded_on: date | None


class ContactShown(Schema):
    """`user` is the account of the contact, if there is one."""

    id: int
    firm: int
    first_name: str
    last_name: str
    email: str
    phone: str
    job_title: str
    user: int | None
    clients: list[int]


class ManagerShown(Named):
    is_primary: bool


class DossierShown(Schema):
    """`licence` is shown to members only."""

    id: int
    firm: int
    name: str
    code: str
    client: Named
    licence: Named | None = None
    closing_day: int | None
    closing_month: int | None
    managers: list[ManagerShown]


class ClientUserShown(Schema):
    """`id` is that of the access, `user` the person's."""

    id: int
    user: int
    client: Named
    first_name: str
    last_name: str
    email: str
    phone: str
    level: Literal["limited", "full"]
    type: Literal["administrator", "standard"]
    opened_at: datetime
    closed_at: datetime | None


class Found(Page):
    q: Search | None = Field(None, description="Mots à trouver, sans souci des accents")


class ClientUserFilters(Page):
    q: Search | None = Field(None, description="Nom, adresse ou entreprise")
    company: Search | None = None
    state: Literal["active", "validation", "payment", "suspended", "deleted"] | None = None
    type: Literal["administrator", "standard"] | None = None
    level: Literal["limited", "full"] | None = None
    mode: Literal["client", "firm"] | None = None
    application: int | None = Field(None, ge=1, le=2**63 - 1)
    client: int | None = Field(None, ge=1, le=2**63 - 1)


def readable(reader):
    """A validator that gives a text its one form, or says in words why it has none. Nothing stays nothing."""

    def validate(text):
        try:
            return reader(text) if text else ""
        except Unread as reason:
            raise ValueError(unread(reason)) from None

    return AfterValidator(validate)


Line60 = Annotated[str, Field(max_length=60, pattern=ONE_LINE)]
Line80 = Annotated[str, Field(max_length=80, pattern=ONE_LINE)]
Line250 = Annotated[str, Field(max_length=250, pattern=ONE_LINE)]
Siren = Annotated[str, Field(max_length=20, pattern=ONE_LINE), readable(read_siren)]
Email = Annotated[str, Field(max_length=254, pattern=ONE_LINE), readable(read_email)]
Phone = Annotated[str, Field(max_length=30, pattern=ONE_LINE), readable(read_phone)]


class ContactAsked(Body):
    last_name: Annotated[str, Field(max_length=80, pattern=SOME_LINE)]
    first_name: Line80 = ""
    email: Email = ""
    phone: Phone = ""


class ContactMade(ContactAsked):
    """`client` is one of yours. Somebody whom the firm knows by this e-mail address is linked to it."""

    client: Id
    language: Literal["fr", "en", "nl"] = "fr"


class ClientAsked(Body):
    """A client and its first dossier, in `licence`. `managers` in order: the first is the primary one."""

    licence: Id
    name: Annotated[str, Field(max_length=200, pattern=SOME_LINE)]
    kind: Literal["organisation", "person"] = "organisation"
    siren: Siren = ""
    legal_form: Line80 = ""
    address: Line250 = ""
    postal_code: Annotated[str, Field(max_length=12, pattern=ONE_LINE)] = ""
    city: Annotated[str, Field(max_length=100, pattern=ONE_LINE)] = ""
    country: Line60 = ""
    code: Annotated[str, Field(max_length=40, pattern=ONE_LINE)] = ""
    managers: Annotated[list[Id], Field(max_length=50)] = []
    contact: ContactAsked | None = None


class ClientCreated(ClientShown):
    dossier: int


@router.get("clients", response=page_schema(ClientShown), auth=Scope("clients:read"), summary="Clients")
def list_clients(request, filters: Query[Found]):
    return one_page(matching(Client.objects.visible_to(request.user), filters), filters, show=client, order=BY_NAME)


@router.post("clients", response={201: ClientCreated}, auth=Scope("clients:write"), summary="Ajouter un client", openapi_extra=takes(ClientAsked))
def add_client(request):
    """For members, in a licence in which they work; others get 404. 422 for a SIREN that one of one's clients has already."""
    if not standing_of(request.user).is_member:
        raise Http404
    asked = read(request, ClientAsked)
    licence = licences_worked_in(request.user).filter(pk=asked.licence).first()
    if licence is None:
        raise Invalid("licence", _("Choisissez une licence dans laquelle vous travaillez."))
    values = asked.model_dump(include={"name", "kind", "siren", "legal_form", "address", "postal_code", "city", "country"})
    values = {name: " ".join(value.split()) for name, value in values.items()}
    contact = NewContact(**asked.contact.model_dump()) if asked.contact else None
    managers = managers_of(licence, asked.managers)
    made = create_client(licence, by=request.user, values=values, code=asked.code.strip(), managers=managers, contact=contact, key=draft_key(request))
    return Status(201, client(made) | {"dossier": Dossier.objects.get(client=made, licence=licence).pk})


@router.get("clients/{client_id}", response=ClientShown, auth=Scope("clients:read"), summary="Un client")
def get_client(request, client_id: PathId):
    return client(get_object_or_404(Client.objects.visible_to(request.user), pk=client_id))


@router.get("contacts", response=page_schema(ContactShown), auth=Scope("clients:read"), summary="Personnes-ressources")
def list_contacts(request, filters: Query[Found]):
    seen = Prefetch("clients", Client.objects.visible_to(request.user), to_attr="clients_seen")
    rows = Contact.objects.visible_to(request.user).prefetch_related(seen)
    return one_page(matching(rows, filters), filters, show=contact, order=BY_NAME)


@router.post("contacts", response={201: ContactShown}, auth=Scope("clients:write"), summary="Ajouter une personne-ressource", openapi_extra=takes(ContactMade))
def add_client_contact(request):
    """For members, to a client that they serve. Somebody of this client with the same name and no address is not added twice."""
    asked = read(request, ContactMade)
    found = Client.objects.served_by(request.user).filter(pk=asked.client).first()
    if found is None:
        raise Invalid("client", _("Choisissez un de vos clients."))
    new = NewContact(**asked.model_dump(include={"last_name", "first_name", "email", "phone"}))
    made = add_contact(found, new, by=request.user, language=asked.language)
    return Status(201, contact(contact_of(request, made.pk)))


@router.get("dossiers", response=page_schema(DossierShown), auth=Scope("clients:read"), summary="Dossiers", exclude_unset=True)
def list_dossiers(request, filters: Query[Found]):
    rows = matching(dossiers_of(request.user), filters)
    return one_page(rows, filters, show=lambda row: dossier(row, request.user), order=BY_NAME)


@router.get("dossiers/{dossier_id}", response=DossierShown, auth=Scope("clients:read"), summary="Un dossier", exclude_unset=True)
def get_dossier(request, dossier_id: PathId):
    return dossier(get_object_or_404(dossiers_of(request.user), pk=dossier_id), request.user)


@router.get("client-users", response=page_schema(ClientUserShown), auth=Scope("clients:read"), summary="Utilisateurs client")
def list_client_users(request, filters: Query[ClientUserFilters]):
    """Accesses, the newest first. Filters are for members who may change client users: others find nothing by them."""
    rows = ClientAccess.objects.visible_to(request.user).select_related("client", "user")
    return one_page(narrowed(rows, request.user, filters), filters, show=client_user)


def narrowed(rows, user, filters):
    """The accesses of those whom the filters keep, themselves of that client, level and type."""
    own = {name: value for name in ("client", "level", "type") if (value := getattr(filters, name)) is not None}
    values = filters.model_dump(include={"company", "state", "mode", "application"}, exclude_none=True) | own
    if not values and not filters.q:
        return rows
    people = users_listed(user, Filters(words=filters.q or "", **values)).filter(firm=OuterRef("firm"), user=OuterRef("user"))
    return rows.filter(Exists(people), **own)


def contact_of(request, pk):
    """A contact, through the member who sees it."""
    seen = Prefetch("clients", Client.objects.visible_to(request.user), to_attr="clients_seen")
    return get_object_or_404(Contact.objects.served_by(request.user).prefetch_related(seen), pk=pk)


def managers_of(licence, ids):
    """These people, in this order, each once; all of them work for the firm."""
    people = members_of([licence.firm_id]).in_bulk(ids)
    if set(people) != set(ids):
        raise Invalid("managers", _("Choisissez des personnes du cabinet de cette licence."))
    return [people[pk] for pk in dict.fromkeys(ids)]


def matching(rows, filters):
    return rows.matching(filters.q) if filters.q else rows


def dossiers_of(user):
    managers = Prefetch("manager_links", DossierManager.objects.select_related("user"))
    return Dossier.objects.visible_to(user).select_related("client", "licence").prefetch_related(managers)


def client(row):
    fields = ("kind", "name", "siren", "siret", "legal_form", "address", "postal_code", "city", "country", "founded_on")
    return {"id": row.pk, "firm": row.firm_id} | {name: getattr(row, name) for name in fields}


def contact(row):
    fields = ("first_name", "last_name", "email", "phone", "job_title")
    return {"id": row.pk, "firm": row.firm_id, "user": row.user_id, "clients": sorted(client.pk for client in row.clients_seen)} | {
        name: getattr(row, name) for name in fields
    }


def dossier(row, user):
    common = {
        "id": row.pk,
        "firm": row.firm_id,
        "name": row.name,
        "code": row.code,
        "client": named(row.client),
        "closing_day": row.closing_day,
        "closing_month": row.closing_month,
        "managers": [person(link.user) | {"is_primary": link.rank == 0} for link in row.manager_links.all()],
    }
    return common | ({"licence": named(row.licence)} if row.firm_id in standing_of(user).firm_ids else {})


def client_user(row):
    fields = ("first_name", "last_name", "email", "phone")
    return {name: getattr(row.user, name) for name in fields} | {
        "id": row.pk,
        "user": row.user_id,
        "client": named(row.client),
        "level": row.level,
        "type": row.type,
        "opened_at": row.opened_at,
        "closed_at": row.closed_at,
    }
