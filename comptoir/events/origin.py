"""From where something is done: by which door, and from which network address. Every event keeps it."""

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum


class Door(StrEnum):
    PAGE = "page"
    API = "api"
    # A command or a job: nobody came in.
    INSIDE = ""


@dataclass(frozen=True)
class Origin:
    door: Door = Door.INSIDE
    address: str = ""


_here = ContextVar("origin", default=Origin())  # noqa: B039  (an immutable value)


def here():
    """The origin of what is being done now."""
    return _here.get()


@contextmanager
def coming_from(door, address=""):
    token = _here.set(Origin(door, address))
    try:
        yield
    finally:
        _here.reset(token)
