"""What the firm asks of its clients: members ask, the client's people answer."""

from datetime import date, datetime
from typing import Annotated, Literal

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from comptoir.clients.models import Client, Contact, Dossier
from comptoir.clients.standing import standing_of
from comptoir.documents.serving import file_response
from comptoir.links.decisions import Act
from comptoir.links.grants import refuse_api
from comptoir.requests.actions import UnknownContact, cancel_request, complete_request, remind, resend_link, revoke_link, send_request
from comptoir.requests.decisions import State, acts_of_answering
from comptoir.requests.models import Request
from comptoir.requests.proposals import contact_of, propose_contacts

from .auth import Scope
from .bodies import ANY_TEXT, SOME_TEXT, Body, Id, PathId, Search, Subject, read, read_files, takes
from .cursors import Page, one_page_of_list, page_schema, rows_of
from .idempotency import draft_key
from .messages import A_FILE
from .problems import Invalid
from .shapes import Named, named, person
from .validations import LAST_DAY, Day

router = Router(tags=["requests"])

States = Literal["open", "completed", "cancelled"]
Ways = Literal["portal", "sign_in", "second_factor", "link", "code", "account_missing", "no_address"]


class RequestFileShown(Schema):
    name: str
    media_type: str
    size: int
    sha256: str
    url: str


class RequestShown(Schema):
    """`recipients` is shown to members only; `is_overdue` of an open one whose day has passed."""

    id: int
    firm: int
    client: Named
    dossier: Named
    subject: str
    body: str
    asks_file: bool
    state: States
    due_on: date | None
    is_overdue: bool
    sent_by: Named | None
    sent_at: datetime
    answer: str
    file: RequestFileShown | None
    completed_by: Named | None
    completed_at: datetime | None
    cancelled_at: datetime | None
    recipients: list[Named] | None = None
    reminded_at: datetime | None = None


class RequestFilters(Page):
    state: States | None = None
    overdue: bool | None = None
    sent_by: Literal["me"] | None = None
    dossier: Id | None = None
    client: Id | None = None
    q: Search | None = None


class RequestAsked(Body):
    """`contacts` are people of the dossier's client, with an account or an address."""

    dossier: Id
    contacts: Annotated[list[Id], Field(min_length=1, max_length=100)]
    subject: Subject
    body: Annotated[str, Field(max_length=5_000, pattern=SOME_TEXT)]
    asks_file: bool = True
    due_on: Day | None = None


class Answered(Body):
    """Words, a file (as a form, in `files`), or both."""

    answer: Annotated[str, Field(max_length=5_000, pattern=ANY_TEXT)] = ""


class RequestContactShown(Named):
    """`way`: how a request would reach this person today."""

    way: Ways


class Revoked(Schema):
    revoked: bool


