"""Parts of the portal that an application may switch."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Part:
    """`path`: where its pages are; `family`: the scopes by which programs reach it."""

    code: str
    label: str | Promise
    path: str
    family: str


PARTS = {
    one.code: one
    for one in (
        Part("documents", _("Documents"), "/documents/", "documents"),
        Part("conversations", _("Messages"), "/conversations/", "conversations"),
        Part("requests", _("Demandes"), "/requests/", "requests"),
    )
}


def part_at(path):
    """The Part whose page this is, or None."""
    return next((part for part in PARTS.values() if path.startswith(part.path)), None)


def part_of_scope(scope):
    """The Part that programs reach by this scope, or None."""
    family = scope.partition(":")[0]
    return next((part for part in PARTS.values() if part.family == family), None)
