"""A token's fair share: so many requests a minute."""

import time

from django.conf import settings
from django.core.cache import cache
from redis import RedisError

from .problems import Problem

WINDOW_SECONDS = 60
DEFAULT_LIMIT = 600


def throttle(token):
    """Count one request. Raises a 429 Problem with Retry-After beyond `API_REQUESTS_PER_MINUTE` (0: no limit)."""
    limit = getattr(settings, "API_REQUESTS_PER_MINUTE", DEFAULT_LIMIT)
    now = int(time.time())
    if limit and count(f"api-requests:{token.pk}:{now // WINDOW_SECONDS}") > limit:
        raise Problem(429, headers={"Retry-After": str(WINDOW_SECONDS - now % WINDOW_SECONDS)})


def count(key):
    """How many times `key` was counted; 0 while the cache is out of reach, so that the API goes on without it."""
    try:
        cache.add(key, 0, 2 * WINDOW_SECONDS)
        return cache.incr(key)
    except (ValueError, RedisError):
        return 0
