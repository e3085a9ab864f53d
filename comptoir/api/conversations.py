"""Questions and what becomes of them."""

from datetime import date, datetime
from typing import Annotated, Literal

from django.contrib.auth import get_user_model
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from comptoir.clients.models import Dossier
from comptoir.conversations.actions import (
    CannotJoin,
    Draft,
    ForeignMission,
    add_participants,
    ask,
    assign_conversation,
    classify_conversation,
    close_conversation,
    remove_participant,
    reopen_conversation,
    set_confidential,
)
from comptoir.conversations.actions.channel import ChannelNotOffered, offered_channels, set_channel
from comptoir.conversations.actions.posting import is_client_of
from comptoir.conversations.boxes import FOR_MEMBERS, box_of
from comptoir.conversations.models import Channel, Conversation, Mission, Side
from comptoir.conversations.search import conversations_matching
from comptoir.firms.models import Membership, Team

from .auth import Scope
from .bodies import Body, Id, MessageBody, PathId, Search, Subject, read, read_files, takes
from .cursors import Page, one_page, page_schema
from .idempotency import draft_key
from .problems import Invalid
from .shapes import Named, named, person

router = Router(tags=["conversations"])

SHOWN_WITH = ("dossier", "client", "opened_by", "assigned_user", "assigned_team", "mission", "snoozed_by")
Sides = Literal["accountant", "entrepreneur"]
Channels = Literal["portal", "email", "sms"]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2200, 1, 1))]


class ConversationShown(Schema):
    """The fields from `assigned_user` on are shown to members only.

    `awaits_since`, `answer_due_at`: of the client's question that nobody answered. `escalation`: who was reminded of it (0 nobody, 1 to whom it is
    assigned, 2 the dossier's managers, 3 the firm's last resort).
    """

    id: int
    firm: int
    dossier: Named
    client: Named
    side: Sides
    subject: str
    state: Literal["open", "closed"]
    opened_at: datetime
    opened_by: Named | None
    closed_at: datetime | None
    last_message_at: datetime
    last_excerpt: str
    awaits_firm: bool
    is_confidential: bool
    assigned_user: Named | None = None
    assigned_team: Named | None = None
    assignment_reason: str | None = None
    channel: Channels | None = None
    awaits_since: datetime | None = None
    answer_due_at: datetime | None = None
    escalation: int | None = None
    mission: Named | None = None
    due_on: date | None = None
    snoozed_until: datetime | None = None
    snoozed_by: Named | None = None


class ConversationWhole(ConversationShown):
    recipients: list[Named]


class Classified(Body):
    """What is left out stays; null takes away."""

    mission: Id | None = None
    due_on: Day | None = None


class ConversationFilters(Page):
    state: Literal["open", "closed"] | None = None
    assigned: Literal["me"] | None = None
    box: Literal["mine", "teams", "unassigned", "all", "firm", "client", "late", "alone", "snoozed", "closed"] | None = None
    dossier: Id | None = None
    q: Search | None = None


class Question(Body):
    """`side` is the other side by default; `recipients` are those who are proposed; `channel` (members) is how it reaches the client."""

    dossier: Id
    side: Sides | None = None
    subject: Subject
    body: MessageBody
    recipients: Annotated[list[Id], Field(max_length=200)] | None = None
    is_confidential: bool = False
    channel: Channels | None = None


class ParticipantsAsked(Body):
    """Whom to bring in: other users of the client; for members also colleagues of the dossier."""

    users: Annotated[list[Id], Field(min_length=1, max_length=50)]


class ConfidentialityAsked(Body):
    is_confidential: bool


class ChannelAsked(Body):
    channel: Channels


class AssignmentAsked(Body):
    """One of the two, or neither: then nobody has it."""

    user: Id | None = None
    team: Id | None = None


@router.get("conversations", response=page_schema(ConversationShown), auth=Scope("conversations:read"), summary="Conversations", exclude_unset=True)
def list_conversations(request, filters: Query[ConversationFilters]):
    """The last opened first. `box` is one of the inbox, for members; `q` looks in messages, subjects, names of files and dossiers."""
    rows = filtered(conversations_of(request.user), filters, request.user)
    return one_page(rows, filters, show=lambda row: conversation(row, request.user))


@router.post("conversations", response={201: ConversationWhole}, auth=Scope("conversations:write"), summary="Poser une question",
             exclude_unset=True, openapi_extra=takes(Question, files=True))  # fmt: skip
