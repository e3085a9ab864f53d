"""One's own sessions and tokens: seen and ended. A token makes no other token: that takes the person, on the page."""

from datetime import datetime
from typing import Annotated

from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Path, Query, Router, Schema, Status

from comptoir.security.actions import end_session, revoke_token
from comptoir.security.sessions import find_session, open_sessions
from comptoir.security.tokens import tokens_of

from .auth import Scope
from .bodies import PathId
from .cursors import Page, one_page, one_page_of_list, page_schema

router = Router(tags=["me"])

Handle = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]


class SessionShown(Schema):
    """`browser` and `system` are empty when they cannot be told; `seen_at` is right to within ten minutes."""

    id: str
    browser: str
    system: str
    address: str
    started_at: datetime
    seen_at: datetime


class TokenShown(Schema):
    """Never the token itself. `is_this`: the one that asks; `expires_at` null: never; `used_at` is right to within ten minutes."""

    id: int
    name: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None
    is_this: bool


@router.get("me/sessions", response=page_schema(SessionShown), auth=Scope("me:read"), summary="Ses sessions ouvertes")
def list_sessions(request, page: Query[Page]):
    return one_page_of_list(open_sessions(request.user), page, name="sessions", show=shown_session)


@router.delete("me/sessions/{session_id}", response={204: None}, auth=Scope("me:write"), summary="Fermer une session")
def delete_session(request, session_id: Handle):
    """Its browser is signed out at its next request."""
    session = find_session(request.user, session_id)
    if session is None:
        raise Http404
    end_session(session, by=request.user)
    return Status(204, None)


@router.get("me/tokens", response=page_schema(TokenShown), auth=Scope("me:read"), summary="Ses jetons d’API")
def list_tokens(request, page: Query[Page]):
    return one_page(tokens_of(request.user), page, show=lambda row: shown_token(row, request.token))


@router.delete("me/tokens/{token_id}", response={204: None}, auth=Scope("me:write"), summary="Révoquer un jeton")
def delete_token(request, token_id: PathId):
    """At once, also when it is the one that asks."""
    revoke_token(get_object_or_404(tokens_of(request.user), pk=token_id), by=request.user)
    return Status(204, None)


def shown_session(one):
    return {
        "id": one.handle,
        "browser": one.browser,
        "system": one.system,
        "address": one.address,
        "started_at": one.started_at,
        "seen_at": one.seen_at,
    }


def shown_token(row, asking):
    fields = ("id", "name", "scopes", "created_at", "expires_at", "used_at")
    return {name: getattr(row, name) for name in fields} | {"is_this": row.pk == asking.pk}
