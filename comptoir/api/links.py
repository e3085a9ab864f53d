"""Unique links: what became of them, for members. No answer holds a token: a link is in the mail that was sent, and nowhere else."""

from datetime import datetime
from typing import Annotated, Literal

from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.links.actions import revoke_link
from comptoir.links.decisions import masked
from comptoir.links.models import Link
from comptoir.links.uses import told

from .auth import Scope
from .bodies import ONE_LINE, Id, PathId
from .cursors import Page, page_schema, rows_of
from .shapes import Named, named, person

router = Router(tags=["links"])


class UseShown(Schema):
    """Nothing here proves who it was. `kind`: opened, scanned (by a mail filter), entered, code_sent, code_refused, too_late, renewed, consumed."""

    kind: str
    at: datetime
    address: str
    sentence: str


class LinkShown(Schema):
    """`email` is masked. `target_type` and `target_id` name what it leads to."""

    id: int
    client: Named
    contact: Named
    purpose: str
    target_type: str
    target_id: int
    email: str
    state: Literal["open", "expired", "replaced", "used", "revoked"]
    made_at: datetime
    made_by: Named | None
    expires_at: datetime
    uses: list[UseShown]


class LinkFilters(Page):
    """`target_type`: such as «requests.request»."""

    client: Id | None = None
    contact: Id | None = None
    target_type: Annotated[str, Field(max_length=60, pattern=ONE_LINE)] | None = None
    target_id: Id | None = None


@router.get("links", response=page_schema(LinkShown), auth=Scope("clients:read"), summary="Liens uniques envoyés aux clients")
def list_links(request, filters: Query[LinkFilters]):
    """The latest first."""
    rows = visible_to(request.user)
    for name in ("client", "contact", "target_type", "target_id"):
        if getattr(filters, name):
            rows = rows.filter(**{name: getattr(filters, name)})
    found, following = rows_of(rows, filters, ("-id",))
    return {"items": shown_all(found), "next": following}


@router.post("links/{link_id}/revocation", response=LinkShown, auth=Scope("clients:write"), summary="Retirer un lien unique")
def revoke(request, link_id: PathId):
    """It opens nothing from now on. Doing it twice does it once."""
    revoke_link(get_object_or_404(visible_to(request.user), pk=link_id), by=request.user)
    return shown_all(visible_to(request.user).filter(pk=link_id))[0]


def visible_to(user):
    return Link.objects.visible_to(user).with_newer().select_related("client", "contact", "made_by")


def shown_all(links):
    return [shown(one) for one in told(links)]


def shown(one):
    link = one.link
    same = {name: getattr(link, name) for name in ("purpose", "target_type", "target_id", "made_at", "expires_at")}
    uses = [{"kind": use.kind, "at": use.at, "address": use.address, "sentence": use.sentence} for use in one.uses]
    people = {"contact": {"id": link.contact_id, "name": one.name}, "made_by": person(link.made_by)}
    return same | people | {"id": link.pk, "client": named(link.client), "email": masked(link.email), "state": one.state, "uses": uses}
