import pytest
from django.core.cache import cache

from comptoir.connectors.actions import add_account
from comptoir.connectors.registry import get_connector
from comptoir.kernel import outgoing
from tests.api.conftest import Caller

from .register import PASSWORD, USERNAME, running_register


@pytest.fixture(autouse=True)
def _no_memory_of_other_tests(settings, request):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": request.node.nodeid}}
    yield
    cache.clear()


@pytest.fixture
def register(settings):
    """INPI's register, running here; its address is the one that is allowed inside."""
    with running_register() as server:
        settings.INPI_URL, settings.OUTGOING_ALLOWED = server.url, [server.place]
        yield server


@pytest.fixture
def hurry(monkeypatch):
    """A line to the outside that has less patience, so that no test waits."""
    monkeypatch.setattr(outgoing, "SECONDS", 0.4)
    monkeypatch.setattr(outgoing.Line.__init__, "__defaults__", (0.4,))


@pytest.fixture
def inpi(cast):
    """Marie's account with INPI."""
    return add_account(cast.marie, get_connector("inpi"), label="INPI du cabinet", username=USERNAME, secret=PASSWORD)


@pytest.fixture
def browser(client):
    def signed_in(user):
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def call(cast):
    """call(cast.marie) is Marie's program with every scope."""
    return Caller
