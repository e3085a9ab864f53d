import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _no_failures_remembered():
    """The counts of failed sign-ins live in the cache."""
    cache.clear()
    yield
    cache.clear()
