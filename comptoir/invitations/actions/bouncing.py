"""A mail that could not be delivered: the invitation is as good as not sent, until it is sent again."""

from django.db import transaction
from django.utils import timezone

from comptoir.events.recording import record_events

from ..models import Invitation
from .rounds import UNDELIVERABLE, words_of


@transaction.atomic
def mark_undeliverable(failures):
    """`failures`: {invitation id: (round, the server's words)}; return those that it was news for. Records invitation.undeliverable.

    Only of the round that the invitation is in: what comes back late of an address that was corrected since says nothing any more.
    """
    now = timezone.now()
    rows = Invitation.objects.unanswered().filter(pk__in=failures, undeliverable_at=None).select_for_update(of=["self"])
    marked = [row for row in rows.select_related("client", "contact").order_by("pk") if failures[row.pk][0] == row.times_sent]
    for row in marked:
        # Told now; the end of its days is no news after that.
        row.undeliverable_at = row.ended_told_at = now
        row.undeliverable_why = failures[row.pk][1][:300]
    Invitation.objects.bulk_update(marked, ["undeliverable_at", "undeliverable_why", "ended_told_at"])
    record_events(UNDELIVERABLE, [(row, {**words_of(row), "why": row.undeliverable_why}) for row in marked], actor=None)
    return marked
