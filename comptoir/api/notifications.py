"""The bell."""

from datetime import datetime
from typing import Annotated

from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema, Status
from pydantic import Field

from comptoir.notifications.actions import mark_read
from comptoir.notifications.models import Notification
from comptoir.notifications.registry import get_topic
from comptoir.notifications.rights import still_allowed
from comptoir.notifications.silence import answers_for, events_shown, who_is_asked_about
from comptoir.notifications.why import explain

from .auth import Scope
from .bodies import ONE_LINE, Id, PathId
from .cursors import Page, page_schema, rows_of, shown

router = Router(tags=["notifications"])


class NotificationShown(Schema):
    id: int
    topic: str
    title: str
    detail: str
    url: str
    created_at: datetime
    read_at: datetime | None


class Why(Schema):
    """The stored decision, in words."""

    topics: list["WhyTopic"]
    channels: list["WhyChannel"]


class WhyTopic(Schema):
    label: str
    reason: str


class WhyChannel(Schema):
    """`origin`: which setting opened it; `setting_url`: where that stands, a path; `outcome`: what became of it."""

    label: str
    origin: str
    setting_url: str
    outcome: str


class About(Schema):
    """`about` and `id` name the thing: conversations.conversation, validations.validation, clients.client."""

    about: Annotated[str, Field(max_length=60, pattern=ONE_LINE)]
    id: Id
    person: Id | None = None


class ToldShown(Schema):
    """`silence`: told, or why not: closed, own_doing, no_right, not_concerned, no_channel, soon, other_settings."""

    event: int
    title: str
    at: datetime
    silence: str
    sentence: str
    reasons: list[str]
    channels: list[WhyChannel]


class ReadNow(Schema):
    read: int


class Bell(Page):
    unread: bool | None = Field(None, description="true : seulement ce qui n’est pas lu")


@router.get("notifications", response=page_schema(NotificationShown), auth=Scope("notifications:read"), summary="La cloche")
def list_notifications(request, filters: Query[Bell]):
    """Newest first. What one may no longer see is left out, so a page can be shorter than asked."""
    rows = Notification.objects.visible_to(request.user).in_bell().select_related("event", "event__actor")
    found, following = rows_of(rows.unread() if filters.unread else rows, filters, ("-id",))
    allowed = still_allowed(found)
    return shown(([row for row in found if row.pk in allowed], following), notification)


@router.get("told", response=list[ToldShown], auth=Scope("notifications:read"), summary="Pourquoi n’ai-je pas reçu ?")
def list_told(request, filters: Query[About]):
    """What the latest events about one thing told somebody, or why they did not. Administrators ask for anyone in the firm, the others for themselves."""
    events = events_shown(request.user, filters.about, filters.id)
    person = who_is_asked_about(request.user, events, filters.person)
    if person is None:
        raise Http404
    return [told_shown(answer, is_own=person == request.user) for answer in answers_for(person, events, is_own=person == request.user)]


@router.post("notifications/reading", response=ReadNow, auth=Scope("notifications:write"), summary="Tout marquer comme lu")
def read_all(request):
    return {"read": mark_read(request.user)}


@router.post("notifications/{notification_id}/reading", response={204: None}, auth=Scope("notifications:write"), summary="Marquer comme lu")
def read_one(request, notification_id: PathId):
    row = get_object_or_404(Notification.objects.visible_to(request.user), pk=notification_id)
    mark_read(request.user, notifications=Notification.objects.filter(pk=row.pk))
    return Status(204, None)


@router.get("notifications/{notification_id}/why", response=Why, auth=Scope("notifications:read"), summary="Pourquoi ai-je reçu ceci ?")
def why(request, notification_id: PathId):
    row = get_object_or_404(Notification.objects.visible_to(request.user), pk=notification_id)
    told = explain(row)
    return {
        "topics": [{"label": label, "reason": reason} for label, reason in told["topics"]],
        "channels": [vars(one) for one in told["channels"]],
    }


def told_shown(answer, *, is_own):
    return {
        "event": answer.event.pk,
        "title": answer.title,
        "at": answer.event.occurred_at,
        "silence": answer.silence,
        "sentence": answer.to_oneself if is_own else answer.of_another,
        "reasons": [own if is_own else other for own, other in answer.reasons],
        "channels": [vars(one) for one in answer.channels],
    }


def notification(row):
    words = get_topic(row.topic).words(row.event)
    return {
        "id": row.pk,
        "topic": row.topic,
        "title": words.title,
        "detail": words.detail,
        "url": words.url,
        "created_at": row.created_at,
        "read_at": row.read_at,
    }
