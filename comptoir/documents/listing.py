"""The lists of documents: the firm's, filtered by the address, and the client's, by dossier and month."""

from itertools import groupby

from django.utils import timezone

SHARED, DROPPED, WITHDRAWN = "shared", "dropped", "withdrawn"
LARGEST_ID_DIGITS = 19


def in_box(documents, box):
    if box == WITHDRAWN:
        return documents.withdrawn()
    return documents.shared().filter(is_from_client=True) if box == DROPPED else documents.shared()


def chosen(documents, filters):
    """The documents that the address asks for. What it says that cannot be read is passed over."""
    for name in ("dossier", "client", "licence"):
        value = filters.get(name, "")
        if value.isascii() and value.isdigit() and len(value) < LARGEST_ID_DIGITS:
            documents = documents.filter(**{name: value})
    return documents.matching(filters.get("q", ""))


# Of one dossier together, the latest month first.
BY_DOSSIER = ("dossier__name_key", "dossier_id", "-shared_at", "-pk")


def by_dossier_and_month(documents):
    """[(dossier, [(first day of the month, [documents])])] of documents in the order BY_DOSSIER."""
    return [
        (rows[0].dossier, [(month, list(those)) for month, those in groupby(rows, month_of)])
        for rows in (list(of_one) for _pk, of_one in groupby(documents, lambda document: document.dossier_id))
    ]


def month_of(document):
    """The first day of the month in which it was shared, where the reader is."""
    return timezone.localtime(document.shared_at).date().replace(day=1)
