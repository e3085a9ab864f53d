"""What happened: the audit trail of the firms one administers, and the story of the conversations one sees."""

from datetime import datetime
from typing import Annotated

from django.db.models import Q
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.clients.standing import standing_of
from comptoir.conversations.models import Conversation
from comptoir.events.models import Event

from .auth import Scope
from .bodies import ONE_LINE, Id
from .cursors import Page, one_page, page_schema
from .shapes import Named, person

router = Router(tags=["events"])
CONVERSATION = Conversation._meta.label_lower
# What a client user hears of: neither notes nor assignments.
TOLD_TO_CLIENTS = frozenset({"conversation.opened", "message.posted", "conversation.closed", "conversation.reopened", "conversation.forwarded"})
# Of what an event keeps, only these words leave: the rest is for the program.
WORDS = ("subject", "dossier", "dossier_name")


class EventWords(Schema):
    subject: str | None = None
    dossier: int | None = None
    dossier_name: str | None = None


class EventShown(Schema):
    id: int
    firm: int | None
    verb: str
    occurred_at: datetime
    actor: Named | None
    target_type: str
    target_id: int
    data: EventWords


class EventFilters(Page):
    verb: Annotated[str, Field(max_length=60, pattern=ONE_LINE)] | None = None
    conversation: Id | None = None


@router.get("events", response=page_schema(EventShown), auth=Scope("events:read"), summary="Événements", exclude_unset=True)
def list_events(request, filters: Query[EventFilters]):
    rows = Event.objects.filter(readable_by(request.user)).select_related("actor")
    if filters.verb:
        rows = rows.filter(verb=filters.verb)
    if filters.conversation:
        rows = rows.filter(target_type=CONVERSATION, target_id=filters.conversation)
    return one_page(rows, filters, show=event)


def readable_by(user):
    worked_on = Conversation.objects.worked_on_by(user).values("pk")
    seen = Conversation.objects.visible_to(user).values("pk")
    return (
        # Of a confidential conversation even an administrator reads nothing, unless named in it.
        Q(firm_id__in=standing_of(user).administered_firm_ids) & ~Q(target_type=CONVERSATION)
        | Q(target_type=CONVERSATION, target_id__in=worked_on)
        | Q(target_type=CONVERSATION, verb__in=TOLD_TO_CLIENTS, target_id__in=seen)
    )


def event(row):
    return {
        "id": row.pk,
        "firm": row.firm_id,
        "verb": row.verb,
        "occurred_at": row.occurred_at,
        "actor": person(row.actor),
        "target_type": row.target_type,
        "target_id": row.target_id,
        "data": {name: row.data[name] for name in WORDS if name in row.data},
    }