def ask_question(request):
    asked = read(request, Question)
    dossier = dossier_of(request.user, asked.dossier)
    draft = Draft(asked.body, request.user, read_files(request), draft_key(request))
    side = side_of(request.user, dossier, asked.side)
    words = {"subject": asked.subject.strip(), "recipient_ids": asked.recipients, "is_confidential": asked.is_confidential}
    message = ask(dossier, side=side, draft=draft, channel=channel_of(side, asked.channel), **words)
    return Status(201, whole(message.conversation_id, request.user))


@router.get("conversations/{conversation_id}", response=ConversationWhole, auth=Scope("conversations:read"), summary="Une conversation", exclude_unset=True)
def get_conversation(request, conversation_id: PathId):
    return whole(visible(request.user, conversation_id).pk, request.user)


@router.patch("conversations/{conversation_id}", response=ConversationWhole, auth=Scope("conversations:write"), summary="Mission et échéance",
              exclude_unset=True, openapi_extra=takes(Classified))  # fmt: skip
def classify(request, conversation_id: PathId):
    """For members; clients see neither."""
    row = worked_on(request.user, conversation_id)
    asked = read(request, Classified)
    mission = mission_of(row, asked.mission) if "mission" in asked.model_fields_set else row.mission
    due_on = asked.due_on if "due_on" in asked.model_fields_set else row.due_on
    classify_conversation(row, by=request.user, mission=mission, due_on=due_on)
    return whole(row.pk, request.user)


@router.post("conversations/{conversation_id}/closure", response=ConversationWhole, auth=Scope("conversations:write"), summary="Clore", exclude_unset=True)
def close(request, conversation_id: PathId):
    """Doing it twice does it once."""
    row = visible(request.user, conversation_id)
    close_conversation(row, by=request.user)
    return whole(row.pk, request.user)


@router.delete("conversations/{conversation_id}/closure", response=ConversationWhole, auth=Scope("conversations:write"), summary="Rouvrir", exclude_unset=True)
def reopen(request, conversation_id: PathId):
    """Doing it twice does it once."""
    row = visible(request.user, conversation_id)
    reopen_conversation(row, by=request.user)
    return whole(row.pk, request.user)


@router.put("conversations/{conversation_id}/assignment", response=ConversationWhole, auth=Scope("conversations:write"), summary="Assigner",
            exclude_unset=True, openapi_extra=takes(AssignmentAsked))  # fmt: skip
def assign(request, conversation_id: PathId):
    """For members. Giving it to somebody who is away is possible."""
    row = worked_on(request.user, conversation_id)
    asked = read(request, AssignmentAsked)
    assign_conversation(row, by=request.user, **assignee_of(row, asked))
    return whole(row.pk, request.user)


@router.post("conversations/{conversation_id}/participants", response=ConversationWhole, auth=Scope("conversations:write"), summary="Transmettre",
             exclude_unset=True, openapi_extra=takes(ParticipantsAsked))  # fmt: skip
def add(request, conversation_id: PathId):
    """Those who take part already are passed over."""
    row = visible(request.user, conversation_id)
    users = list(get_user_model().objects.filter(pk__in=(ids := read(request, ParticipantsAsked).users)))
    if len(users) < len(set(ids)):
        raise CannotJoin
    add_participants(row, users, by=request.user)
    return whole(row.pk, request.user)


@router.delete("conversations/{conversation_id}/participants/{user_id}", response={204: None}, auth=Scope("conversations:write"), summary="Retirer")
def remove(request, conversation_id: PathId, user_id: PathId):
    """For members. Doing it twice does it once."""
    row = worked_on(request.user, conversation_id)
    user = get_user_model().objects.filter(pk=user_id).first()
    if user:
        remove_participant(row, user, by=request.user)
    return Status(204, None)


@router.put("conversations/{conversation_id}/confidentiality", response=ConversationWhole, auth=Scope("conversations:write"),
            summary="Confidentialité", exclude_unset=True, openapi_extra=takes(ConfidentialityAsked))  # fmt: skip
def keep_confidential(request, conversation_id: PathId):
    """For members. A confidential conversation is read by those who take part and those to whom it is entrusted."""
    row = worked_on(request.user, conversation_id)
    set_confidential(row, by=request.user, value=read(request, ConfidentialityAsked).is_confidential)
    return whole(row.pk, request.user)


@router.put("conversations/{conversation_id}/channel", response=ConversationWhole, auth=Scope("conversations:write"),
            summary="Canal", exclude_unset=True, openapi_extra=takes(ChannelAsked))  # fmt: skip
