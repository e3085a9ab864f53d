"""Signals reach whoever listens, within a process and between processes, and only once the change is committed."""

import threading

import pytest
from django.conf import settings
from django.db import connection, transaction

from comptoir.kernel.hub import LocalHub, PostgresHub, RedisHub

HUBS = [
    pytest.param(LocalHub, id="memory"),
    pytest.param(PostgresHub, id="postgresql", marks=pytest.mark.skipif(settings.SQLITE, reason="PostgreSQL is not what the tests run on")),
    pytest.param(
        lambda: RedisHub(settings.REDIS["url"]), id="redis", marks=pytest.mark.skipif(settings.REDIS is None, reason="REDIS_URL names no Redis to try with")
    ),
]


class Listener:
    """Collects what a hub says until somebody asks."""

    def __init__(self, hub):
        self.heard, self.stop, self.listening = [], threading.Event(), threading.Event()
        self.thread = threading.Thread(target=self._listen, args=(hub,), daemon=True)
        self.thread.start()
        assert self.listening.wait(10)

    def _listen(self, hub):
        for names in hub.listen(self.stop):
            self.listening.set()
            self.heard += names
        connection.close()

    def hears(self, *names):
        for _ in range(100):
            if set(names) <= set(self.heard):
                return True
            self.stop.wait(0.05)
        return False

    def end(self):
        self.stop.set()
        self.thread.join(5)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("make", HUBS)
def test_what_is_published_is_heard_once_committed_and_never_when_undone(make):
    hub = make()
    listener = Listener(hub)

    with transaction.atomic():
        hub.publish(["undone"])
        transaction.set_rollback(True)
    with transaction.atomic():
        hub.publish(["user:7", *[f"user:{number}" for number in range(100, 700)]])

    assert listener.hears("user:7", "user:100", "user:699")
    assert "undone" not in listener.heard
    listener.end()
