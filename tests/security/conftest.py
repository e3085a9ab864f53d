import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _no_tries_remembered():
    """The counts of guesses live in the cache."""
    cache.clear()
    yield
    cache.clear()
