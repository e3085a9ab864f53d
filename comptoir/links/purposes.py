"""What unique links lead to, declared by the features that send them. The door, its codes and its log know no feature."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.module_loading import autodiscover_modules

from .decisions import Act


@dataclass(frozen=True)
class Purpose:
    """One thing that links are for.

    find(link) → the object that the link is bound to, or None when there is nothing to open any more.
    invitation(link) → the sentence of the door, which must say nothing of the object itself: scanners and strangers read it.
    serve(request, link, target) → the response to whoever came in, for GET and POST; it does what the link is for, and calls `consume`.
    renew(link) → send a new link for the same object to the same address, the old one being dead from then on.
    page(target) → the path of the portal's page on the same object, for who signs in; "" where there is none.
    `act` is what coming in amounts to (X11). `needs_no_door`: the page reveals nothing by itself, so that no button has to be pressed before;
    it is served whatever has become of the link, and says so.
    """

    name: str
    find: Callable
    invitation: Callable
    serve: Callable
    renew: Callable
    page: Callable
    act: Act = Act.SEE
    needs_no_door: bool = False


_purposes: dict[str, Purpose] = {}


def declare(purpose):
    if purpose.name in _purposes:
        raise ValueError(f"Purpose {purpose.name!r} is declared twice")
    _purposes[purpose.name] = purpose
    return purpose


def get_purpose(name):
    """The Purpose of that name, or None for one that is no longer declared."""
    return _purposes.get(name)


def autodiscover():
    autodiscover_modules("doors")
