"""Real threads on a real database: SQLite's test database lives in memory, where connections do not wait for one another as they do on a file."""

import sqlite3
import threading

import pytest
from django.conf import settings
from django.db import connection, connections


@pytest.fixture
def threaded_db(transactional_db, tmp_path):
    """The empty test database on a file (PostgreSQL: as it is)."""
    if connection.vendor != "sqlite":
        yield
        return
    path = tmp_path / "threads.sqlite3"
    connection.ensure_connection()
    with sqlite3.connect(path) as copy:
        connection.connection.backup(copy)
    copy.close()
    names = [connection.settings_dict, settings.DATABASES["default"]]
    in_memory, memory_name = connection.connection, connection.settings_dict["NAME"]
    connection.connection = None
    for one in names:
        one["NAME"] = str(path)
    yield
    connection.close()
    for one in names:
        one["NAME"] = memory_name
    connection.connection = in_memory


def together(*functions):
    """Run the functions at the same moment, each in its thread; return their results, or raise what one raised."""
    barrier, results = threading.Barrier(len(functions)), [None] * len(functions)

    def run(number, function):
        try:
            barrier.wait(10)
            results[number] = function()
        except Exception as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(functions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for result in results:
        if isinstance(result, Exception):
            raise result
    return results
