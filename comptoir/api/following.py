"""What surrounds a conversation: sleep, the draft of one's answer; and the firm's missions."""

from datetime import datetime
from typing import Annotated

from django.db.models import Count
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from comptoir.clients.standing import standing_of
from comptoir.conversations.actions import (
    add_mission,
    forget_draft,
    remove_mission,
    rename_mission,
    save_draft,
    snooze_conversation,
    wake_conversation,
)
from comptoir.conversations.models import Mission, SavedDraft
from comptoir.firms.models import Firm

from .auth import Scope
from .bodies import ANY_TEXT, SOME_LINE, Body, Id, Moment, PathId, read, takes
from .conversations import ConversationWhole, visible, whole, worked_on
from .cursors import Page, one_page, page_schema
from .problems import Invalid, Problem

router = Router(tags=["conversations"])

MissionName = Annotated[str, Field(max_length=60, pattern=SOME_LINE)]


class SnoozeAsked(Body):
    until: Moment


class DraftShown(Schema):
    body: str
    updated_at: datetime


class DraftAsked(Body):
    body: Annotated[str, Field(max_length=50_000, pattern=ANY_TEXT)]


class MissionShown(Schema):
    """`conversations`: how many carry it."""

    id: int
    firm: int
    name: str
    conversations: int


class MissionAsked(Body):
    name: MissionName


class NewMission(MissionAsked):
    """`firm` may be left out by who administers one."""

    firm: Id | None = None


class MissionFilters(Page):
    firm: Id | None = None


@router.put("conversations/{conversation_id}/snooze", response=ConversationWhole, auth=Scope("conversations:write"), summary="Mettre en veille",
            exclude_unset=True, openapi_extra=takes(SnoozeAsked))  # fmt: skip
def snooze(request, conversation_id: PathId):
    """For members. It wakes at that moment, or when the client writes."""
    row = worked_on(request.user, conversation_id)
    snooze_conversation(row, by=request.user, until=read(request, SnoozeAsked).until)
    return whole(row.pk, request.user)


@router.delete("conversations/{conversation_id}/snooze", response=ConversationWhole, auth=Scope("conversations:write"), summary="Réveiller", exclude_unset=True)
def wake(request, conversation_id: PathId):
    """Doing it twice does it once."""
    row = worked_on(request.user, conversation_id)
    wake_conversation(row, by=request.user)
    return whole(row.pk, request.user)


@router.get("conversations/{conversation_id}/draft", response=DraftShown, auth=Scope("conversations:read"), summary="Son brouillon")
def get_draft(request, conversation_id: PathId):
    """What one typed and has not sent, on whatever device; 404 where there is nothing. Nobody else sees it."""
    return get_object_or_404(SavedDraft.objects.at(request.user, conversation=visible(request.user, conversation_id)))


@router.put("conversations/{conversation_id}/draft", response={200: DraftShown, 204: None}, auth=Scope("conversations:write"), summary="Garder son brouillon",
            openapi_extra=takes(DraftAsked))  # fmt: skip
def put_draft(request, conversation_id: PathId):
    """An empty text forgets it."""
    kept = save_draft(request.user, {"conversation": visible(request.user, conversation_id)}, body=read(request, DraftAsked).body)
    return kept or Status(204, None)


@router.delete("conversations/{conversation_id}/draft", response={204: None}, auth=Scope("conversations:write"), summary="Oublier son brouillon")
def delete_draft(request, conversation_id: PathId):
    """Doing it twice does it once."""
    forget_draft(request.user, {"conversation": visible(request.user, conversation_id)})
    return Status(204, None)


@router.get("missions", response=page_schema(MissionShown), auth=Scope("conversations:read"), summary="Missions du cabinet")
def list_missions(request, filters: Query[MissionFilters]):
    """For members."""
    rows = missions_of(Mission.objects.visible_to(request.user))
    return one_page(rows.filter(firm=filters.firm) if filters.firm else rows, filters, show=mission, order=("name", "id"))


@router.post("missions", response={201: MissionShown}, auth=Scope("conversations:write"), summary="Ajouter une mission", openapi_extra=takes(NewMission))
def post_mission(request):
    """For administrators of the firm."""
    asked = read(request, NewMission)
    firms = Firm.objects.filter(pk__in=standing_of(request.user).administered_firm_ids).order_by("pk")
    firm = (firms.filter(pk=asked.firm) if asked.firm else firms).first()
    if firm is None and asked.firm is None:
        raise Problem(404)
    if firm is None:
        raise Invalid("firm", _("Choisissez un cabinet que vous administrez."))
    return Status(201, mission(missions_of(Mission.objects).get(pk=add_mission(firm, asked.name.strip(), by=request.user).pk)))


@router.patch("missions/{mission_id}", response=MissionShown, auth=Scope("conversations:write"), summary="Renommer une mission",
              openapi_extra=takes(MissionAsked))  # fmt: skip
def patch_mission(request, mission_id: PathId):
    """For administrators of the firm. Conversations keep it."""
    row = administered(request.user, mission_id)
    rename_mission(row, read(request, MissionAsked).name.strip(), by=request.user)
    return mission(row)


@router.delete("missions/{mission_id}", response={204: None}, auth=Scope("conversations:write"), summary="Retirer une mission")
def delete_mission(request, mission_id: PathId):
    """For administrators of the firm. Its conversations stay, without it."""
    remove_mission(administered(request.user, mission_id), by=request.user)
    return Status(204, None)


def missions_of(rows):
    return rows.annotate(count=Count("conversations"))


def administered(user, mission_id):
    return get_object_or_404(missions_of(Mission.objects.filter(firm__in=standing_of(user).administered_firm_ids)), pk=mission_id)


def mission(row):
    return {"id": row.pk, "firm": row.firm_id, "name": row.name, "conversations": row.count}
