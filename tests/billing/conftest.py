import pytest

from comptoir.billing.providers import read_provider
from comptoir.kernel import outgoing

from .paying import a_creditor
from .stripe_server import running_stripe


@pytest.fixture
def stripe(settings):
    """The card provider, running here; its address is the one that is allowed inside."""
    with running_stripe() as server:
        settings.CARD_PROVIDER, settings.OUTGOING_ALLOWED = read_provider(server.address), [server.place]
        yield server


@pytest.fixture
def hurry(monkeypatch):
    """A line to the outside that has less patience, so that no test waits."""
    monkeypatch.setattr(outgoing.Line.__init__, "__defaults__", (0.4,))


@pytest.fixture
def creditor(db):
    return a_creditor()


@pytest.fixture
def browser(client):
    def signed_in(user):
        client.force_login(user)
        return client

    return signed_in
