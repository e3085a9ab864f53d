"""Taking an invitation back."""

from django.db import transaction
from django.utils import timezone

from comptoir.clients.workplaces import clients_opened_by
from comptoir.events.recording import record_events

from ..models import Invitation
from .rounds import REVOKED, links_of, words_of


@transaction.atomic
def revoke(invitations, *, by):
    """Withdraw those of these that nobody answered and to whose client `by` may invite; return how many it was news for. Their links are dead from then on.

    Doing it twice does it once; an invitation that was accepted meanwhile stays accepted. Records invitation.revoked.
    """
    now = timezone.now()
    rows = Invitation.objects.unanswered().filter(pk__in=[one.pk for one in invitations], client__in=clients_opened_by(by))
    revoked = list(rows.select_for_update(of=["self"]).select_related("client", "contact").order_by("pk"))
    Invitation.objects.filter(pk__in=[row.pk for row in revoked]).update(revoked_at=now, revoked_by=by)
    links_of(revoked).alive().update(revoked_at=now, revoked_by=by)
    record_events(REVOKED, [(row, words_of(row)) for row in revoked], actor=by)
    return len(revoked)
