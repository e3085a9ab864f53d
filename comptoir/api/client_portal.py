"""The portal as its client reads it: what waits for them, what was shared with them, who follows them, what happened (K10)."""

from datetime import date, datetime
from typing import Literal

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from ninja import Query, Router, Schema

from comptoir.applications.granted import holding_of
from comptoir.away.following import absences_of, who_follows
from comptoir.clients.choice import Choice
from comptoir.conversations.awaiting import latest_for
from comptoir.documents.models import Document
from comptoir.links.assurance import policy_of
from comptoir.links.decisions import Act, may
from comptoir.links.grants import proof_of_token
from comptoir.portal.collaboration import history_of
from comptoir.requests.awaiting import open_for
from comptoir.requests.decisions import due_state

from .auth import Scope
from .bodies import Id
from .cursors import Page, read_cursor, write_place
from .shapes import Named, named, person

router = Router(tags=["me"])
SHOWN = 20
Kinds = Literal["requests", "documents", "conversations", "accesses"]
# The kinds of things and the family of scopes that reads them; what is one's own alone needs no other.
FAMILIES = {"requests": "requests", "documents": "documents", "conversations": "conversations", "accesses": "me"}
SENT_BY_FIRMS = {"requests", "documents"}


class FirmServing(Named):
    slug: str


class RequestWaiting(Schema):
    """`is_theirs`: whether it was sent to this very person. `due`: «none», «later», «today» or «late»."""

    id: int
    client: Named
    subject: str
    asks_file: bool
    due_on: date | None
    due: str
    is_theirs: bool


class LatestConversationShown(Schema):
    """`awaits_you`: whether it is a question of the firm that waits for this very person."""

    id: int
    client: Named
    subject: str
    excerpt: str
    last_message_at: datetime
    is_unread: bool
    awaits_you: bool


class DocumentShared(Schema):
    id: int
    client: Named
    title: str
    shared_by: Named | None
    shared_at: datetime


class Following(Named):
    """`role` in words; `away_until` is null for who is there, and for who gave no day of return; `stands_in` a person or a team."""

    role: str
    is_primary: bool
    is_away: bool
    away_until: datetime | None
    stands_in: str | None


class DossierFollowed(Schema):
    dossier: Named
    people: list[Following]


class PortalHome(Schema):
    """Of one firm. What the token has no scope for is null: `requests:read`, `conversations:read`, `documents:read`; so are parts that you were not given.

    So are requests and documents of a firm that asks for a second factor which you don't have.
    """

    firm: FirmServing
    firms: list[FirmServing]
    clients: list[Named]
    requests: list[RequestWaiting] | None
    conversations: list[LatestConversationShown] | None
    documents: list[DocumentShared] | None
    followed_by: list[DossierFollowed]


class Told(Schema):
    """`kind` is «requests», «documents», «conversations» or «accesses»; `told` says what happened, in your language."""

    kind: str
    code: str
    at: datetime
    told: str
    title: str
    client: str


class ToldPage(Schema):
    items: list[Told]
    next: str | None


class Looked(Schema):
    """`firm`: one of those that serve you, the first of them when left out; `client`: one of yours there, all when left out."""

    firm: Id | None = None
    client: Id | None = None


class LookedBack(Page):
    firm: Id | None = None
    client: Id | None = None
    kind: Kinds | None = None


@router.get("me/portal", response=PortalHome, auth=Scope("me:read"), summary="Son portail")
def get_portal(request, filters: Query[Looked]):
    """What the client's home shows: the most urgent requests, the latest messages and documents, at most twenty of each; and who follows."""
    choice = choice_for(request.user, filters)
    standing, reads = choice.standing, reads_of(request, choice.firm)
    return {
        "firm": serving(choice.firm),
        "firms": sorted(map(serving, [choice.firm, *choice.other_firms]), key=lambda firm: firm["name"]),
        "clients": [named(client) for client in choice.clients],
        "requests": [waiting(row) for row in open_for(standing)[:SHOWN]] if "requests" in reads else None,
        "conversations": [conversation(row) for row in latest_for(standing)[:SHOWN]] if "conversations" in reads else None,
        "documents": [shared(row) for row in documents_of(standing)[:SHOWN]] if "documents" in reads else None,
        "followed_by": [followed(one) for one in who_follows(standing, choice.firm_id, absences_of(choice.firm_id, timezone.now()))],
    }


@router.get("me/portal/history", response=ToldPage, auth=Scope("me:read"), summary="Historique de la collaboration")
def list_portal_history(request, filters: Query[LookedBack]):
    """The latest first. Kinds that the token has no scope for, or no proof, are left out."""
    choice = choice_for(request.user, filters)
    salt = f"cursor:portal-history:{choice.firm_id}:{choice.client_id}:{filters.kind}"
    start = read_cursor(filters.cursor, salt) if filters.cursor else 0
    kinds = reads_of(request, choice.firm) & ({filters.kind} if filters.kind else set(FAMILIES))
    names = {client.pk: client.name for client in choice.clients}
    home = reverse("portal", args=[choice.firm.slug])
    page = history_of(choice.standing, home=home, names=names, kinds=kinds, start=start, size=filters.limit)
    return {"items": [told(one) for one in page.rows], "next": write_place(start + filters.limit, salt) if page.has_more else None}


def choice_for(user, filters):
    """What the caller looks at. 404 for a firm that does not serve them, and for a client of others."""
    choice = Choice(user, firm_id=filters.firm, wanted=str(filters.client or ""))
    if choice.firm is None or (filters.client and filters.client not in choice.client_ids):
        raise Http404
    return choice


def reads_of(request, firm):
    """The kinds of things that the token may read, by its scopes, by the parts that the person was given and by the proof that it is of (X11)."""
    kinds = {kind for kind, family in FAMILIES.items() if f"{family}:read" in request.token.scopes}
    kinds -= holding_of(request.user.pk, firm.pk).closed_parts
    is_proved = may(proof_of_token(request.user), policy_of(firm), Act.SEE, has_portal=firm.portal_enabled_at is not None)
    return kinds if is_proved else kinds - SENT_BY_FIRMS


def documents_of(standing):
    return Document.objects.seen_by(standing).select_related("client", "shared_by").order_by("-shared_at", "-pk")


def serving(firm):
    return named(firm) | {"slug": firm.slug}


def waiting(row):
    same = {name: getattr(row, name) for name in ("subject", "asks_file", "due_on", "is_theirs")}
    return same | {"id": row.pk, "client": named(row.client), "due": due_state(row.due_on, timezone.localdate())}


def conversation(row):
    same = {name: getattr(row, name) for name in ("subject", "last_message_at", "is_unread")}
    return same | {"id": row.pk, "client": named(row.client), "excerpt": row.last_excerpt, "awaits_you": row.awaits_them}


def shared(row):
    return {"id": row.pk, "client": named(row.client), "title": row.title, "shared_by": person(row.shared_by), "shared_at": row.shared_at}


def followed(one):
    return {"dossier": named(one.dossier), "people": [following(follower) for follower in one.followers]}


def following(one):
    absence = {"is_away": one.absence is not None, "away_until": one.absence.ends_at if one.absence else None}
    return person(one.user) | {"role": one.words, "is_primary": one.is_primary} | absence | {"stands_in": str(one.stands_in) if one.stands_in else None}


def told(one):
    return {"kind": one.kind.slug, "code": one.code, "at": one.at, "told": one.what, "title": one.title, "client": one.client}
