import pytest

from comptoir.preferences.actions import change_settings_at
from comptoir.preferences.models import Holder

from .parcels import declared, link_to, parcel


@pytest.fixture(autouse=True)
def _parcels(monkeypatch):
    declared(monkeypatch, parcel(), parcel("letter"), parcel("approval", act="approve"), parcel("open_letter", needs_no_door=True))


@pytest.fixture
def lea(cast):
    """A person of the client, without an account."""
    return cast.contact(cast.client, "Léa", "Martin", email="lea@boulangerie.example")


@pytest.fixture
def link(cast, lea):
    return link_to(cast, lea)


@pytest.fixture
def asks(cast):
    """asks(see="mfa"): the firm asks for that from now on."""

    def ask(**acts):
        change_settings_at(Holder.of_firm(cast.firm), {f"assurance.{act}": way for act, way in acts.items()}, by=cast.admin)

    return ask
