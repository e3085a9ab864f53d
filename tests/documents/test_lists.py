"""How documents are laid out for who reads them."""

from datetime import UTC, date, datetime

from django.utils.timezone import override

from comptoir.clients.shown import all_kinds
from comptoir.clients.standing import standing_of
from comptoir.documents.listing import BY_DOSSIER, by_dossier_and_month
from comptoir.documents.models import Document

from .sharing import share


def at(document, *moment):
    Document.objects.filter(pk=document.pk).update(shared_at=datetime(*moment, tzinfo=UTC))


def test_a_client_reads_by_dossier_then_by_month_the_latest_first(cast):
    at(share(cast, name="Mars.pdf"), 2027, 3, 31, 23, 30)
    at(share(cast, name="Avril.pdf"), 2027, 4, 12)
    at(share(cast, name="Février.pdf"), 2027, 2, 3)
    at(share(cast, name="Garage.pdf", dossier=cast.other_dossier, by=cast.luc), 2027, 4, 1)
    rows = Document.objects.filter(firm=cast.firm).with_all().order_by(*BY_DOSSIER)

    with override("Europe/Paris"):
        laid_out = [(dossier, [(month, [one.title for one in those]) for month, those in months]) for dossier, months in by_dossier_and_month(rows)]

    assert laid_out == [
        (cast.dossier, [(date(2027, 4, 1), ["Avril", "Mars"]), (date(2027, 2, 1), ["Février"])]),
        (cast.other_dossier, [(date(2027, 4, 1), ["Garage"])]),
    ]


def test_what_the_portal_s_home_shows_is_what_the_list_shows(cast):
    kind = next(kind for kind in all_kinds() if kind.slug == "documents")
    made = share(cast, contacts=[cast.contact_of(cast.jules, cast.client)])
    share(cast, name="De tous.pdf")

    seen = {who: list(kind.seen_by(standing_of(getattr(cast, who)))) for who in ("jules", "helene", "gaston", "paul")}

    assert {who: len(rows) for who, rows in seen.items()} == {"jules": 1, "helene": 2, "gaston": 0, "paul": 0}
    line = kind.line(seen["jules"][0])
    assert (line.title, line.detail, line.at, line.url) == ("Bilan 2025", "Bilan 2025.pdf", made.shared_at, f"/documents/{made.pk}/")
