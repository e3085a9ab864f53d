"""What came in from outside the portal: the mails and short messages that wait for a person, and questions that a connected software brings."""

from datetime import datetime
from typing import Annotated, Literal

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from comptoir.clients.models import Dossier
from comptoir.conversations.actions import Draft
from comptoir.conversations.actions.by_number import open_by_number
from comptoir.conversations.actions.incoming import accept_as_question, accept_into, discard_incoming
from comptoir.conversations.models import Conversation, Incoming
from comptoir.documents.serving import file_response

from .auth import Scope
from .bodies import ONE_LINE, SOME_LINE, Body, Id, MessageBody, PathId, Search, Subject, read, takes
from .conversations import ConversationWhole, whole
from .cursors import Page, one_page, page_schema
from .idempotency import draft_key
from .messages import A_FILE
from .problems import Invalid
from .shapes import Named, person

router = Router(tags=["conversations"])
Verdicts = Literal["quarantined", "automatic", "accepted", "discarded"]
Code = Annotated[str, Field(max_length=40, pattern=ONE_LINE)]


class IncomingFileShown(Schema):
    id: int
    name: str
    media_type: str
    size: int


class IncomingShown(Schema):
    """`reason` is why it was not simply posted; `user` whose reply address it came to. `message` and `conversation` once it was accepted."""

    id: int
    firm: int
    conversation: int | None
    message: int | None
    user: Named | None
    channel: Literal["portal", "email", "sms"]
    sender_address: str
    sender_name: str
    subject: str
    body: str
    quoted: str
    verdict: Verdicts
    reason: str
    received_at: datetime
    reviewed_at: datetime | None
    reviewed_by: Named | None
    files: list[IncomingFileShown]


class IncomingFilters(Page):
    verdict: Verdicts | None = None
    q: Search | None = None


class Acceptance(Body):
    """One of the two: the conversation that it is posted in, or the dossier about which it opens one, under `subject` or its own."""

    conversation: Id | None = None
    dossier: Id | None = None
    subject: Annotated[str, Field(max_length=200, pattern=ONE_LINE)] = ""


class IncomingMessage(Body):
    """A question from a connected software. Its dossier is named by `dossier`, by `dossier_code` (with `licence` where two have it), or by `siren`.

    `number` is a colleague's identification number. Who writes is the client user of that address, else `sender_name`.
    `external_id` is the software's own name for it: sent again, it answers what was opened before.
    """

    dossier: Id | None = None
    dossier_code: Code = ""
    licence: Id | None = None
    siren: Annotated[str, Field(max_length=20, pattern=ONE_LINE)] = ""
    number: Code = ""
    subject: Subject
    body: MessageBody
    sender_email: Annotated[str, Field(max_length=254, pattern=ONE_LINE)] = ""
    sender_name: Annotated[str, Field(max_length=160, pattern=ONE_LINE)] = ""
    external_id: Annotated[str, Field(max_length=200, pattern=SOME_LINE)]


@router.get("incoming", response=page_schema(IncomingShown), auth=Scope("conversations:read"), summary="Messages reçus à vérifier")
def list_incoming(request, filters: Query[IncomingFilters]):
    """For members: administrators all of the firm, others those of conversations they work on. The latest first."""
    rows = visible_to(request.user)
    if filters.verdict:
        rows = rows.filter(verdict=filters.verdict)
    if filters.q:
        rows = rows.filter(Q(sender_address__icontains=filters.q) | Q(sender_name__icontains=filters.q) | Q(subject__icontains=filters.q))
    return one_page(rows, filters, show=shown)


@router.get("incoming/{incoming_id}", response=IncomingShown, auth=Scope("conversations:read"), summary="Un message reçu")
def get_incoming(request, incoming_id: PathId):
    return shown(visible(request.user, incoming_id))


@router.get("incoming/{incoming_id}/files/{file_id}", auth=Scope("conversations:read"), summary="Un fichier d’un message reçu", openapi_extra=A_FILE)
def get_incoming_file(request, incoming_id: PathId, file_id: PathId):
    return file_response(get_object_or_404(visible(request.user, incoming_id).files.select_related("file"), file=file_id).file)


@router.post("incoming/{incoming_id}/acceptance", response=IncomingShown, auth=Scope("conversations:write"), summary="Accepter un message reçu",
             openapi_extra=takes(Acceptance))  # fmt: skip
