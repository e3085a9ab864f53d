"""Documents that a firm and its clients share: for members of their dossiers, for clients what is theirs to see (K9)."""

from datetime import datetime
from typing import Annotated, Literal

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from comptoir.clients.models import Contact, Dossier
from comptoir.clients.standing import standing_of
from comptoir.documents.actions import (
    NotOfTheClient,
    note_download,
    rename_document,
    restore_document,
    share_document,
    share_with,
    stop_sharing_with,
    withdraw_document,
)
from comptoir.documents.actions.sharing import is_client_of
from comptoir.documents.history import downloads_of
from comptoir.documents.models import Document
from comptoir.documents.serving import file_response
from comptoir.documents.visibility import readers_of
from comptoir.firms.models import Firm
from comptoir.links.decisions import Act
from comptoir.links.grants import ProofMissing, refuse_api

from .auth import Scope
from .bodies import SOME_LINE, Body, Id, PathId, Search, read, read_files, takes
from .cursors import Page, one_page_of_list, page_schema, rows_of
from .cursors import shown as page_shown
from .idempotency import draft_key
from .messages import A_FILE
from .problems import Invalid
from .shapes import Named, named, person

router = Router(tags=["documents"])
Title = Annotated[str, Field(max_length=200, pattern=SOME_LINE)]
States = Literal["shared", "withdrawn"]


class DocumentFileShown(Schema):
    name: str
    media_type: str
    size: int
    sha256: str
    url: str


class DocumentShown(Schema):
    """`withdrawn_at` and `withdrawn_by` are shown to members only: clients see nothing that is withdrawn."""

    id: int
    firm: int
    dossier: Named
    client: Named
    title: str
    file: DocumentFileShown
    from_client: bool
    shared_by: Named | None
    shared_at: datetime
    state: States
    withdrawn_at: datetime | None = None
    withdrawn_by: Named | None = None


class Documents(Schema):
    items: list[DocumentShown]


class DocumentFilters(Page):
    """`state` is of use to members."""

    state: States | None = None
    from_client: bool | None = None
    dossier: Id | None = None
    client: Id | None = None
    licence: Id | None = None
    q: Search | None = None


class Sharing(Body):
    """With files, as a form. `title` is each file's own name when left out; `contacts` (members) are those who see it with limited access."""

    dossier: Id
    title: Title | None = None
    contacts: Annotated[list[Id], Field(max_length=200)] | None = None


class Renaming(Body):
    title: Title


class Sharers(Body):
    contacts: Annotated[list[Id], Field(min_length=1, max_length=200)]


class ReaderShown(Schema):
    """Somebody of the client who sees the document, or will: `because` full access, named, dropped it; no_account and no_access do not see it yet."""

    name: str
    contact: int | None
    user: int | None
    sees: bool
    because: Literal["full", "named", "dropped", "no_account", "no_access"]


class Readers(Schema):
    items: list[ReaderShown]


class DownloadShown(Schema):
    by: Named | None
    at: datetime


@router.get("documents", response=page_schema(DocumentShown), auth=Scope("documents:read"), summary="Documents", exclude_unset=True)
def list_documents(request, filters: Query[DocumentFilters]):
    """The latest first."""
    return shown_to(request.user, rows_of(filtered(seen_by(request).with_all(), filters), filters, ("-id",)))


@router.post("documents", response={201: Documents}, auth=Scope("documents:write"), summary="Partager ou déposer des documents", exclude_unset=True,
             openapi_extra=takes(Sharing, files=True))  # fmt: skip
def share_documents(request):
    """A document for each file, all of them or none. A member shares with the client, a client user drops for the firm."""
    asked = read(request, Sharing)
    dossier = dossier_of(request.user, asked.dossier)
    is_client = is_client_of(request.user, dossier)
    if is_client:
        refuse_api(request, dossier.firm, Act.UPLOAD)
        if asked.contacts:
            raise Invalid("contacts", _("Seul le cabinet choisit avec qui un document est partagé."))
    contacts = contacts_of(dossier, asked.contacts or ())
    made = share_document(dossier, read_files(request), title=asked.title or "", contacts=contacts, by=request.user, key=draft_key(request))
    rows = Document.objects.filter(pk__in=[one.pk for one in made]).with_all().order_by("place", "pk")
    return Status(201, shown_to(request.user, (list(rows), None)))


@router.get("documents/{document_id}", response=DocumentShown, auth=Scope("documents:read"), summary="Un document", exclude_unset=True)
def get_document(request, document_id: PathId):
    return whole(request.user, visible(request, document_id))


@router.patch("documents/{document_id}", response=DocumentShown, auth=Scope("documents:write"), summary="Renommer un document",
              exclude_unset=True, openapi_extra=takes(Renaming))  # fmt: skip
def change_document(request, document_id: PathId):
    """For members. The file keeps its name."""
    row = worked_on(request.user, document_id)
    rename_document(row, title=read(request, Renaming).title, by=request.user)
    return whole(request.user, row)


@router.get("documents/{document_id}/content", auth=Scope("documents:read"), summary="Le fichier d’un document", openapi_extra=A_FILE)
def get_document_content(request, document_id: PathId):
    """The file, byte for byte. `Repr-Digest` is its SHA-256. It is written down who took it, once per person and hour."""
    row = visible(request, document_id)
    note_download(row, by=request.user)
    return file_response(row.file)


@router.post("documents/{document_id}/withdrawal", response=DocumentShown, auth=Scope("documents:write"), summary="Retirer un document", exclude_unset=True)
def withdraw_from_client(request, document_id: PathId):
    """For members. Doing it twice does it once; the firm keeps it."""
    row = worked_on(request.user, document_id)
    withdraw_document(row, by=request.user)
    return whole(request.user, row)