def change_channel(request, conversation_id: PathId):
    """For members: how what the firm writes from now on reaches the client."""
    row = worked_on(request.user, conversation_id)
    set_channel(row, read(request, ChannelAsked).channel, by=request.user)
    return whole(row.pk, request.user)


def visible(user, conversation_id):
    return get_object_or_404(Conversation.objects.visible_to(user).select_related("dossier"), pk=conversation_id)


def worked_on(user, conversation_id):
    """The conversation, for a member of its firm; clients get 404."""
    return get_object_or_404(Conversation.objects.worked_on_by(user).select_related("dossier", "firm"), pk=conversation_id)


def conversations_of(user):
    return Conversation.objects.visible_to(user).select_related(*SHOWN_WITH)


def filtered(rows, filters, user):
    if filters.state:
        rows = rows.open() if filters.state == "open" else rows.closed()
    if filters.assigned:
        rows = rows.assigned_to(user)
    if filters.box:
        rows = box_of(FOR_MEMBERS, filters.box).rows(rows.worked_on_by(user), user, timezone.now())
    if filters.dossier:
        rows = rows.filter(dossier=filters.dossier)
    return conversations_matching(rows, user, filters.q or "")


def dossier_of(user, dossier_id):
    dossier = Dossier.objects.visible_to(user).select_related("firm", "client").filter(pk=dossier_id).first()
    if dossier is None:
        raise Invalid("dossier", _("Choisissez un de vos dossiers."))
    return dossier


def side_of(user, dossier, side):
    """To whom the question is put: by default the other side; a client can only ask the firm."""
    is_member = Dossier.objects.worked_on_by(user).filter(pk=dossier.pk).exists()
    if side == Side.ENTREPRENEUR and not is_member:
        raise Invalid("side", _("Vous posez vos questions au cabinet : «accountant»."))
    return side or (Side.ENTREPRENEUR if is_member else Side.ACCOUNTANT)


def channel_of(side, channel):
    """What a question leaves by: the portal, unless a member who asks the client says otherwise. Raises ChannelNotOffered."""
    if channel is None or side == Side.ACCOUNTANT:
        return Channel.PORTAL
    if channel not in dict(offered_channels()):
        raise ChannelNotOffered
    return channel


def mission_of(row, mission_id):
    if mission_id is None:
        return None
    mission = Mission.objects.filter(pk=mission_id).first()
    if mission is None:
        raise ForeignMission
    return mission


def assignee_of(row, asked):
    """{"user", "team"} for the action, of people and teams of the firm."""
    if asked.user and asked.team:
        raise Invalid("team", _("Une personne ou une équipe, pas les deux."))
    colleagues = Membership.objects.active().filter(firm=row.firm_id)
    user = get_user_model().objects.filter(pk=asked.user, memberships__in=colleagues).first() if asked.user else None
    team = Team.objects.filter(pk=asked.team, firm=row.firm_id).first() if asked.team else None
    if (asked.user and not user) or (asked.team and not team):
        raise Invalid("user" if asked.user else "team", _("Cette personne ou cette équipe n’est pas du cabinet."))
    return {"user": user, "team": team}


def whole(conversation_id, user):
    """A conversation with its recipients, as `user` may read it. Whether they may was asked before."""
    row = Conversation.objects.select_related(*SHOWN_WITH).get(pk=conversation_id)
    recipients = row.recipients.select_related("user").order_by("pk")
    return conversation(row, user) | {"recipients": [person(one.user) for one in recipients]}


def conversation(row, user):
    common = {
        "id": row.pk,
        "firm": row.firm_id,
        "dossier": named(row.dossier),
        "client": named(row.client),
        "side": row.side,
        "subject": row.subject,
        "state": "closed" if row.is_closed else "open",
        "opened_at": row.opened_at,
        "opened_by": person(row.opened_by),
        "closed_at": row.closed_at,
        "last_message_at": row.last_message_at,
        "last_excerpt": row.last_excerpt,
        "awaits_firm": row.awaits_firm,
        "is_confidential": row.is_confidential,
    }
    return common if is_client_of(user, row) else common | assigned(row)


def assigned(row):
    return {
        "assigned_user": person(row.assigned_user),
        "assigned_team": named(row.assigned_team),
        "assignment_reason": row.assignment.get("reason"),
        "channel": row.channel,
        "awaits_since": row.awaits_since,
        "answer_due_at": row.answer_due_at,
        "escalation": row.escalation,
        "mission": named(row.mission),
        "due_on": row.due_on,
        "snoozed_until": row.snoozed_until if row.is_snoozed else None,
        "snoozed_by": person(row.snoozed_by) if row.is_snoozed else None,
    }
