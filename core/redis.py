"""The one Redis client of a process, with timeouts short enough to live without it."""

import time
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

import redis
from django.conf import settings

T = TypeVar("T")

PAUSE_AFTER_FAILURE_S = 2.0
_away_until = 0.0


class Away(Exception):
    """Redis cannot be asked just now."""


@cache
def client() -> "redis.Redis":
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=0.3, socket_timeout=0.5, decode_responses=True
    )


def ask(question: Callable[[Any], T]) -> T:
    """Ask Redis, or raise `Away` at once while the last failure is fresh: requests must not queue behind timeouts."""
    global _away_until
    if time.monotonic() < _away_until:
        raise Away
    try:
        return question(client())
    except redis.RedisError as error:
        _away_until = time.monotonic() + PAUSE_AFTER_FAILURE_S
        raise Away from error
