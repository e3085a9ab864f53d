"""What colleagues note about a client, for each other."""

from datetime import datetime

from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema, Status

from comptoir.client_notes.actions import NoteDeleted, add_note, delete_note, edit_note, restore_note
from comptoir.client_notes.forms import unknown_names
from comptoir.client_notes.models import ClientMention, ClientNote, noted_clients
from comptoir.clients.mentions import UnknownMention, named_in, people_serving

from .auth import Scope
from .bodies import Body, MessageBody, PathId, read, takes
from .cursors import Page, one_page, page_schema
from .idempotency import draft_key
from .problems import Invalid
from .shapes import Named, person

router = Router(tags=["clients"])


class ClientNoteShown(Schema):
    """`mentions` are all whom the note ever named."""

    id: int
    client: int
    author: Named | None
    body: str
    created_at: datetime
    edited_at: datetime | None
    mentions: list[Named]


class ClientNoteAsked(Body):
    """@Prénom Nom names a colleague who works for the client, who is then told."""

    body: MessageBody


@router.get("clients/{client_id}/notes", response=page_schema(ClientNoteShown), auth=Scope("clients:read"), summary="Notes sur un client")
def list_client_notes(request, client_id: PathId, page: Query[Page]):
    """For members. Newest first."""
    client = served(request.user, client_id)
    return one_page(notes_of(request.user).filter(client=client), page, show=note)


@router.post("clients/{client_id}/notes", response={201: ClientNoteShown}, auth=Scope("clients:write"), summary="Noter quelque chose sur un client",
             openapi_extra=takes(ClientNoteAsked))  # fmt: skip
def write_client_note(request, client_id: PathId):
    """For members; clients never see notes."""
    client = served(request.user, client_id)
    body = read(request, ClientNoteAsked).body
    written = add_note(client, body=body, by=request.user, mentioned=mentioned(client, body), key=draft_key(request))
    return Status(201, note(notes_of(request.user).get(pk=written.pk)))


@router.patch("clients/{client_id}/notes/{note_id}", response=ClientNoteShown, auth=Scope("clients:write"), summary="Changer sa note sur un client",
              openapi_extra=takes(ClientNoteAsked))  # fmt: skip
def change_client_note(request, client_id: PathId, note_id: PathId):
    """One's own. Only those whom it did not name before are told."""
    row = own(notes_of(request.user), request.user, client_id, note_id)
    body = read(request, ClientNoteAsked).body
    try:
        edit_note(row, body=body, by=request.user, mentioned=mentioned(row.client, body))
    except NoteDeleted:
        raise Http404 from None
    return note(notes_of(request.user).get(pk=row.pk))


@router.delete("clients/{client_id}/notes/{note_id}", response={204: None}, auth=Scope("clients:write"), summary="Supprimer sa note sur un client")
def remove_client_note(request, client_id: PathId, note_id: PathId):
    """One's own."""
    delete_note(own(notes_of(request.user), request.user, client_id, note_id), by=request.user)
    return Status(204, None)


@router.post("clients/{client_id}/notes/{note_id}/restoration", response=ClientNoteShown, auth=Scope("clients:write"),
             summary="Remettre sa note supprimée")  # fmt: skip
def restore_client_note(request, client_id: PathId, note_id: PathId):
    """Undoes a deletion; nobody is told again. A note that was not deleted is not found here."""
    row = own(ClientNote.objects.deleted_by(request.user).select_related("client"), request.user, client_id, note_id)
    restore_note(row, by=request.user)
    return note(notes_of(request.user).get(pk=row.pk))


def served(user, client_id):
    """The client, for a member who works for it; clients get 404."""
    return get_object_or_404(noted_clients(user), pk=client_id)


def own(notes, user, client_id, note_id):
    return get_object_or_404(notes, author=user, client=client_id, pk=note_id)


def notes_of(user):
    named = Prefetch("mentions", ClientMention.objects.select_related("user").order_by("pk"))
    return ClientNote.objects.visible_to(user).select_related("author", "client").prefetch_related(named)


def mentioned(client, body):
    try:
        return named_in(body, people_serving(client))
    except UnknownMention as error:
        raise Invalid("body", unknown_names(error)) from error


def note(row):
    return {
        "id": row.pk,
        "client": row.client_id,
        "author": person(row.author),
        "body": row.body,
        "created_at": row.created_at,
        "edited_at": row.edited_at,
        "mentions": [person(one.user) for one in row.mentions.all()],
    }
