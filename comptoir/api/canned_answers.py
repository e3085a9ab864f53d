"""«Réponses types»: those of the firm, and one's own."""

from datetime import datetime
from typing import Annotated, Literal

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from comptoir.conversations.actions import keep_answer, remove_answer
from comptoir.conversations.composing import unknown_sentence
from comptoir.conversations.filling import fill_answer
from comptoir.conversations.models import CannedAnswer, Conversation
from comptoir.conversations.models.writing import firms_writing_for_all
from comptoir.conversations.variables import unknown_in
from comptoir.firms.models import Firm

from .auth import Scope
from .bodies import SOME_LINE, SOME_TEXT, Body, Id, PathId, Search, read, takes
from .cursors import Page, one_page, page_schema
from .problems import Invalid, Problem

router = Router(tags=["conversations"])

Title = Annotated[str, Field(max_length=120, pattern=SOME_LINE)]
Text = Annotated[str, Field(max_length=20_000, pattern=SOME_TEXT)]


class AnswerShown(Schema):
    """`audience`: whether the whole firm is offered it, or oneself."""

    id: int
    firm: int
    audience: Literal["firm", "own"]
    title: str
    body: str
    updated_at: datetime


class NewAnswer(Body):
    """`firm` may be left out by who works in one."""

    firm: Id | None = None
    audience: Literal["firm", "own"] = "own"
    title: Title
    body: Text


class AnswerChanged(Body):
    """What is left out stays."""

    title: Title | None = None
    body: Text | None = None


class AnswerFilters(Page):
    firm: Id | None = None
    q: Search | None = None


class FilledShown(Schema):
    """`missing`: the variables without a value here, left in the text as «[prénom]»."""

    text: str
    missing: list[str]


@router.get("canned-answers", response=page_schema(AnswerShown), auth=Scope("conversations:read"), summary="Réponses types")
def list_canned_answers(request, filters: Query[AnswerFilters]):
    """For members: those of the firm and one's own."""
    rows = CannedAnswer.objects.visible_to(request.user)
    rows = rows.filter(firm=filters.firm) if filters.firm else rows
    for word in (filters.q or "").split()[:8]:
        rows = rows.filter(Q(title__icontains=word) | Q(body__icontains=word))
    return one_page(rows, filters, show=shown, order=("title", "id"))


@router.post("canned-answers", response={201: AnswerShown}, auth=Scope("conversations:write"), summary="Ajouter une réponse type",
             openapi_extra=takes(NewAnswer))  # fmt: skip
def add_canned_answer(request):
    """For members. Those of the whole firm: for administrators and chartered accountants."""
    asked = read(request, NewAnswer)
    firm = firm_for(request.user, asked)
    owner = None if asked.audience == "firm" else request.user
    return Status(201, shown(keep_answer(CannedAnswer(firm=firm, owner=owner, title=asked.title.strip(), body=known(asked.body)), by=request.user)))


@router.patch("canned-answers/{answer_id}", response=AnswerShown, auth=Scope("conversations:write"), summary="Changer une réponse type",
              openapi_extra=takes(AnswerChanged))  # fmt: skip
def change_canned_answer(request, answer_id: PathId):
    """One's own, or for administrators and chartered accountants those of the firm."""
    row = editable(request.user, answer_id)
    asked = read(request, AnswerChanged)
    row.title = asked.title.strip() if asked.title else row.title
    row.body = known(asked.body) if asked.body else row.body
    return shown(keep_answer(row, by=request.user))


@router.delete("canned-answers/{answer_id}", response={204: None}, auth=Scope("conversations:write"), summary="Supprimer une réponse type")
def remove_canned_answer(request, answer_id: PathId):
    """What was sent with it stays."""
    remove_answer(editable(request.user, answer_id), by=request.user)
    return Status(204, None)


@router.get("conversations/{conversation_id}/canned-answers/{answer_id}", response=FilledShown, auth=Scope("conversations:read"),
            summary="Une réponse type, remplie pour une conversation")  # fmt: skip
def filled_canned_answer(request, conversation_id: PathId, answer_id: PathId):
    """For members: the text as it reads there, in the language of the person addressed. Sends nothing."""
    conversations = Conversation.objects.worked_on_by(request.user).select_related("dossier", "client", "firm")
    conversation = get_object_or_404(conversations, pk=conversation_id)
    answer = get_object_or_404(CannedAnswer.objects.visible_to(request.user), pk=answer_id, firm=conversation.firm_id)
    filled = fill_answer(answer, conversation, request.user)
    return {"text": filled.text, "missing": list(filled.missing)}


def firm_for(user, asked):
    firms = Firm.objects.visible_to(user).order_by("pk")
    firm = (firms.filter(pk=asked.firm) if asked.firm else firms).first()
    if firm is None and asked.firm is None:
        raise Problem(404)
    if firm is None:
        raise Invalid("firm", _("Choisissez un cabinet où vous travaillez."))
    if asked.audience == "firm" and firm.pk not in firms_writing_for_all(user):
        raise Invalid("audience", _("Un administrateur ou un expert-comptable garde celles de tout le cabinet."))
    return firm


def editable(user, answer_id):
    return get_object_or_404(CannedAnswer.objects.editable_by(user), pk=answer_id)


def known(body):
    unknown = unknown_in(body)
    if unknown:
        raise Invalid("body", unknown_sentence(unknown))
    return body


def shown(row):
    return {
        "id": row.pk,
        "firm": row.firm_id,
        "audience": "own" if row.owner_id else "firm",
        "title": row.title,
        "body": row.body,
        "updated_at": row.updated_at,
    }