def accept_incoming(request, incoming_id: PathId):
    """409 once somebody decided."""
    row, asked = visible(request.user, incoming_id), read(request, Acceptance)
    if bool(asked.conversation) == bool(asked.dossier):
        raise Invalid("conversation", _("Une conversation ou un dossier, l’un des deux."))
    if asked.conversation:
        accept_into(row, target(Conversation, request.user, row, "conversation", asked.conversation), by=request.user)
    else:
        accept_as_question(row, target(Dossier, request.user, row, "dossier", asked.dossier), by=request.user, subject=asked.subject)
    return shown(visible(request.user, incoming_id))


@router.post("incoming/{incoming_id}/discard", response=IncomingShown, auth=Scope("conversations:write"), summary="Écarter un message reçu")
def set_aside_incoming(request, incoming_id: PathId):
    """409 once somebody decided. The sender hears nothing."""
    discard_incoming(visible(request.user, incoming_id), by=request.user)
    return shown(visible(request.user, incoming_id))


@router.post("incoming-messages", response={200: ConversationWhole, 201: ConversationWhole}, auth=Scope("conversations:write"),
             summary="Apporter une question d’un logiciel connecté", exclude_unset=True, openapi_extra=takes(IncomingMessage))  # fmt: skip
def bring_question(request):
    """For members, about the dossiers they work on: a software is connected with the token of one of them. 200 for an `external_id` of before.

    It is assigned to the colleague with that number, or to their delegate while they are away; with a number of nobody's, as any question about the dossier.
    """
    asked = read(request, IncomingMessage)
    dossier = dossier_named(request.user, asked)
    author = client_user(dossier, asked.sender_email)
    name = asked.sender_name.strip() or asked.sender_email.strip() or dossier.client.name
    draft = Draft(asked.body, author, key=draft_key(request), sender_name="" if author else name[:160])
    message, is_new = open_by_number(dossier, number=asked.number.strip(), subject=asked.subject.strip(), draft=draft, external_id=asked.external_id.strip())
    return Status(201 if is_new else 200, whole(message.conversation_id, request.user))


def visible_to(user):
    rows = Incoming.objects.visible_to(user).exclude(verdict__in=[Incoming.Verdict.POSTED, Incoming.Verdict.REFUSED])
    return rows.select_related("user", "reviewed_by").prefetch_related("files__file")


def visible(user, incoming_id):
    return get_object_or_404(visible_to(user), pk=incoming_id)


def target(model, user, row, field, pk):
    """Where it goes: something of the same firm that `user` works on."""
    found = model.objects.worked_on_by(user).filter(firm=row.firm_id, pk=pk).first()
    if found is None:
        raise Invalid(field, _("Choisissez une conversation que vous suivez.") if model is Conversation else _("Choisissez un de vos dossiers."))
    return found


def dossier_named(user, asked):
    """The one dossier that the question is about. Raises Invalid where none or several are named."""
    field, names = next(((field, names) for field, names in ways_to_name(asked) if all(names.values())), ("dossier", None))
    if names is None:
        raise Invalid(field, _("Nommez le dossier : dossier, dossier_code ou siren."))
    if asked.licence:
        names |= {"licence": asked.licence}
    found = list(Dossier.objects.worked_on_by(user).filter(**names).select_related("firm", "client")[:2])
    if len(found) > 1:
        raise Invalid(field, _("Plusieurs dossiers correspondent. Nommez aussi la licence, ou le dossier par son identifiant."))
    if not found:
        raise Invalid(field, _("Choisissez un de vos dossiers."))
    return found[0]


def ways_to_name(asked):
    yield "dossier", {"pk": asked.dossier}
    yield "dossier_code", {"code": asked.dossier_code.strip()}
    yield "siren", {"client__siren": "".join(asked.siren.split())}


def client_user(dossier, address):
    """The client user of the dossier with this address; None for everybody else, colleagues too."""
    user = get_user_model().objects.filter(email=address.strip().lower(), is_active=True).first() if address.strip() else None
    return user if user and Dossier.objects.represented_by(user).filter(pk=dossier.pk).exists() else None


def shown(row):
    same = ("channel", "sender_address", "sender_name", "subject", "body", "quoted", "verdict", "reason", "received_at", "reviewed_at")
    files = [{name: getattr(one.file, name) for name in ("id", "name", "media_type", "size")} for one in row.files.all()]
    return {name: getattr(row, name) for name in same} | {
        "id": row.pk,
        "firm": row.firm_id,
        "conversation": row.conversation_id,
        "message": row.message_id,
        "user": person(row.user),
        "reviewed_by": person(row.reviewed_by),
        "files": files,
    }
