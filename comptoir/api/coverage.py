"""Dossiers for whose questions nobody is there (X4)."""

from datetime import datetime
from typing import Literal

from django.contrib.auth import get_user_model
from django.http import Http404
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.clients.models import Dossier
from comptoir.conversations.coverage import dossiers_reviewed_by, firms_reviewed_by, uncovered

from .auth import Scope
from .bodies import Id, PathId, Search
from .cursors import Page, one_page_of_list, page_schema
from .shapes import Named, named, person

router = Router(tags=["clients"])


class UncoveredShown(Schema):
    """`people`: whoever is away or left. `returns_at`: when the first of them is back, as far as that is known."""

    dossier: Named
    licence: Named
    reason: Literal["nobody", "away", "left"]
    people: list[Named]
    returns_at: datetime | None


class CoverageFilters(Page):
    reason: Literal["nobody", "away", "left"] | None = None
    licence: Id | None = None
    q: Search | None = Field(None, description="Mots à trouver, sans souci des accents")


@router.get("firms/{firm_id}/coverage", response=page_schema(UncoveredShown), auth=Scope("clients:read"), summary="Dossiers sans personne")
def list_uncovered(request, firm_id: PathId, filters: Query[CoverageFilters]):
    """For administrators and chartered accountants, the latter for the dossiers they work on; others get 404. By name."""
    if firm_id not in firms_reviewed_by(request.user):
        raise Http404
    dossiers = dossiers_reviewed_by(request.user).filter(firm=firm_id)
    found = uncovered(dossiers)
    wanted = filtered(dossiers, filters).order_by("name_key", "pk").values_list("pk", flat=True)
    ids = [pk for pk in wanted if pk in found and filters.reason in (None, found[pk].gap)]
    page = one_page_of_list(ids, filters, name="coverage", show=lambda pk: pk)
    return page | {"items": shown(page["items"], found)}


def filtered(dossiers, filters):
    if filters.licence:
        dossiers = dossiers.filter(licence=filters.licence)
    return dossiers.matching(filters.q) if filters.q else dossiers


def shown(ids, found):
    """The dossiers of these ids with their people, in two queries."""
    dossiers = Dossier.objects.select_related("licence").in_bulk(ids)
    people = get_user_model().objects.in_bulk({user_id for pk in ids for user_id in found[pk].user_ids})
    return [
        {
            "dossier": named(dossiers[pk]),
            "licence": named(dossiers[pk].licence),
            "reason": found[pk].gap,
            "people": [person(people[user_id]) for user_id in found[pk].user_ids],
            "returns_at": found[pk].returns_at,
        }
        for pk in ids
    ]
