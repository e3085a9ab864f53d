"""Saved views: the inbox as somebody filtered it, under a name. Only the owner changes one; colleagues see those that are shared."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.http import QueryDict

from comptoir.clients.standing import standing_of

from .boxes import FOR_MEMBERS, box_of
from .filters import Filters, as_query
from .models import SavedView

MOST_VIEWS = 50
LONGEST_QUERY = SavedView._meta.get_field("query").max_length
# A view in first place opens with the bare address; new ones come after it.
FIRST = 0


class NameTaken(Exception):
    """The person has a view of this name already."""


class TooManyViews(Exception):
    """MOST_VIEWS of one person are enough for any menu."""


class QueryTooLong(Exception):
    """The words that are looked for are too many to be kept."""


@dataclass(frozen=True)
class Entry:
    """A view in the menu. `owner`: the name of the colleague who shares it."""

    name: str
    query: str
    owner: str
    is_current: bool


def menu_of(views, user, query):
    """The entries for `views`, one's own first; the one that shows what the address `query` shows is current."""
    mine = [view for view in views if view.owner_id == user.pk]
    others = [view for view in views if view.owner_id != user.pk]
    return [Entry(view.name, view.query, "" if view in mine else view.owner.full_name, view.query == query) for view in mine + others]


def read_query(text):
    """An address's query as it is kept: what the inbox understands, in one order."""
    query = QueryDict(text.removeprefix("?"))
    return as_query(Filters.read(query), box=box_of(FOR_MEMBERS, query.get("box", "")).code)


@transaction.atomic
def save_view(user, *, name, query, is_shared=False):
    """Keep `query` under `name`. Raises NameTaken, TooManyViews and QueryTooLong."""
    query = read_query(query)
    if len(query) > LONGEST_QUERY:
        raise QueryTooLong
    mine = SavedView.objects.filter(owner=user)
    if mine.count() >= MOST_VIEWS:
        raise TooManyViews
    last = mine.aggregate(last=Max("position"))["last"] or FIRST
    view = SavedView(firm_id=standing_of(user).home_firm_id, owner=user, name=name, query=query, is_shared=is_shared, position=last + 1)
    return write(view)


def write(view):
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as error:
        raise NameTaken from error
    return view


@transaction.atomic
def open_first(view, *, is_first):
    """Let the bare address open this view, or none of its owner's."""
    views = list(SavedView.objects.select_for_update().filter(owner=view.owner_id).order_by("position", "pk"))
    order = [one for one in views if one.pk != view.pk]
    order = [view, *order] if is_first else sorted(views, key=lambda one: (one.position, one.name))
    for place, one in enumerate(order, FIRST if is_first else FIRST + 1):
        SavedView.objects.filter(pk=one.pk).update(position=place)
    view.refresh_from_db()
    return view
