"""Digests, and what waited for the end of a quiet time: everything that is due for one person on one channel leaves as ONE message (N7).

Whoever holds the person's row claims it all, so that two workers never part it. What the message carried is settled in one
transaction after it left: a crash between the two repeats one message, and loses none.
"""

import logging

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from .actions import CLAIM, PAUSES, fail, put_off, refuse, without_bouncing
from .email import NotNow, Refused, compose
from .models import Delivery
from .registry import Later, registry

logger = logging.getLogger(__name__)
PEOPLE_AT_ONCE = 10
# What one message speaks of at most; what is over goes with the next one, at once.
MOST_TOGETHER = 1000


def send_together(outlet, channels=(Delivery.Channel.EMAIL,), people=PEOPLE_AT_ONCE):
    """Send one message each to the next few people for whom something is due together. Return how many deliveries were dealt with."""
    claimed_until = timezone.now() + CLAIM
    count = 0
    for user_id, channel in waiting(channels, people):
        if timezone.now() > claimed_until - CLAIM / 2:
            break
        deliveries = claim_all(user_id, channel, claimed_until)
        for of_one_content in by_content(without_bouncing(deliveries)):
            send_one(of_one_content, outlet)
        count += len(deliveries)
    return count


def waiting(channels, people):
    """[(user id, channel), …] of those who have waited longest, each once."""
    rows = Delivery.objects.due(timezone.now(), *channels).filter(is_grouped=True).values_list("user_id", "channel")
    return list(dict.fromkeys(rows[: people * 20]))[:people]


@transaction.atomic
def claim_all(user_id, channel, until):
    """Everything due together for one person on one channel; nothing while another worker holds the person."""
    person = get_user_model().objects.filter(pk=user_id)
    if connection.features.has_select_for_update_skip_locked:
        person = person.select_for_update(skip_locked=True, no_key=True)
    if not list(person.values_list("pk", flat=True)):
        return []
    due = Delivery.objects.due(timezone.now(), channel).filter(user=user_id, is_grouped=True)
    ids = list(due.values_list("pk", flat=True)[:MOST_TOGETHER])
    Delivery.objects.filter(pk__in=ids).update(claimed_until=until)
    return list(Delivery.objects.filter(pk__in=ids).select_related("user", "event", "firm__brand").order_by("id"))


def by_content(deliveries):
    groups = {}
    for delivery in deliveries:
        groups.setdefault(delivery.content, []).append(delivery)
    return groups.values()


def send_one(deliveries, outlet):
    """One message for all of these; each of them ends as sent, dropped, failed, or later."""
    try:
        together = registry.render_together(deliveries)
    except Exception as error:
        logger.exception("%s deliveries to person %s could not be rendered together", len(deliveries), deliveries[0].user_id)
        later(deliveries, type(error).__name__)
        return
    carried = [delivery for delivery in deliveries if delivery.pk not in together.left_out]
    if carried:
        hand_over(carried, together.message, outlet)
    leave_out(together.left_out)


def hand_over(deliveries, mail, outlet):
    try:
        outlet.send(deliveries[0], compose(deliveries[0], mail))
    except (Refused, ValueError) as error:
        for delivery in deliveries:
            refuse(delivery, error)
    except NotNow as error:
        later(deliveries, str(error))
    else:
        settle_all([delivery.pk for delivery in deliveries], state=Delivery.State.SENT, sent_at=timezone.now(), error="")


def later(deliveries, error):
    """The same wait for all of them, so that they still leave as one: that of the one which was tried most."""
    attempts = max(delivery.attempts for delivery in deliveries)
    if attempts >= len(PAUSES):
        for delivery in deliveries:
            fail(delivery, error)
        return
    logger.warning("A message to person %s will be tried again: %s", deliveries[0].user_id, error)
    waiting = {"attempts": attempts + 1, "due_at": timezone.now() + PAUSES[attempts], "error": error[:300], "claimed_until": None}
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries]).update(**waiting)


@transaction.atomic
def leave_out(left_out):
    by_outcome = {}
    for pk, outcome in left_out.items():
        by_outcome.setdefault(outcome, []).append(pk)
    for outcome, ids in by_outcome.items():
        if isinstance(outcome, Later):
            put_off(ids, outcome)
        else:
            settle_all(ids, state=Delivery.State.DROPPED, outcome=outcome)


def settle_all(ids, **changes):
    Delivery.objects.filter(pk__in=ids).update(claimed_until=None, attempts=F("attempts") + 1, **changes)
