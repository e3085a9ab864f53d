"""Typed reads of the environment. A wrong value stops the start with one clear line."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

import environ


class Misconfigured(SystemExit):
    """Raised at start-up; its text is the one line that the operator reads."""

    def __init__(self, name, problem):
        super().__init__(f"comptoir: {name} {problem}")


def text(name, default=""):
    """The variable `name`, or the content of the file that `NAME_FILE` names."""
    path = os.environ.get(f"{name}_FILE")
    if not path:
        return os.environ.get(name, default)
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{name}_FILE", f"est illisible : {error}") from None


def flag(name, default=False):
    value = text(name).strip().lower()
    if value in {"", "0", "false", "no", "off", "1", "true", "yes", "on"}:
        return value in {"1", "true", "yes", "on"} if value else default
    raise Misconfigured(name, f"doit valoir 0 ou 1, et non {value!r}")


def whole_number(name, default, *, low, high):
    value = text(name) or str(default)
    if value.isascii() and value.isdigit() and low <= int(value) <= high:
        return int(value)
    raise Misconfigured(name, f"doit être un nombre entier de {low} à {high}, et non {value!r}")


def address(name, default):
    """An http(s) address without a path, such as https://portail.example."""
    value = (text(name) or default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query or "@" in parts.netloc:
        raise Misconfigured(name, f"doit ressembler à https://portail.example, et non {value!r}")
    return value


def folder(name, default):
    """A folder, as a path or a file:// address."""
    value = text(name) or str(default)
    scheme, separator, path = value.partition("://")
    if separator and scheme != "file":
        raise Misconfigured(name, f"doit être un dossier ; «{scheme}://» n’est pas pris en charge")
    return path if separator else value


def database(name, default):
    """Django's DATABASES entry for sqlite:///path or postgres://user:password@host:port/name."""
    value = text(name) or default
    if urlsplit(value).scheme not in {"sqlite", "postgres", "postgresql"}:
        raise Misconfigured(name, "doit commencer par sqlite:/// ou postgres://")
    try:
        parsed = environ.Env.db_url_config(value)
    except (ValueError, environ.ImproperlyConfigured) as error:
        raise Misconfigured(name, f"est illisible : {error}") from None
    if not parsed["NAME"]:
        raise Misconfigured(name, "ne nomme aucune base")
    return parsed


def service(name, schemes):
    """A service's address (redis://…, smtp://…) or None when the variable is empty."""
    value = text(name)
    if not value:
        return None
    parts = urlsplit(value)
    try:
        port = parts.port
    except ValueError:
        raise Misconfigured(name, "a un port qui n’est pas un nombre") from None
    if parts.scheme not in schemes or not (parts.hostname or parts.path):
        raise Misconfigured(name, f"doit commencer par {' ou '.join(f'{scheme}://' for scheme in schemes)}")
    return {
        "url": value,
        "scheme": parts.scheme,
        "host": parts.hostname,
        "port": port,
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "path": unquote(parts.path.strip("/")),
    }
