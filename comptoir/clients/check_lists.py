"""What is still open until a new colleague can work, point by point, declared by the features that keep it in their modules `check_lists`."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules

StrOrPromise = str | Promise


@dataclass(frozen=True)
class Point:
    """One line. `done(firm_id, user_ids)` → those of them for whom it is done, in a constant number of queries.

    `is_theirs`: whether the person does it, at `url()`; else the firm does.
    """

    code: str
    label: StrOrPromise
    order: int
    done: Callable
    is_theirs: bool = False
    url: Callable = lambda: ""


_points: dict[str, Point] = {}


def declare(point):
    if point.code in _points:
        raise ValueError(f"Point {point.code!r} is declared twice")
    _points[point.code] = point
    return point


def all_points():
    return sorted(_points.values(), key=lambda point: point.order)


def autodiscover():
    autodiscover_modules("check_lists")
