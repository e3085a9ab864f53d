import pytest

from comptoir.conversations.actions import Draft, ask
from comptoir.conversations.models import Side


@pytest.fixture
def question(cast):
    """Hélène's question to the firm."""
    return ask(cast.dossier, side=Side.ACCOUNTANT, subject="TVA de novembre", draft=Draft("Sera-t-elle prélevée ?", cast.helene)).conversation