@router.get("requests", response=page_schema(RequestShown), auth=Scope("requests:read"), summary="Demandes aux clients", exclude_unset=True)
def list_requests(request, filters: Query[RequestFilters]):
    """The latest first. Members see those of the dossiers they work on; a client's people theirs, once enough is shown."""
    check_client_side(request)
    visible_ones = Request.objects.visible_to(request.user).with_people().prefetch_related("recipients__contact")
    rows, following = rows_of(filtered(visible_ones, filters, request.user), filters, ("-id",))
    worked_on_ones = set(Request.objects.worked_on_by(request.user).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    return {"items": [shown(row, is_member=row.pk in worked_on_ones) for row in rows], "next": following}


@router.post("requests", response={201: RequestShown}, auth=Scope("requests:write"), summary="Envoyer une demande", exclude_unset=True,
             openapi_extra=takes(RequestAsked))  # fmt: skip
def send_a_request(request):
    asked = read(request, RequestAsked)
    dossier = Dossier.objects.worked_on_by(request.user).select_related("firm", "client__firm").filter(pk=asked.dossier).first()
    if dossier is None:
        raise Invalid("dossier", _("Choisissez un de vos dossiers."))
    if asked.due_on and not timezone.localdate() <= asked.due_on <= LAST_DAY:
        raise Invalid("due_on", _("Cette date est déjà passée, ou trop lointaine."))
    contacts = list(dossier.client.contacts.filter(pk__in=asked.contacts))
    if len(contacts) != len(set(asked.contacts)):
        raise UnknownContact
    words = {"subject": asked.subject.strip(), "body": asked.body, "asks_file": asked.asks_file, "due_on": asked.due_on}
    made = send_request(dossier, contacts, by=request.user, key=draft_key(request), **words)
    return Status(201, shown(worked_on(request.user, made.pk), is_member=True))


@router.get("requests/{request_id}", response=RequestShown, auth=Scope("requests:read"), summary="Une demande", exclude_unset=True)
def get_request(request, request_id: PathId):
    return one_shown(request, visible(request, request_id))


@router.post("requests/{request_id}/completion", response=RequestShown, auth=Scope("requests:write"), summary="Répondre à une demande", exclude_unset=True,
             openapi_extra=takes(Answered, files=True))  # fmt: skip
def complete(request, request_id: PathId):
    """For the client's people. 409 once somebody answered, or it was cancelled."""
    row = get_object_or_404(Request.objects.represented_by(request.user).with_people(), pk=request_id)
    given, files = read(request, Answered), read_files(request)
    if len(files) > 1:
        raise Invalid("files", _("Un seul fichier par demande."))
    for act in (Act.SEE, *acts_of_answering(with_file=bool(files))):
        refuse_api(request, row.firm, act, has_portal=row.client.is_on_portal)
    done = complete_request(row, contact_of(request.user, row.client), given.answer, files[0] if files else None, by=request.user)
    return one_shown(request, done)


@router.post("requests/{request_id}/cancellation", response=RequestShown, auth=Scope("requests:write"), summary="Annuler une demande", exclude_unset=True)
def cancel(request, request_id: PathId):
    """For members. Doing it twice does it once; 409 once it is completed."""
    return shown(cancel_request(worked_on(request.user, request_id), by=request.user), is_member=True)


@router.post("requests/{request_id}/reminder", response=RequestShown, auth=Scope("requests:write"), summary="Envoyer un rappel", exclude_unset=True)
def send_reminder(request, request_id: PathId):
    """For members, at most once a day: 409 before, and once it is completed or cancelled."""
    return shown(remind(worked_on(request.user, request_id), by=request.user), is_member=True)


@router.post("requests/{request_id}/recipients/{contact_id}/link", response=RequestShown, auth=Scope("requests:write"), summary="Envoyer un nouveau lien",
             exclude_unset=True)  # fmt: skip
def send_new_link(request, request_id: PathId, contact_id: PathId):
    """For members: the link of before leads nowhere any more."""
    row = worked_on(request.user, request_id)
    return shown(resend_link(row, recipient(row, contact_id), by=request.user), is_member=True)


@router.delete("requests/{request_id}/recipients/{contact_id}/link", response=Revoked, auth=Scope("requests:write"), summary="Retirer un lien")
def withdraw_link(request, request_id: PathId, contact_id: PathId):
    """For members; false where there was none that still opened."""
    row = worked_on(request.user, request_id)
    return {"revoked": revoke_link(row, recipient(row, contact_id), by=request.user)}


@router.get("requests/{request_id}/file", auth=Scope("requests:read"), summary="Le fichier remis", openapi_extra=A_FILE)
def get_request_file(request, request_id: PathId):
    row = visible(request, request_id)
    return file_response(get_object_or_404(Request.objects.exclude(file=None).select_related("file"), pk=row.pk).file)


@router.get("dossiers/{dossier_id}/contacts", response=page_schema(RequestContactShown), auth=Scope("requests:read"), summary="À qui envoyer une demande")
def list_reachable_contacts(request, dossier_id: PathId, page: Query[Page]):
    """The client's people, and how a request would reach each of them."""
    dossier = get_object_or_404(Dossier.objects.worked_on_by(request.user).select_related("client__firm"), pk=dossier_id)
    candidates = propose_contacts(dossier)
    return one_page_of_list(candidates, page, name=f"contacts:{dossier.pk}", show=lambda one: person(one.contact) | {"way": one.way})


def check_client_side(request):
    """A client's list tells what is asked: nothing, where one of their firms wants more to be shown for seeing it than the token does (X11)."""
    clients = Client.objects.filter(pk__in=standing_of(request.user).client_ids).select_related("firm")
    for firm in {one.firm for one in clients if one.is_on_portal}:
        refuse_api(request, firm, Act.SEE)


def visible(request, request_id):
    row = get_object_or_404(Request.objects.visible_to(request.user).with_people(), pk=request_id)
    if not is_member(request.user, row):
        refuse_api(request, row.firm, Act.SEE, has_portal=row.client.is_on_portal)
    return row


def worked_on(user, request_id):
    return get_object_or_404(Request.objects.worked_on_by(user).with_people(), pk=request_id)


def is_member(user, row):
    return Request.objects.worked_on_by(user).filter(pk=row.pk).exists()


def recipient(row, contact_id):
    return get_object_or_404(Contact.objects.filter(pk__in=row.recipients.values("contact_id")), pk=contact_id)


def filtered(rows, filters, user):
    if filters.state:
        rows = rows.in_state(State(filters.state))
    if filters.overdue:
        rows = rows.overdue(timezone.localdate())
    if filters.sent_by:
        rows = rows.asked_by(user)
    if filters.dossier:
        rows = rows.filter(dossier=filters.dossier)
    if filters.client:
        rows = rows.filter(client=filters.client)
    return rows.matching(filters.q) if filters.q else rows


def one_shown(request, row):
    return shown(row, is_member=is_member(request.user, row))


def shown(row, *, is_member):
    same = ("subject", "body", "asks_file", "state", "due_on", "is_overdue", "sent_at", "answer", "completed_at", "cancelled_at")
    plain = {name: getattr(row, name) for name in same} | {"id": row.pk, "firm": row.firm_id, "client": named(row.client), "dossier": named(row.dossier)}
    people = {"sent_by": person(row.sent_by), "completed_by": person(row.completed_by), "file": file_shown(row)}
    return plain | people | (of_the_firm(row) if is_member else {})


def of_the_firm(row):
    return {"recipients": [person(one.contact) for one in row.recipients.all()], "reminded_at": row.reminded_at}


def file_shown(row):
    if row.file is None:
        return None
    url = reverse("api:get_request_file", args=[row.pk])
    return {"name": row.file.name, "media_type": row.file.media_type, "size": row.file.size, "sha256": row.file.sha256, "url": url}
