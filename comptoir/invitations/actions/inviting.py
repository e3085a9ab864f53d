"""The first round."""

from django.db import transaction
from django.utils import timezone

from ..decisions import refusal_of
from ..models import Invitation
from ..proposals import Known
from .rounds import CHANGED, SENT, Outcome, days_of, in_a_new_round, send_round


@transaction.atomic
def invite(asked, *, by):
    """Invite these people ([Asked]) in the name of `by`; return the Outcome: each is sent or refused for itself, and one refused keeps none back (K8).

    The same number of queries for one and for five hundred. Twice at the same moment is one invitation and one mail: the second is refused as pending.
    An invitation that expired, or that did not arrive, is the one that is sent again, with the level asked for now. Records invitation.sent.
    """
    now = timezone.now()
    known = Known(asked, by, now, locks=True)
    outcome, wanted = Outcome(), []
    for one, reason in verdicts(asked, known):
        if reason:
            outcome.refused.append((one, reason))
        else:
            wanted.append(one)
    outcome.sent = write(wanted, known, by, now)
    send_round(SENT, outcome.sent, actor=by)
    return outcome


def verdicts(asked, known):
    seen = set()
    for one in asked:
        yield one, refusal_of(known.facts(one, is_repeated=one.pair in seen))
        seen.add(one.pair)


def write(wanted, known, by, now):
    """The rows in the order asked: new ones, and those that ended without an answer in a new round."""
    days = days_of({known.clients[one.client.pk].firm for one in wanted})
    rows = [row_for(one, known, days, by, now) for one in wanted]
    Invitation.objects.bulk_create([row for row in rows if row.pk is None])
    Invitation.objects.bulk_update([row for row in rows if row.times_sent > 1], CHANGED)
    return rows


def row_for(one, known, days, by, now):
    client, contact = known.clients[one.client.pk], known.contacts[one.contact.pk]
    row = known.unanswered.get(one.pair)
    if row:
        row.times_sent += 1
    else:
        row = Invitation(firm=client.firm, invited_by=by, invited_at=now)
    row.client, row.contact, row.level, row.type = client, contact, one.level, one.type
    return in_a_new_round(row, email=known.address(contact.pk), days=days[client.firm_id], by=by, now=now)
