"""Second factors: one's own to be read, a colleague's to be reset by an administrator of the firm."""

from datetime import datetime
from typing import Annotated, Literal

from allauth.mfa.models import Authenticator
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema, Status
from pydantic import Field

from comptoir.firms.models import Membership
from comptoir.security.factors import Type
from comptoir.security.recovery import count_left
from comptoir.security.resets import reset_factors

from .auth import Scope
from .bodies import SOME_TEXT, Body, PathId, read, takes
from .cursors import Page, one_page, page_schema

router = Router(tags=["me"])
NAMES = {Type.TOTP: "authenticator_app", Type.WEBAUTHN: "passkey", Type.RECOVERY_CODES: "recovery_codes"}


class FactorShown(Schema):
    """`name` is what the person calls a passkey; `left` counts the recovery codes that still serve."""

    id: int
    type: Literal["authenticator_app", "passkey", "recovery_codes"]
    name: str
    created_at: datetime
    last_used_at: datetime | None
    left: int | None


class ResetAsked(Body):
    """Why, and how the person's identity was checked. Kept in the firm's journal."""

    reason: Annotated[str, Field(max_length=500, pattern=SOME_TEXT)]


@router.get("me/factors", response=page_schema(FactorShown), auth=Scope("me:read"), summary="Ses seconds facteurs")
def list_factors(request, page: Query[Page]):
    """Nothing secret. Factors are added and removed on the pages, where the person confirms who they are."""
    return one_page(Authenticator.objects.filter(user=request.user), page, show=factor, order=("id",))


@router.delete("members/{member_id}/factors", response={204: None}, auth=Scope("members:write"), summary="Réinitialiser la double authentification",
               tags=["firms"], openapi_extra=takes(ResetAsked))  # fmt: skip
def reset_member_factors(request, member_id: PathId):
    """For administrators of the firm: takes every factor of a colleague away and ends their sessions. 404 for a colleague who has none."""
    membership = get_object_or_404(Membership.objects.resettable_by(request.user).select_related("user", "firm"), user=member_id)
    reset_factors(membership.user, by=request.user, firm=membership.firm, reason=read(request, ResetAsked).reason)
    return Status(204, None)


def factor(row):
    return {
        "id": row.pk,
        "type": NAMES[row.type],
        "name": row.data.get("name", ""),
        "created_at": row.created_at,
        "last_used_at": row.last_used_at,
        "left": count_left(row) if row.type == Type.RECOVERY_CODES else None,
    }
