"""A token's fair share: so many requests a minute."""

import time

from django.conf import settings
from django.core.cache import cache

from .problems import Problem

WINDOW_SECONDS = 60


def throttle(token):
    """Count one request. Raises a 429 Problem with Retry-After beyond `API_REQUESTS_PER_MINUTE` (0: no limit)."""
    limit = settings.API_REQUESTS_PER_MINUTE
    now = int(time.time())
    if limit and count(f"api-requests:{token.pk}:{now // WINDOW_SECONDS}") > limit:
        raise Problem(429, headers={"Retry-After": str(WINDOW_SECONDS - now % WINDOW_SECONDS)})


def count(key):
    """How many times `key` was counted. A counter that the cache has just dropped begins again."""
    cache.add(key, 0, 2 * WINDOW_SECONDS)
    try:
        return cache.incr(key)
    except ValueError:
        return 1
