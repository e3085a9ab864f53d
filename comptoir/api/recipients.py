"""Before sending: who can be asked (C5), and «Qui sera prévenu ?» (X1)."""

from datetime import datetime
from typing import Annotated, Literal

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.clients.models import Dossier
from comptoir.clients.standing import standing_of
from comptoir.conversations.actions import Draft
from comptoir.conversations.models import Conversation
from comptoir.conversations.preview import preview_note, preview_question, preview_reply
from comptoir.conversations.proposals import propose_recipients
from comptoir.conversations.roles import standing_words

from .auth import Scope
from .bodies import ANY_TEXT, Body, Id, PathId, read, takes
from .conversations import Sides, dossier_of, side_of, worked_on
from .messages import mentioned
from .problems import Invalid
from .shapes import Named, named, person

router = Router(tags=["conversations"])


class RecipientShown(Named):
    """`takes_part`, `is_away` and `away_until` are shown to members only."""

    role: str
    standing: Literal["manager", "participant", "client_user", "fallback"]
    selected: bool
    takes_part: bool | None = None
    is_away: bool | None = None
    away_until: datetime | None = None


class Recipients(Schema):
    """`team` is the firm's fallback when that is a team."""

    items: list[RecipientShown]
    next: None
    team: Named | None
    uses_fallback: bool


class OfSide(Schema):
    side: Sides | None = None


class PreviewAsked(Body):
    """A question as one would send it to `conversations`; or a reply, or with `note` an internal note, to `conversation`."""

    conversation: Id | None = None
    note: bool = False
    mentions: Annotated[list[Id], Field(max_length=50)] | None = None
    dossier: Id | None = None
    side: Sides | None = None
    subject: Annotated[str, Field(max_length=200, pattern=ANY_TEXT)] = ""
    body: Annotated[str, Field(max_length=50_000, pattern=ANY_TEXT)] = ""
    recipients: Annotated[list[Id], Field(max_length=200)] | None = None
    is_confidential: bool = False


class ChannelShown(Schema):
    """`origin`: which setting opens it; `when`: when it will leave, in words."""

    channel: Literal["in_app", "web", "mobile", "email"]
    label: str
    origin: str
    when: str


class ListedShown(Named):
    """Somebody who will be told (`told`) or not; `why` and `channels` are shown to members only."""

    role: str
    told: bool
    why: list[str] | None = None
    channels: list[ChannelShown] | None = None


class PreviewShown(Schema):
    """The assignment is shown to members only."""

    people: list[ListedShown]
    assigned_user: Named | None = None
    assigned_team: Named | None = None
    assignment_reason: str | None = None


@router.get("dossiers/{dossier_id}/recipients", response=Recipients, auth=Scope("clients:read"), summary="Destinataires proposés", exclude_unset=True)
def list_recipients(request, dossier_id: PathId, filters: Query[OfSide]):
    dossier = get_object_or_404(Dossier.objects.visible_to(request.user).select_related("firm"), pk=dossier_id)
    proposal = propose_recipients(dossier, side_of(request.user, dossier, filters.side), asked_by=request.user)
    show = candidate_for_members if works_for(request.user, dossier) else candidate
    items = [show(one, one.user.pk in proposal.selected_ids) for one in proposal.candidates]
    return {"items": items, "next": None, "team": named(proposal.team), "uses_fallback": proposal.uses_fallback}


@router.post("conversations/preview", response=PreviewShown, auth=Scope("conversations:write"), summary="Qui sera prévenu ?",
             exclude_unset=True, openapi_extra=takes(PreviewAsked))  # fmt: skip
def preview(request):
    """The exact people and channels, each with the reason, computed by the code that sends. Writes nothing."""
    asked = read(request, PreviewAsked)
    row, answer = of_conversation(request.user, asked) if asked.conversation else of_question(request.user, asked)
    return for_members(answer) if works_for(request.user, row) else {"people": [listed(one) for one in answer.people]}


def works_for(user, row):
    return row.firm_id in standing_of(user).firm_ids


def of_question(user, asked):
    if asked.dossier is None:
        raise Invalid("dossier", _("Choisissez un de vos dossiers."))
    dossier = dossier_of(user, asked.dossier)
    side = side_of(user, dossier, asked.side)
    words = {"subject": asked.subject, "recipient_ids": asked.recipients, "is_confidential": asked.is_confidential}
    return dossier, preview_question(dossier, side=side, draft=Draft(asked.body, user), **words)


def of_conversation(user, asked):
    draft = Draft(asked.body, user)
    if asked.note:
        conversation = worked_on(user, asked.conversation)
        return conversation, preview_note(conversation, draft, mentioned(conversation, asked))
    conversation = get_object_or_404(Conversation.objects.visible_to(user).select_related("dossier", "assigned_user", "assigned_team"), pk=asked.conversation)
    return conversation, preview_reply(conversation, draft)


def candidate(one, is_selected):
    return person(one.user) | {"role": standing_words(one.standing, one.rank), "standing": str(one.standing), "selected": is_selected}


def candidate_for_members(one, is_selected):
    return candidate(one, is_selected) | {"takes_part": one.takes_part, "is_away": one.is_away, "away_until": one.away_until}


def for_members(answer):
    assignee, assignment = answer.more["assignee"], answer.more["assignment"]
    is_team = assignee is not None and not hasattr(assignee, "email")
    return {
        "people": [listed_for_members(one) for one in answer.people],
        "assigned_user": None if is_team else person(assignee),
        "assigned_team": named(assignee) if is_team else None,
        "assignment_reason": (assignment or {}).get("reason"),
    }


def listed(one):
    return person(one.user) | {"role": standing_words(one.standing), "told": one.is_told}


def listed_for_members(one):
    return listed(one) | {"why": list(one.why), "channels": [vars(ahead) for ahead in one.channels_ahead]}
