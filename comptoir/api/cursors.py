"""Lists page by page. A cursor is the signed place of the last row seen: it stays right while rows come and go."""

from django.core import signing
from django.db.models import Q
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import ConfigDict, Field, create_model

from .problems import Invalid

LARGEST_PAGE = 100


class Page(Schema):
    """What every list takes."""

    model_config = ConfigDict(extra="forbid")

    cursor: str | None = Field(None, max_length=4000, description="`next` de la page précédente")
    limit: int = Field(50, ge=1, le=LARGEST_PAGE)


def page_schema(item):
    """The schema of a page of `item`s."""
    return create_model(f"{item.__name__}Page", __base__=Schema, items=(list[item], ...), next=(str | None, None))


def one_page(rows, page, *, show, order=("-id",)):
    """{"items": [show(row), …], "next": cursor or None} of a queryset, in an `order` whose last field is unique. One query."""
    return shown(rows_of(rows, page, order), show)


def rows_of(rows, page, order):
    """(the page's rows, the cursor of the next page or None)."""
    salt = f"cursor:{rows.model._meta.label}:{','.join(order)}"
    if page.cursor:
        rows = rows.filter(beyond(order, read_cursor(page.cursor, salt)))
    found = list(rows.order_by(*order)[: page.limit + 1])
    there_is_more = len(found) > page.limit
    found = found[: page.limit]
    return found, write_cursor(found[-1], order, salt) if there_is_more else None


def one_page_of_list(items, page, *, name, show):
    """The same of a list that lies in memory; the cursor is its signed place."""
    salt = f"cursor:{name}"
    start = read_cursor(page.cursor, salt) if page.cursor else 0
    end = start + page.limit
    return {"items": [show(item) for item in items[start:end]], "next": write_place(end, salt) if end < len(items) else None}


def shown(found, show):
    rows, following = found
    return {"items": [show(row) for row in rows], "next": following}


def beyond(order, values):
    """The condition «after the row with these values»."""
    condition, same = Q(), Q()
    for field, value in zip(order, values, strict=True):
        name, direction = field.lstrip("-"), "lt" if field.startswith("-") else "gt"
        condition |= same & Q(**{f"{name}__{direction}": value})
        same &= Q(**{name: value})
    return condition


def write_cursor(row, order, salt):
    values = [getattr(row, field.lstrip("-")) for field in order]
    return signing.dumps([value.isoformat() if hasattr(value, "isoformat") else value for value in values], salt=salt)


def write_place(place, salt):
    """The cursor of a list that knows its place by a number alone."""
    return signing.dumps(place, salt=salt)


def read_cursor(cursor, salt):
    try:
        return signing.loads(cursor, salt=salt)
    except signing.BadSignature:
        raise Invalid("cursor", _("Ce curseur n’est pas de cette liste. Repartez de la première page.")) from None
