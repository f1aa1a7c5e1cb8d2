import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class TolerantRedisCache(RedisCache):
    """A cache may forget. While Redis is away it forgets everything instead of failing the request."""

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._try(lambda: super(TolerantRedisCache, self).get(key, default, version), default)

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        found: dict[Any, Any] = self._try(lambda: super(TolerantRedisCache, self).get_many(keys, version), {})
        return found

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._try(lambda: super(TolerantRedisCache, self).set(*args, **kwargs), None)

    def set_many(self, *args: Any, **kwargs: Any) -> list[Any]:
        failed: list[Any] = self._try(lambda: super(TolerantRedisCache, self).set_many(*args, **kwargs), [])
        return failed

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._try(lambda: super(TolerantRedisCache, self).add(*args, **kwargs), otherwise=True))

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._try(lambda: super(TolerantRedisCache, self).delete(*args, **kwargs), otherwise=False))

    def incr(self, *args: Any, **kwargs: Any) -> int:
        return int(self._try(lambda: super(TolerantRedisCache, self).incr(*args, **kwargs), 1))

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._try(lambda: super(TolerantRedisCache, self).touch(*args, **kwargs), otherwise=False))

    def _try(self, call: Callable[[], Any], otherwise: Any = None) -> Any:
        try:
            return call()
        except RedisError as error:
            logger.warning("cache is away: %s", type(error).__name__)
            return otherwise
