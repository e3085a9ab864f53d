"""The hub: short signals from whoever changes something to whoever is waiting for it.

A signal is a channel's name (`events`, `user:7`, `conversation:12`) and nothing else: the listener fetches what it may see.
Signals may be lost (a restart, a broken connection); rows never are, and every listener also looks by itself now and then.
Within one process they pass through memory, between processes through PostgreSQL's NOTIFY or Redis.
"""

import logging
import queue
import threading
from functools import cache

from django.conf import settings
from django.db import connection, transaction

logger = logging.getLogger(__name__)
CHANNEL = "comptoir"
# PostgreSQL refuses payloads of 8,000 bytes or more.
NAMES_PER_SIGNAL = 200


class LocalHub:
    """Signals within this process."""

    def __init__(self):
        self.queues = []

    def publish(self, names):
        transaction.on_commit(lambda: self.deliver(names))

    def deliver(self, names):
        for waiting in self.queues:
            waiting.put(names)

    def listen(self, stop: threading.Event):
        """Yield lists of names until `stop` is set; an empty list at least every half second."""
        mine: queue.SimpleQueue = queue.SimpleQueue()
        self.queues.append(mine)
        try:
            while not stop.is_set():
                try:
                    yield mine.get(timeout=0.5)
                except queue.Empty:
                    yield []
        finally:
            self.queues.remove(mine)


class PostgresHub:
    """Signals between processes that share a PostgreSQL database; sent by the commit itself."""

    def publish(self, names):
        signals = [" ".join(names[start : start + NAMES_PER_SIGNAL]) for start in range(0, len(names), NAMES_PER_SIGNAL)]
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, signal) FROM unnest(%s::text[]) AS signal", [CHANNEL, signals])

    def listen(self, stop):
        import psycopg

        parameters = connection.get_connection_params()
        wanted = {key: parameters[key] for key in ("dbname", "user", "password", "host", "port") if parameters.get(key)}
        while not stop.is_set():
            try:
                with psycopg.connect(**wanted, autocommit=True) as listening:
                    listening.execute(f"LISTEN {CHANNEL}")
                    while not stop.is_set():
                        heard = [name for signal in listening.notifies(timeout=0.5, stop_after=1) for name in signal.payload.split()]
                        yield heard
            except psycopg.Error:
                logger.warning("Live updates: the database is out of reach; trying again")
                stop.wait(1)
                yield []


class RedisHub:
    """Signals between processes that share a Redis."""

    def __init__(self, url):
        import redis

        self.errors = redis.RedisError
        self.client = redis.Redis.from_url(url, socket_timeout=5, socket_connect_timeout=2, health_check_interval=30)

    def publish(self, names):
        transaction.on_commit(lambda: self.deliver(names))

    def deliver(self, names):
        try:
            self.client.publish(CHANNEL, " ".join(names))
        except self.errors:
            logger.warning("Live updates: Redis is out of reach; pages refresh by themselves")

    def listen(self, stop):
        while not stop.is_set():
            try:
                with self.client.pubsub(ignore_subscribe_messages=True) as listening:
                    listening.subscribe(CHANNEL)
                    while not stop.is_set():
                        signal = listening.get_message(timeout=0.5)
                        yield signal["data"].decode().split() if signal else []
            except self.errors:
                logger.warning("Live updates: Redis is out of reach; trying again")
                stop.wait(1)
                yield []


@cache
def hub():
    """The hub of this installation."""
    if settings.REDIS:
        return RedisHub(settings.REDIS["url"])
    return LocalHub() if settings.SQLITE else PostgresHub()


def publish(*names):
    """Signal `names` once the current transaction has committed; nothing if it does not."""
    if names:
        hub().publish(list(names))
