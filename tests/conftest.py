import hypothesis
import pytest

from tests.cast import Cast

# Tests never time anything: a slow machine is no failure.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")


@pytest.fixture(autouse=True)
def _files_in_a_temporary_folder(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "files"}},
    }


@pytest.fixture
def cast(db):
    return Cast()


@pytest.fixture
def drain():
    """Hand every recorded event to its listeners, as the worker does; return how many there were."""
    from comptoir.events.outbox import drain

    return drain
