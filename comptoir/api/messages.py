"""What is written in a conversation: messages for both sides, notes for members, and their files."""

from datetime import datetime
from typing import Annotated, Literal

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from comptoir.conversations.actions import Draft, add_note, post_message, resend_message
from comptoir.conversations.actions.posting import is_client_of
from comptoir.conversations.actions.resend import resend_delivery
from comptoir.conversations.deliveries import WAYS
from comptoir.conversations.mentions import people_who_read, read_mentions
from comptoir.conversations.models import Attachment, Mention, Message
from comptoir.documents.serving import file_response
from comptoir.documents.sniffing import ALLOWED
from comptoir.transports.models import Delivery

from .auth import Scope
from .bodies import LARGEST_ID, Body, Id, MessageBody, PathId, read, read_files, takes
from .conversations import visible, worked_on
from .cursors import Page, page_schema, rows_of, shown
from .idempotency import draft_key
from .problems import Invalid
from .shapes import Named, person

router = Router(tags=["conversations"])
A_FILE = {"responses": {200: {"description": "Le fichier", "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in ALLOWED}}}}


class AttachmentShown(Schema):
    id: int
    name: str
    media_type: str
    size: int
    sha256: str
    url: str


class DeliveryShown(Schema):
    """One message on its way to one person. `at`: when it was sent, or until then when it is tried next; `arrived_at`: when a telephone had it in hand."""

    id: int
    user: Named
    channel: str
    state: Literal["pending", "sent", "dropped", "failed"]
    error: str
    at: datetime | None
    arrived_at: datetime | None
    attempts: int


class MessageShown(Schema):
    """`deliveries` are shown to members only. `sender_name` is who wrote without an account; `quoted` what the mail that brought it quoted."""

    id: int
    author: Named | None
    sender_name: str
    channel: Literal["portal", "email", "sms"]
    from_client: bool
    body: str
    signature: str
    quoted: str
    sent_at: datetime
    attachments: list[AttachmentShown]
    deliveries: list[DeliveryShown] | None = None


class NoteShown(Schema):
    id: int
    author: Named | None
    body: str
    sent_at: datetime
    mentions: list[Named]
    attachments: list[AttachmentShown]


class Resent(Schema):
    resent: int


class ResendingAsked(Body):
    """By its own way, or by the other one."""

    channel: Literal["email", "sms"] | None = None


class Reply(Body):
    """`seen_up_to`: the id of the last message that was read. When somebody else wrote after it, nothing is sent and the answer is 409."""

    body: MessageBody
    seen_up_to: Annotated[int, Field(ge=0, le=LARGEST_ID)] | None = None


class NoteAsked(Body):
    """`mentions` are colleagues' ids; left out, they are read from the @names in the text."""

    body: MessageBody
    mentions: Annotated[list[Id], Field(max_length=50)] | None = None


@router.get(
    "conversations/{conversation_id}/messages", response=page_schema(MessageShown), auth=Scope("conversations:read"), summary="Messages", exclude_unset=True
)
def list_messages(request, conversation_id: PathId, page: Query[Page]):
    """Newest first."""
    conversation = visible(request.user, conversation_id)
    return shown_to(request.user, conversation, rows_of(messages_in(conversation, is_note=False), page, ("-id",)))


@router.post("conversations/{conversation_id}/messages", response={201: MessageShown}, auth=Scope("conversations:write"), summary="Répondre",
             exclude_unset=True, openapi_extra=takes(Reply, files=True))  # fmt: skip
def reply(request, conversation_id: PathId):
    conversation = visible(request.user, conversation_id)
    asked = read(request, Reply)
    draft = Draft(asked.body, request.user, read_files(request), draft_key(request))
    sent = post_message(conversation, draft, seen_up_to=asked.seen_up_to)
    written = messages_in(conversation, is_note=False).get(pk=sent.pk)
    return Status(201, shown_to(request.user, conversation, ([written], None))["items"][0])


@router.post("conversations/{conversation_id}/messages/{message_id}/resending", response=Resent, auth=Scope("conversations:write"), summary="Renvoyer")
def resend(request, conversation_id: PathId, message_id: PathId):
    """For members: send again what could not be delivered; answers how many deliveries there were."""
    conversation = worked_on(request.user, conversation_id)
    message = get_object_or_404(Message, conversation=conversation, is_note=False, pk=message_id)
    return {"resent": resend_message(message, by=request.user)}


@router.post("conversations/{conversation_id}/messages/{message_id}/deliveries/{delivery_id}/resending", response=Resent, auth=Scope("conversations:write"),
             summary="Renvoyer à une personne", openapi_extra=takes(ResendingAsked))  # fmt: skip
def resend_to_one(request, conversation_id: PathId, message_id: PathId, delivery_id: PathId):
    """For members: send one failed delivery again, also by the other way."""
    conversation = worked_on(request.user, conversation_id)
    message = get_object_or_404(Message, conversation=conversation, is_note=False, pk=message_id)
    delivery = get_object_or_404(Delivery, event=message.event_id, channel__in=WAYS, pk=delivery_id)
    resend_delivery(delivery, by=request.user, channel=read(request, ResendingAsked).channel or "")
    return {"resent": 1}


@router.get("conversations/{conversation_id}/notes", response=page_schema(NoteShown), auth=Scope("conversations:read"), summary="Notes internes")
def list_notes(request, conversation_id: PathId, page: Query[Page]):
    """For members. Newest first."""
    return shown(rows_of(messages_in(worked_on(request.user, conversation_id), is_note=True), page, ("-id",)), note)


@router.post("conversations/{conversation_id}/notes", response={201: NoteShown}, auth=Scope("conversations:write"), summary="Ajouter une note interne",
             openapi_extra=takes(NoteAsked, files=True))  # fmt: skip
def write_note(request, conversation_id: PathId):
    """For members; clients never see notes."""
    conversation = worked_on(request.user, conversation_id)
    asked = read(request, NoteAsked)
    draft = Draft(asked.body, request.user, read_files(request), draft_key(request))
    written = add_note(conversation, draft, mentioned=mentioned(conversation, asked))
    return Status(201, note(messages_in(conversation, is_note=True).get(pk=written.pk)))


@router.get("conversations/{conversation_id}/attachments/{attachment_id}", auth=Scope("conversations:read"), summary="Une pièce jointe", openapi_extra=A_FILE)
def get_attachment(request, conversation_id: PathId, attachment_id: PathId):
    """The file, byte for byte. `Repr-Digest` is its SHA-256."""
    readable = Message.objects.visible_to(request.user).filter(conversation=conversation_id)
    attachment = get_object_or_404(Attachment.objects.select_related("file"), message__in=readable, pk=attachment_id)
    return file_response(attachment.file)


def messages_in(conversation, *, is_note):
    files = Prefetch("attachments", Attachment.objects.select_related("file").order_by("pk"))
    rows = Message.objects.filter(conversation=conversation, is_note=is_note).select_related("author").prefetch_related(files)
    return rows.prefetch_related(Prefetch("mentions", Mention.objects.select_related("user").order_by("pk"))) if is_note else rows


def mentioned(conversation, asked):
    """The colleagues to be told of a note. Raises Invalid for an id that does not read the conversation."""
    if asked.mentions is None:
        return read_mentions(asked.body, conversation)
    people = list(people_who_read(conversation).filter(pk__in=asked.mentions).distinct())
    if len(people) < len(set(asked.mentions)):
        raise Invalid("mentions", _("L’une de ces personnes ne travaille pas sur ce dossier."))
    return people


def shown_to(user, conversation, found):
    """Messages as members read them, with their deliveries, or as clients do."""
    if is_client_of(user, conversation):
        return shown(found, message)
    deliveries = deliveries_of(found[0])
    return shown(found, lambda row: message(row) | {"deliveries": [delivery(one) for one in deliveries if one.event_id == row.event_id]})


def deliveries_of(messages):
    return list(Delivery.objects.filter(event__in=[row.event_id for row in messages]).select_related("user").order_by("pk"))


def message(row):
    return {
        "id": row.pk,
        "author": person(row.author),
        "sender_name": row.sender_name,
        "channel": row.channel,
        "from_client": row.from_client,
        "body": row.body,
        "signature": row.signature,
        "quoted": row.quoted,
        "sent_at": row.sent_at,
        "attachments": attachments(row),
    }


def note(row):
    return {
        "id": row.pk,
        "author": person(row.author),
        "body": row.body,
        "sent_at": row.sent_at,
        "mentions": [person(one.user) for one in row.mentions.all()],
        "attachments": attachments(row),
    }


def attachments(row):
    return [
        {name: getattr(one.file, name) for name in ("name", "media_type", "size", "sha256")}
        | {"id": one.pk, "url": reverse("api:get_attachment", args=[row.conversation_id, one.pk])}
        for one in row.attachments.all()
    ]


def delivery(row):
    return {
        "id": row.pk,
        "user": person(row.user),
        "channel": row.channel,
        "state": row.state,
        "error": row.error,
        "at": row.due_at if row.state == Delivery.State.PENDING else row.sent_at,
        "arrived_at": row.arrived_at,
        "attempts": row.attempts,
    }
