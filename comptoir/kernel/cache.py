"""Redis as a cache that may go away: the pages go on without it, as if nothing had been kept."""

import logging

from django.core.cache.backends.redis import RedisCache

logger = logging.getLogger(__name__)


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache whose failures are misses. What limits guessing counts nothing while Redis is away, and says so in the log."""

    def add(self, key, value, *args, **kwargs):
        return self._forgive(super().add, True, key, value, *args, **kwargs)

    def get(self, key, default=None, **kwargs):
        return self._forgive(super().get, default, key, default, **kwargs)

    def set(self, key, value, *args, **kwargs):
        return self._forgive(super().set, None, key, value, *args, **kwargs)

    def touch(self, key, *args, **kwargs):
        return self._forgive(super().touch, False, key, *args, **kwargs)

    def delete(self, key, **kwargs):
        return self._forgive(super().delete, False, key, **kwargs)

    def incr(self, key, delta=1, **kwargs):
        return self._forgive(super().incr, delta, key, delta, **kwargs)

    def get_many(self, keys, **kwargs):
        return self._forgive(super().get_many, {}, keys, **kwargs)

    def set_many(self, data, *args, **kwargs):
        return self._forgive(super().set_many, [], data, *args, **kwargs)

    def delete_many(self, keys, **kwargs):
        return self._forgive(super().delete_many, None, keys, **kwargs)

    @staticmethod
    def _forgive(operation, otherwise, *args, **kwargs):
        from redis import RedisError

        try:
            return operation(*args, **kwargs)
        except RedisError as error:
            logger.warning("Redis is out of reach; going on without it: %s", error)
            return otherwise
