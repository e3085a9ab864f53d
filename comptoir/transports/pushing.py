"""Sending what is due to browsers and telephones: one message for one person and channel, to every device they have there."""

import logging
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from .actions import CLAIM, claim, put_off, render
from .models import Delivery, PushDevice
from .push_service import LINE_SECONDS, Lines, hand_over
from .registry import Later, Push, registry
from .together import PEOPLE_AT_ONCE, by_content, claim_all, settle_all, waiting
from .verdicts import Fate, Verdict

logger = logging.getLogger(__name__)
CHANNELS = (Delivery.Channel.WEB, Delivery.Channel.MOBILE)
BATCH = 20
# About an hour in all: a push is no news the next day, and what it tells stands in the bell.
PAUSES = [timedelta(seconds=15), timedelta(minutes=1), timedelta(minutes=3), timedelta(minutes=8), timedelta(minutes=15), timedelta(minutes=30)]


@dataclass(frozen=True)
class Parcel:
    """Deliveries of one person on one channel that leave as one message: a Push, or what stands in its way (Later, a reason, an exception)."""

    deliveries: list
    message: object


def push_due(limit=BATCH):
    """Send one batch of due pushes, single ones and those that leave together; return how many deliveries were dealt with."""
    claimed_until = timezone.now() + CLAIM
    with Lines() as lines:
        single = claim(limit, claimed_until, *CHANNELS)
        count = send_all(single, singly, lines, claimed_until)
        for user_id, channel in waiting(CHANNELS, PEOPLE_AT_ONCE):
            if timezone.now() > claimed_until - CLAIM / 2:
                break
            count += send_all(claim_all(user_id, channel, claimed_until), together, lines, claimed_until)
    return count


def send_all(deliveries, in_parcels, lines, claimed_until):
    """Send claimed deliveries, as `in_parcels` puts them together; return how many there were."""
    devices = devices_for(deliveries) if deliveries else {}
    settle([one for one in deliveries if place_of(one) not in devices], state=Delivery.State.DROPPED, outcome="no_device")
    for parcel in in_parcels([one for one in deliveries if place_of(one) in devices]):
        if timezone.now() > claimed_until - CLAIM / 2:
            break  # too slow: the claim would lapse under us; the rest stays due for whoever comes next
        send(parcel, devices[place_of(parcel.deliveries[0])], lines)
    return len(deliveries)


def place_of(delivery):
    return delivery.user_id, delivery.channel


def devices_for(deliveries):
    """{(user id, channel): [device, …]} of the live devices that these are for, in one query."""
    found = defaultdict(list)
    for device in PushDevice.objects.live().filter(user__in={one.user_id for one in deliveries}).order_by("pk"):
        found[device.user_id, device.channel].append(device)
    return found


def singly(deliveries):
    rendered = render(deliveries, "render_push")
    return [Parcel([one], rendered[one.pk]) for one in deliveries]


def together(deliveries):
    """One message for each content that they name, and what is left out for itself."""
    return [parcel for group in by_content(deliveries) for parcel in parcels_of(group)]


def parcels_of(group):
    try:
        made = registry.render_together(group)
    except Exception as error:
        logger.exception("%s pushes to person %s could not be rendered together", len(group), group[0].user_id)
        return [Parcel(group, error)]
    carried = [one for one in group if one.pk not in made.left_out]
    left_out = [Parcel([one], made.left_out[one.pk]) for one in group if one.pk in made.left_out]
    return [*left_out, Parcel(carried, made.message or "empty")] if carried else left_out


def send(parcel, devices, lines):
    """One message to its end: sent, dropped, or later. Its state is written at once, so a crash repeats at most this one."""
    message = parcel.message
    if isinstance(message, str):
        return settle(parcel.deliveries, state=Delivery.State.DROPPED, outcome=message[:30])
    if isinstance(message, Later):
        return put_off([one.pk for one in parcel.deliveries], message)
    if isinstance(message, Exception):
        return postpone(parcel, type(message).__name__)
    verdicts = [(device, hand_over(message, device, lines)) for device in devices]
    conclude(parcel, [verdict for _device, verdict in verdicts])
    for device, verdict in verdicts:
        note(device, verdict)
    return None


def conclude(parcel, verdicts):
    """What becomes of the deliveries: one device that took the message is enough."""
    fates = {verdict.fate for verdict in verdicts}
    if Fate.TAKEN in fates:
        return settle(parcel.deliveries, state=Delivery.State.SENT, sent_at=timezone.now(), error="")
    if Fate.LATER in fates:
        waiting = [verdict for verdict in verdicts if verdict.fate is Fate.LATER]
        return postpone(parcel, waiting[0].code, wait=min(verdict.wait for verdict in waiting))
    return settle(parcel.deliveries, state=Delivery.State.DROPPED, outcome="refused" if Fate.REFUSED in fates else "no_device", error=verdicts[0].code)


def postpone(parcel, error, *, wait=timedelta(0)):
    """Later; after an hour never. It is dropped rather than failed: nobody is told that a message did not arrive, for it stands in the bell."""
    attempts = max(one.attempts for one in parcel.deliveries)
    if attempts >= len(PAUSES):
        logger.warning("Push %s given up: %s", parcel.deliveries[0].pk, error)
        return settle(parcel.deliveries, state=Delivery.State.DROPPED, outcome="no_answer", error=error[:300])
    return settle(parcel.deliveries, due_at=timezone.now() + max(PAUSES[attempts], wait), error=error[:300])


def settle(deliveries, **changes):
    if deliveries:
        settle_all([one.pk for one in deliveries], **changes)


def note(device, verdict):
    """Write on the device's row what came of it."""
    now = timezone.now()
    changes = {"last_error": verdict.code}
    if verdict.fate is Fate.TAKEN:
        changes |= {"last_sent_at": now, "failing_since": None}
    elif verdict.code != "too_many":  # who asks for patience is well
        changes["failing_since"] = device.failing_since or now
    if verdict.fate is Fate.GONE:
        changes["gone_at"] = now
    PushDevice.objects.filter(pk=device.pk).update(**changes)
    for field, value in changes.items():
        setattr(device, field, value)


def send_test(device, *, by):
    """«Envoyer un essai»: the Verdict, now, and within ten seconds. One at a time for each person."""
    key = f"push-test:{by.pk}"
    if not cache.add(key, True, LINE_SECONDS + 5):
        return Verdict(Fate.LATER, "busy")
    try:
        with Lines() as lines:
            verdict = hand_over(trial(device, by), device, lines)
    finally:
        cache.delete(key)
    note(device, verdict)
    return verdict


def trial(device, person):
    with override(person.language):
        body = _("Les notifications de Comptoir arrivent sur cet appareil.")
        return Push(title=_("Essai"), body=body, url="/settings/notifications/", tag="test", language=person.language)
