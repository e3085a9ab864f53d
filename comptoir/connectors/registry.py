"""Which other software people may have an account with, and what Comptoir can do there (P7). Each is a folder that declares one Connector."""

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module

from django.utils.functional import Promise

StrOrPromise = str | Promise

# A new one: its folder, and its name here.
FOLDERS = ("inpi", "acd", "generic")


class Failed(Exception):
    """The other software answered, and the answer is a refusal. `code` says which (see decisions.py), `detail` is a word of it that may be shown."""

    def __init__(self, code, detail=""):
        super().__init__(code, detail)
        self.code, self.detail = code, detail


@dataclass(frozen=True)
class Credentials:
    """An account opened for one call. The secret shows in no log and no traceback."""

    username: str
    secret: str = field(repr=False)
    address: str = ""


@dataclass(frozen=True)
class Field:
    """What a person types for this kind of account: `name` is address, username or secret."""

    name: str
    label: StrOrPromise
    help: StrOrPromise = ""


@dataclass(frozen=True)
class Company:
    """What a register says of a company. Texts are empty where it says nothing."""

    siren: str
    name: str = ""
    kind: str = "organisation"
    legal_form: str = ""
    address: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = ""
    is_closed: bool = False


@dataclass(frozen=True)
class Connector:
    """One kind of account.

    `test(credentials)` returns the code of what it proved, or raises Failed or Unreachable. `look_up_company(credentials, siren)` returns a
    Company or raises Failed("no_such_company") and the rest; None for software that knows no companies.
    """

    kind: str
    label: StrOrPromise
    intro: StrOrPromise
    icon: str
    fields: tuple[Field, ...]
    test: Callable
    look_up_company: Callable | None = None

    @property
    def field_names(self):
        return [one.name for one in self.fields]


_connectors: dict[str, Connector] = {}


def declare(connector):
    if connector.kind in _connectors:
        raise ValueError(f"Connector {connector.kind!r} is declared twice")
    _connectors[connector.kind] = connector
    return connector


def all_connectors():
    return list(_connectors.values())


def get_connector(kind):
    """The connector of that kind, or None."""
    return _connectors.get(kind)


def who_look_up_companies():
    return [one.kind for one in _connectors.values() if one.look_up_company]


def load():
    for folder in FOLDERS:
        import_module(f"comptoir.connectors.{folder}")