@router.delete("documents/{document_id}/withdrawal", response=DocumentShown, auth=Scope("documents:write"), summary="Remettre un document", exclude_unset=True)
def restore_to_client(request, document_id: PathId):
    """For members: whoever saw it sees it again."""
    row = worked_on(request.user, document_id)
    restore_document(row, by=request.user)
    return whole(request.user, row)


@router.get("documents/{document_id}/shares", response=page_schema(ReaderShown), auth=Scope("documents:read"), summary="Qui voit un document chez le client")
def list_document_shares(request, document_id: PathId, page: Query[Page]):
    """For members: those who see it, then those who will, each with the reason."""
    row = worked_on(request.user, document_id)
    return one_page_of_list(readers_of(row), page, name=f"readers:{row.pk}", show=reader)


@router.post("documents/{document_id}/shares", response=Readers, auth=Scope("documents:write"), summary="Partager un document nommément",
             openapi_extra=takes(Sharers))  # fmt: skip
def share_by_name(request, document_id: PathId):
    """For members: with more contacts of the client; those with whom it is shared already stay."""
    row = worked_on(request.user, document_id)
    share_with(row, contacts_of(row.dossier, read(request, Sharers).contacts), by=request.user)
    return {"items": [reader(one) for one in readers_of(row)]}


@router.delete("documents/{document_id}/shares/{contact_id}", response={204: None}, auth=Scope("documents:write"), summary="Ne plus partager nommément")
def stop_sharing_by_name(request, document_id: PathId, contact_id: PathId):
    """For members. Whoever has full access to the client sees it still."""
    share = get_object_or_404(worked_on(request.user, document_id).shares.select_related("contact"), contact=contact_id)
    stop_sharing_with(share.document, share.contact, by=request.user)
    return Status(204, None)


@router.get("documents/{document_id}/downloads", response=page_schema(DownloadShown), auth=Scope("documents:read"), summary="Qui a téléchargé un document")
def list_document_downloads(request, document_id: PathId, page: Query[Page]):
    """For members: the latest hundred, once per person and hour."""
    row = worked_on(request.user, document_id)
    return one_page_of_list(downloads_of(row), page, name=f"downloads:{row.pk}", show=lambda one: {"by": person(one.actor), "at": one.occurred_at})


def seen_by(request):
    """What the person sees: as a client only as far as the firm's policy lets a token see it (X11)."""
    standing = standing_of(request.user)
    try:
        for firm in Firm.objects.filter(clients__in=standing.client_ids).distinct() if standing.client_ids else ():
            refuse_api(request, firm, Act.SEE)
    except ProofMissing:
        if not standing.is_member:
            raise
        return Document.objects.worked_on_by(request.user)
    return Document.objects.visible_to(request.user)


def visible(request, document_id):
    row = get_object_or_404(Document.objects.visible_to(request.user).with_all().select_related("firm"), pk=document_id)
    if is_client_of(request.user, row.dossier):
        refuse_api(request, row.firm, Act.SEE)
    return row


def worked_on(user, document_id):
    """The document, for who works on its dossier; clients get 404."""
    return get_object_or_404(Document.objects.worked_on_by(user).with_all(), pk=document_id)


def filtered(rows, filters):
    if filters.state:
        rows = rows.shared() if filters.state == "shared" else rows.withdrawn()
    if filters.from_client is not None:
        rows = rows.filter(is_from_client=filters.from_client)
    places = {name: getattr(filters, name) for name in ("dossier", "client", "licence") if getattr(filters, name)}
    rows = rows.filter(**places)
    return rows.matching(filters.q) if filters.q else rows


def dossier_of(user, dossier_id):
    dossier = Dossier.objects.visible_to(user).select_related("firm").filter(pk=dossier_id).first()
    if dossier is None:
        raise Invalid("dossier", _("Choisissez un de vos dossiers."))
    return dossier


def contacts_of(dossier, contact_ids):
    """Contacts of the dossier's client. Raises NotOfTheClient."""
    found = list(Contact.objects.filter(client_links__client=dossier.client_id, pk__in=contact_ids))
    if len(found) < len(set(contact_ids)):
        raise NotOfTheClient
    return found


def shown_to(user, found):
    """Documents as members read them, or as clients do: whoever works on the dossier of one reads it as a member. One query for any number."""
    worked = set(Document.objects.worked_on_by(user).filter(pk__in=[row.pk for row in found[0]]).values_list("pk", flat=True))
    return page_shown(found, lambda row: document(row, is_member=row.pk in worked))


def whole(user, row):
    return shown_to(user, ([row], None))["items"][0]


def document(row, *, is_member):
    plain = {name: getattr(row, name) for name in ("title", "shared_at")}
    common = plain | {
        "id": row.pk,
        "firm": row.firm_id,
        "dossier": named(row.dossier),
        "client": named(row.client),
        "file": file(row),
        "from_client": row.is_from_client,
        "shared_by": person(row.shared_by),
        "state": "withdrawn" if row.is_withdrawn else "shared",
    }
    return common | ({"withdrawn_at": row.withdrawn_at, "withdrawn_by": person(row.withdrawn_by)} if is_member else {})


def file(row):
    url = reverse("api:get_document_content", args=[row.pk])
    return {name: getattr(row.file, name) for name in ("name", "media_type", "size", "sha256")} | {"url": url}


def reader(one):
    ids = {"contact": one.contact.pk if one.contact else None, "user": one.user.pk if one.user else None}
    return ids | {"name": one.name, "sees": one.sees, "because": one.because}
