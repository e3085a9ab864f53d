"""Recorded events reach their listeners once, whatever goes wrong on the way."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from comptoir.events.models import Event
from comptoir.events.outbox import drain
from comptoir.events.recording import record_event

HEARD = []


def hear(events):
    """A listener that remembers, and chokes on what is called bad."""
    if any(event.verb == "bad.happened" for event in events):
        raise RuntimeError("bad")
    HEARD.extend(event.pk for event in events)


@pytest.fixture
def heard(settings):
    settings.EVENT_LISTENERS = [f"{__name__}.hear"]
    HEARD.clear()
    return HEARD


def happened(cast, verb="thing.happened"):
    return record_event(verb, cast.firm, actor=cast.marie, firm=cast.firm).pk


def test_draining_twice_tells_once(cast, heard):
    events = [happened(cast) for _ in range(3)]

    assert (drain(), drain()) == (3, 0)
    assert heard == events


def test_one_bad_event_waits_alone(cast, heard):
    first, bad, last = happened(cast), happened(cast, "bad.happened"), happened(cast)

    assert drain() == 2

    assert heard == [first, last]
    waiting = Event.objects.get(drained_at=None)
    assert (waiting.pk, waiting.attempts) == (bad, 1)
    assert waiting.next_attempt_at > timezone.now()


def test_a_bad_event_is_tried_again_after_growing_pauses(cast, heard):
    bad = happened(cast, "bad.happened")
    pauses = []
    moment = timezone.now()
    for _ in range(12):
        with time_machine.travel(moment, tick=False):
            drain()
            pauses.append(Event.objects.get(pk=bad).next_attempt_at - timezone.now())
            assert drain() == 0
            moment = timezone.now() + pauses[-1]

    assert pauses == sorted(pauses)
    assert pauses[0] < timedelta(minutes=1)
    assert pauses[-1] == timedelta(hours=1)


def test_a_bad_event_that_gets_well_is_heard_then(cast, heard):
    bad = happened(cast, "bad.happened")
    drain()
    Event.objects.filter(pk=bad).update(verb="thing.happened")

    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        assert drain() == 1
    assert heard == [bad]


def test_an_event_that_is_bad_for_days_still_holds_nobody_up(cast, heard):
    bad, good = happened(cast, "bad.happened"), happened(cast)
    Event.objects.filter(pk=bad).update(attempts=60)

    drain()

    assert heard == [good]


def test_what_a_failing_listener_wrote_is_undone(cast, settings):
    settings.EVENT_LISTENERS = [f"{__name__}.write_then_fail"]
    happened(cast)

    assert drain() == 0

    cast.firm.refresh_from_db()
    assert cast.firm.name == "Cabinet Lormeau"


def write_then_fail(events):
    from comptoir.firms.models import Firm

    Firm.objects.update(name="à moitié")
    raise RuntimeError


def test_many_events_leave_in_batches_oldest_first(cast, heard):
    events = [happened(cast) for _ in range(7)]

    assert [drain(limit=3), drain(limit=3), drain(limit=3), drain(limit=3)] == [3, 3, 1, 0]
    assert heard == events


def test_an_event_that_is_rolled_back_never_happened(cast, heard):
    with transaction.atomic():
        happened(cast)
        transaction.set_rollback(True)

    assert drain() == 0
    assert heard == []
