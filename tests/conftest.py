import os
from importlib import import_module
from urllib.parse import urlsplit

import hypothesis
import pytest
from django.apps import apps

from tests.cast import Cast

REDIS_DATABASES = 16
# Tests never time anything: a slow machine is no failure.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")


def pytest_configure(config):
    """Each worker has a Redis database of its own: they count the tries of people with the same ids, and clear what they counted."""
    from django.conf import settings

    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    if settings.REDIS:
        address = urlsplit(settings.REDIS["url"])
        number = int(address.path.strip("/") or 0) + int(worker)
        settings.CACHES["default"]["LOCATION"] = address._replace(path=f"/{number % REDIS_DATABASES}").geturl()


@pytest.fixture(autouse=True)
def _files_in_a_temporary_folder(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "files"}},
    }


@pytest.fixture(autouse=True)
def _mails_leave_at_once(settings):
    """They are held for minutes otherwise, in case they are read; the tests of that set it."""
    settings.MAIL_HOLD_SECONDS = 0


@pytest.fixture(autouse=True)
def _nothing_is_remembered_of_another_test(settings):
    """Firms of the same ids, with other working hours; people of the same ids, who guessed a code wrongly."""
    from django.core.cache import cache

    from comptoir.conversations.waits import remembered_worktime
    from comptoir.firms.hosts import hosts

    remembered_worktime.cache_clear()
    hosts.remember([])
    # A cache that several processes share counts for people whom no other test has: there the database gives every one an id of their own.
    if not settings.REDIS:
        cache.clear()


@pytest.fixture
def cast(db):
    restore_catalogue()
    return Cast()


def restore_catalogue():
    """The operator's applications, which a migration brings: a test with transactions of its own sweeps them away with everything else."""
    if not apps.get_model("applications", "Application").objects.exists():
        import_module("comptoir.applications.migrations.0002_catalogue").fill(apps)


@pytest.fixture
def drain():
    """Hand every recorded event to its listeners, as the worker does; return how many there were."""
    from comptoir.events.outbox import drain

    return drain
