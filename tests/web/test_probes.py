"""What machines ask."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from comptoir.events.models import Event
from comptoir.transports.models import Heartbeat
from tests.notifications.producers import question


def beat(ago=timedelta(0)):
    Heartbeat.objects.create(name="worker", beat_at=timezone.now() - ago)


def test_alive_needs_no_database(client):
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")


def test_ready_with_a_worker_and_a_short_queue(db, client):
    beat()

    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (200, {"ready": True, "database": True, "worker": True, "queue_age_seconds": 0})


@pytest.mark.parametrize("ago", [None, timedelta(seconds=30)])
def test_not_ready_without_a_worker(db, client, ago):
    if ago:
        beat(ago)

    response = client.get("/readyz")

    assert (response.status_code, response.json()["worker"]) == (503, False)


def test_not_ready_when_events_wait_for_long(cast, client):
    beat()
    question(cast)
    assert client.get("/readyz").status_code == 200
    Event.objects.update(occurred_at=timezone.now() - timedelta(minutes=6))

    response = client.get("/readyz")

    assert (response.status_code, response.json()["ready"]) == (503, False)
    assert 350 < response.json()["queue_age_seconds"] < 370


def test_security_txt_says_whom_to_tell_and_expires_within_a_year(db, client):
    lines = dict(line.split(": ", 1) for line in client.get("/.well-known/security.txt").content.decode().splitlines())

    assert lines["Contact"].startswith("mailto:")
    assert timezone.now() < datetime.fromisoformat(lines["Expires"]) < timezone.now() + timedelta(days=365)
