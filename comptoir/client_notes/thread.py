"""The notes on a client as its page shows them, the latest first."""

from dataclasses import dataclass

from .models import ClientNote

SHOWN = 10


@dataclass(frozen=True)
class Notes:
    """`deleted` is the note that the reader just deleted and can put back, or None."""

    rows: list
    has_more: bool = False
    deleted: object = None


def notes_on(client, user):
    """All that `user` may read about the client."""
    return ClientNote.objects.visible_to(user).filter(client=client).select_related("author").order_by("-pk")


def latest_notes(client, user, deleted=""):
    """The first of them in one query; one more when `deleted` (text from an address) names a note that was just deleted."""
    rows = list(notes_on(client, user)[: SHOWN + 1])
    return Notes(rows[:SHOWN], len(rows) > SHOWN, deleted_note(client, user, deleted))


def deleted_note(client, user, number):
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    return ClientNote.objects.deleted_by(user).filter(client=client, pk=number).first()
