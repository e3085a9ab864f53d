"""Another round of the same invitation."""

from django.db import transaction
from django.utils import timezone

from ..decisions import refusal_of, refusal_to_send_again
from ..models import Invitation
from ..proposals import Asked, Known
from .rounds import CHANGED, RESENT, Outcome, days_of, in_a_new_round, send_round


def resend(invitations, *, by):
    """Send these again in the name of `by`: the link before dies, the days start anew; return the Outcome, `refused` holding (Invitation, Reason).

    To the address that the contact has now. A second press within a minute changes nothing. Records invitation.resent.
    """
    return send_again([one.pk for one in invitations], by=by, actor=by)


def renew(invitation):
    """Who was invited asks for a new link: it goes to the address of the invitation and to no other, in the name of who sent it last; return the Outcome.

    Only once it has expired, so at most once in its days. Nothing leaves when the sender is no longer there for the client. Records invitation.resent.
    """
    if invitation.sent_by is None:
        return Outcome()
    return send_again([invitation.pk], by=invitation.sent_by, actor=None, only_to=invitation.email)


@transaction.atomic
def send_again(ids, *, by, actor, only_to=None):
    now, outcome = timezone.now(), Outcome()
    # Locked, so that of two presses at the same moment the second sees the round of the first.
    rows = list(Invitation.objects.filter(pk__in=ids).select_for_update(of=["self"]).select_related("client__firm", "contact__user").order_by("pk"))
    known = Known([Asked(row.client, row.contact) for row in rows], by, now)
    for row in rows:
        reason = reason_against(row, known, now, only_to)
        if reason:
            outcome.refused.append((row, reason))
        else:
            outcome.sent.append(row)
    days = days_of({row.client.firm for row in outcome.sent})
    for row in outcome.sent:
        row.times_sent += 1
        in_a_new_round(row, email=known.address(row.contact_id), days=days[row.firm_id], by=by, now=now)
    Invitation.objects.bulk_update(outcome.sent, CHANGED)
    send_round(RESENT, outcome.sent, actor=actor)
    return outcome


def reason_against(row, known, now, only_to):
    facts = known.facts(Asked(row.client, row.contact), counts_pending=only_to is not None)
    if only_to is not None and known.address(row.contact_id) != only_to:
        return refusal_of(facts) or "other_address"
    return refusal_to_send_again(now, state=row.state(now), sent_at=row.sent_at) or refusal_of(facts)
