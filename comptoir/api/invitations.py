"""Invitations to the portal: sent, sent again and revoked by members; accepted by who was invited."""

from datetime import datetime
from typing import Annotated, Literal

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from comptoir.clients.models import Client, Contact
from comptoir.clients.workplaces import clients_opened_by
from comptoir.invitations.actions import Asked, accept, invite, resend, revoke
from comptoir.invitations.decisions import Reason, State
from comptoir.invitations.models import Invitation
from comptoir.invitations.waiting import waiting_for
from comptoir.invitations.wording import refusal_sentence

from .auth import Scope
from .bodies import Body, Id, PathId, read, takes
from .cursors import Page, one_page, page_schema
from .problems import Problem
from .shapes import Named, named, person

router = Router(tags=["invitations"])

MOST_AT_ONCE = 500
States = Literal["pending", "accepted", "expired", "revoked", "undeliverable"]
Level = Literal["limited", "full"]
Type = Literal["administrator", "standard"]


class InvitationShown(Schema):
    """`sent_by` and `sent_at` are those of the last round, `invited_by` and `invited_at` of the first. `why` is why it did not arrive."""

    id: int
    firm: int
    client: Named
    contact: Named
    email: str
    level: Level
    type: Type
    state: States
    invited_by: Named | None
    invited_at: datetime
    sent_by: Named | None
    sent_at: datetime
    times_sent: int
    expires_at: datetime
    accepted_at: datetime | None
    revoked_at: datetime | None
    why: str


class InvitationFilters(Page):
    """`waiting`: those that wait for one's own answer."""

    state: States | None = None
    client: Id | None = None
    waiting: Literal["me"] | None = None


class InvitationAsked(Body):
    client: Id
    contact: Id
    level: Level = "limited"
    type: Type = "standard"


class InvitationsAsked(Body):
    invitations: Annotated[list[InvitationAsked], Field(min_length=1, max_length=MOST_AT_ONCE)]


class RefusedShown(Schema):
    """`detail` is the sentence for `reason`."""

    client: int
    contact: int
    reason: Reason
    detail: str


class InvitationsSent(Schema):
    sent: list[InvitationShown]
    refused: list[RefusedShown]


@router.get("invitations", response=page_schema(InvitationShown), auth=Scope("invitations:read"), summary="Invitations au portail")
def list_invitations(request, filters: Query[InvitationFilters]):
    """Those to the clients that one serves, and those that wait for oneself; the latest first."""
    return one_page(filtered(rows_for(request.user), filters, request.user), filters, show=shown)


@router.post("invitations", response={201: InvitationsSent}, auth=Scope("invitations:write"), summary="Inviter", openapi_extra=takes(InvitationsAsked))
def send_invitations(request):
    """For members, in their name. Each is sent or refused for itself; 422 with the reasons when none was sent."""
    asked = [Asked(Client(pk=one.client), Contact(pk=one.contact), one.level, one.type) for one in read(request, InvitationsAsked).invitations]
    outcome = invite(asked, by=request.user)
    if not outcome.sent:
        places = {id(one): place for place, one in enumerate(asked)}
        raise Problem(422, errors=[(f"invitations.{places[id(one)]}", refusal_sentence(reason)) for one, reason in outcome.refused])
    return Status(201, {"sent": list(map(shown, rows_of(outcome.sent))), "refused": list(map(refused, outcome.refused))})


@router.get("invitations/{invitation_id}", response=InvitationShown, auth=Scope("invitations:read"), summary="Une invitation")
def get_invitation(request, invitation_id: PathId):
    return shown(get_object_or_404(rows_for(request.user), pk=invitation_id))


@router.post("invitations/{invitation_id}/sendings", response={201: InvitationShown}, auth=Scope("invitations:write"), summary="Renvoyer")
def send_again(request, invitation_id: PathId):
    """For members. A new link, and the days anew; the link before is dead. 409 once it is accepted or revoked, within a minute, and where it cannot arrive."""
    row = served(request.user, invitation_id)
    outcome = resend([row], by=request.user)
    for _row, reason in outcome.refused:
        code = "invitation_answered" if reason in {Reason.ACCEPTED, Reason.REVOKED} else "invitation_not_sent"
        raise Problem(409, code=code, detail=refusal_sentence(reason))
    return Status(201, shown(*rows_of([row])))


@router.delete("invitations/{invitation_id}", response={204: None}, auth=Scope("invitations:write"), summary="Révoquer")
def revoke_invitation(request, invitation_id: PathId):
    """For members. Doing it twice does it once; 409 once it is accepted."""
    row = served(request.user, invitation_id)
    if not revoke([row], by=request.user) and Invitation.objects.filter(pk=row.pk).exclude(accepted_at=None).exists():
        raise Problem(409, code="invitation_answered", detail=refusal_sentence(Reason.ACCEPTED))
    return Status(204, None)


@router.post("invitations/{invitation_id}/acceptance", response={201: InvitationShown}, auth=Scope("invitations:write"), summary="Accepter")
def accept_invitation(request, invitation_id: PathId):
    """For whoever it was sent to."""
    row = get_object_or_404(waiting_for(request.user), pk=invitation_id)
    accept([row], user=request.user)
    return Status(201, shown(*rows_of([row])))


def rows_for(user):
    """With all that is shown of them: one's clients', and what waits for one's own answer or got it."""
    own = Q(pk__in=waiting_for(user).order_by().values("pk")) | Q(accepted_by=user)
    return with_people(Invitation.objects.filter(Q(pk__in=Invitation.objects.visible_to(user).values("pk")) | own))


def served(user, invitation_id):
    return get_object_or_404(Invitation.objects.visible_to(user).filter(client__in=clients_opened_by(user)), pk=invitation_id)


def rows_of(invitations):
    """As they are now, in this order."""
    found = with_people(Invitation.objects).in_bulk([one.pk for one in invitations])
    return [found[one.pk] for one in invitations]


def with_people(rows):
    return rows.select_related("client", "contact", "invited_by", "sent_by")


def filtered(rows, filters, user):
    if filters.state:
        rows = rows.in_state(State(filters.state), timezone.now())
    if filters.client:
        rows = rows.filter(client=filters.client)
    return rows.filter(pk__in=waiting_for(user).order_by().values("pk")) if filters.waiting else rows


def shown(row):
    same = ("email", "level", "type", "invited_at", "sent_at", "times_sent", "expires_at", "accepted_at", "revoked_at")
    plain = {name: getattr(row, name) for name in same} | {"id": row.pk, "firm": row.firm_id, "state": row.state(), "why": row.undeliverable_why}
    contact = {"id": row.contact_id, "name": row.contact.full_name}
    return plain | {"client": named(row.client), "contact": contact, "invited_by": person(row.invited_by), "sent_by": person(row.sent_by)}


def refused(pair):
    asked, reason = pair
    return {"client": asked.client.pk, "contact": asked.contact.pk, "reason": reason, "detail": refusal_sentence(reason)}
