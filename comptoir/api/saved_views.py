"""The inbox as people filtered it, under names."""

from typing import Annotated

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from comptoir.clients.standing import standing_of
from comptoir.conversations.models import SavedView
from comptoir.conversations.saved_views import NameTaken, QueryTooLong, TooManyViews, open_first, read_query, save_view, write

from .auth import Scope
from .bodies import ANY_TEXT, SOME_LINE, Body, PathId, read, takes
from .cursors import Page, one_page, page_schema
from .problems import Invalid
from .shapes import Named, person

router = Router(tags=["conversations"])

Name = Annotated[str, Field(max_length=60, pattern=SOME_LINE)]
Address = Annotated[str, Field(max_length=2000, pattern=ANY_TEXT)]


class SavedViewShown(Schema):
    """`query`: what follows «?» in the inbox's address. `is_first`: it opens when nothing else is asked."""

    id: int
    name: str
    query: str
    is_shared: bool
    is_first: bool
    owner: Named | None


class SavedViewAsked(Body):
    name: Name
    query: Address
    is_shared: bool = False


class SavedViewChanged(Body):
    name: Name | None = None
    query: Address | None = None
    is_shared: bool | None = None
    is_first: bool | None = None


@router.get("saved-views", response=page_schema(SavedViewShown), auth=Scope("conversations:read"), summary="Vues enregistrées")
def list_saved_views(request, page: Query[Page]):
    """One's own, and those that colleagues share."""
    return one_page(SavedView.objects.visible_to(request.user).select_related("owner"), page, show=view)


@router.post(
    "saved-views", response={201: SavedViewShown}, auth=Scope("conversations:write"), summary="Enregistrer une vue", openapi_extra=takes(SavedViewAsked)
)
def keep_saved_view(request):
    """For members."""
    asked = read(request, SavedViewAsked)
    if not standing_of(request.user).is_member:
        raise Invalid("query", _("Les vues sont pour les membres d’un cabinet."))
    kept = refusing(lambda: save_view(request.user, name=asked.name.strip(), query=asked.query, is_shared=asked.is_shared))
    return Status(201, view(kept))


@router.patch("saved-views/{view_id}", response=SavedViewShown, auth=Scope("conversations:write"), summary="Changer une vue",
              openapi_extra=takes(SavedViewChanged))  # fmt: skip
def change_saved_view(request, view_id: PathId):
    """One's own."""
    row = own(request.user, view_id)
    asked = read(request, SavedViewChanged)
    row.name = row.name if asked.name is None else asked.name.strip()
    row.query = row.query if asked.query is None else short_enough(read_query(asked.query))
    row.is_shared = row.is_shared if asked.is_shared is None else asked.is_shared
    refusing(lambda: write(row))
    if asked.is_first is not None:
        open_first(row, is_first=asked.is_first)
    return view(row)


@router.delete("saved-views/{view_id}", response={204: None}, auth=Scope("conversations:write"), summary="Supprimer une vue")
def remove_saved_view(request, view_id: PathId):
    """One's own."""
    own(request.user, view_id).delete()
    return Status(204, None)


def own(user, view_id):
    return get_object_or_404(SavedView.objects.visible_to(user).filter(owner=user).select_related("owner"), pk=view_id)


def short_enough(query):
    if len(query) > SavedView._meta.get_field("query").max_length:
        raise Invalid("query", _("Cette recherche est trop longue pour être gardée."))
    return query


def refusing(keep):
    try:
        return keep()
    except NameTaken:
        raise Invalid("name", _("Vous avez déjà une vue de ce nom.")) from None
    except TooManyViews:
        raise Invalid("name", _("Vous avez cinquante vues. Supprimez-en une d’abord.")) from None
    except QueryTooLong:
        raise Invalid("query", _("Cette recherche est trop longue pour être gardée.")) from None


def view(row):
    return {
        "id": row.pk,
        "name": row.name,
        "query": row.query,
        "is_shared": row.is_shared,
        "is_first": row.position == 0,
        "owner": person(row.owner),
    }
