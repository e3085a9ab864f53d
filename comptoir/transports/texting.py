"""Sending what is due by short message, and hearing what became of it. Claims, waits and ends are those of mails (actions.py)."""

import re
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from .actions import CLAIM, claim, fail, render, send_all
from .email import Refused, proof_of
from .models import Delivery
from .sms.numbers import in_the_language_of_its_author, number_of, why_not
from .sms.segments import too_long
from .sms.service import RATE

BATCH = 10
WINDOW = timedelta(minutes=1)
OUR_REFERENCE = re.compile(r"([1-9]\d{0,17})-(\d{1,5})-([0-9a-f]{16})", re.ASCII)


def text_due(outlet, limit=BATCH):
    """Send one batch of due short messages through `outlet`, no faster than SMS_URL's `rate` allows; return how many were dealt with."""
    limit = min(limit, room_left(timezone.now()))
    if limit <= 0:
        return 0
    claimed_until = timezone.now() + CLAIM
    deliveries = claim(limit, claimed_until, Delivery.Channel.SMS)
    rendered = render(deliveries, "render_sms") if deliveries else {}
    send_all(deliveries, rendered, claimed_until, lambda delivery, sms: hand_over(delivery, sms, outlet))
    return len(deliveries)


def room_left(now):
    """How many may still leave in this minute. Several workers counting at once may exceed it by a batch each."""
    rate = settings.SMS.rate if settings.SMS else RATE
    return rate - Delivery.objects.filter(channel=Delivery.Channel.SMS, sent_at__gt=now - WINDOW)[:rate].count()


def hand_over(delivery, sms, outlet):
    """Give one message to who carries it; {} or the provider's name for it. Raises Refused and NotNow."""
    if delivery.arrived_at:
        return {}  # the provider told us so before a crash kept us from writing it down
    with in_the_language_of_its_author(delivery):
        reason = why_not(delivery.user) or too_long(sms.text)
        if reason:
            raise Refused(reason)
        sender = settings.SMS.sender_for(sms.firm) if settings.SMS else ""
        return {"provider_id": outlet.send(number_of(delivery.user), sms.text, reference_of(delivery), sender=sender)[:100]}


def reference_of(delivery):
    """The same at every attempt, another once a person asked for it again; nobody else can make it."""
    return f"{delivery.pk}-{delivery.repeats}-{proof_of(f'sms {delivery.pk} {delivery.repeats}')}"


def delivery_of_reference(text):
    """The Delivery that we gave this reference, as it is now; None when it is none of ours, or of a round that is over."""
    found = OUR_REFERENCE.fullmatch(text.strip())
    if not found or not constant_time_compare(found[3], proof_of(f"sms {found[1]} {found[2]}")):
        return None
    return Delivery.objects.select_for_update(of=["self"]).select_related("user", "event__actor").filter(pk=found[1], repeats=found[2]).first()


@transaction.atomic
def hear_status(*, provider_id="", reference="", arrived, reason=""):
    """What a provider says of a message: it arrived, or it never will. Return whether that changed anything; heard again, it changes nothing.

    Records delivery.failed, which tells the author (C7).
    """
    delivery = delivery_of_reference(reference) or delivery_of_provider(provider_id)
    if delivery is None or delivery.channel != Delivery.Channel.SMS or delivery.arrived_at:
        return False
    if arrived:
        not_failed = (Delivery.State.PENDING, Delivery.State.SENT)
        return bool(Delivery.objects.filter(pk=delivery.pk, state__in=not_failed).update(arrived_at=timezone.now()))
    if delivery.state != Delivery.State.SENT:
        return False
    with in_the_language_of_its_author(delivery):
        fail(delivery, reason or _("L’opérateur n’a pas pu remettre ce SMS."))
    return True


def delivery_of_provider(provider_id):
    if not provider_id:
        return None
    rows = Delivery.objects.select_for_update(of=["self"]).select_related("user", "event__actor")
    return rows.filter(channel=Delivery.Channel.SMS, provider_id=provider_id).order_by("-pk").first()
