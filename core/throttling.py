"""Token buckets that are exact under concurrency: one Lua script, one round trip, the clock of Redis."""

import threading
import time
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from core import redis
from core.models.limit import RateLimit

MINUTE, HOUR = 60, 3600


@dataclass(frozen=True, slots=True)
class Limit:
    """`refill` requests each `period_s`, at most `capacity` at once; a refill of zero means no limit."""

    refill: int
    capacity: int
    period_s: int
    is_closed_without_redis: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    is_allowed: bool
    limit: int
    remaining: int
    reset_s: int
    retry_after_s: int = 0


LIMITS = {
    "anonymous": Limit(20, 20, MINUTE),
    "user": Limit(100, 200, MINUTE),
    "ai": Limit(10, 10, HOUR, is_closed_without_redis=True),
    "uploads": Limit(60, 60, HOUR),
    "login": Limit(20, 20, MINUTE, is_closed_without_redis=True),
    "login_account": Limit(10, 10, 5 * MINUTE, is_closed_without_redis=True),
}

_BUCKET = """
local capacity, per_second, now = tonumber(ARGV[1]), tonumber(ARGV[2]), redis.call('TIME')
local at = tonumber(now[1]) + tonumber(now[2]) / 1000000
local bucket = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = math.min(capacity, (tonumber(bucket[1]) or capacity) + math.max(0, at - (tonumber(bucket[2]) or at)) * per_second)
local allowed = tokens >= 1
if allowed then tokens = tokens - 1 end
redis.call('HSET', KEYS[1], 'tokens', string.format('%.6f', tokens), 'at', string.format('%.6f', at))
redis.call('EXPIRE', KEYS[1], math.ceil(capacity / per_second) + 1)
return {allowed and 1 or 0, string.format('%.6f', tokens)}
"""


def take(scope: str, who: str, *, is_read: bool = False) -> Verdict | None:
    """Take a token; None when the scope has no limit."""
    limit = limit_of(scope)
    if not limit.refill:
        return None
    try:
        is_allowed, tokens = redis.ask(lambda client: _take(client, f"limit:{scope}:{who}", limit))
    except redis.Away:
        is_allowed, tokens = _without_redis(scope, who, limit, is_read=is_read)
    return _verdict(limit, is_allowed=is_allowed, tokens=tokens)


def limit_of(scope: str) -> Limit:
    default = LIMITS[scope]
    refill, capacity = {**_from_staff(), **_from_environment()}.get(scope, (default.refill, default.capacity))
    return Limit(refill, capacity, default.period_s, default.is_closed_without_redis)


def _take(client: Any, key: str, limit: Limit) -> tuple[bool, float]:
    script = client.register_script(_BUCKET)
    is_allowed, tokens = script(keys=[key], args=[limit.capacity, limit.refill / limit.period_s])
    return bool(is_allowed), float(tokens)


def _verdict(limit: Limit, *, is_allowed: bool, tokens: float) -> Verdict:
    per_second = limit.refill / limit.period_s
    reset = (limit.capacity - tokens) / per_second
    retry = 0 if is_allowed else max(1, -int(-(1 - tokens) // per_second))
    return Verdict(is_allowed, limit.capacity, int(tokens), -int(-reset // 1), retry)


# --- while Redis is away: strangers at the door wait, readers read on, writers are counted by each process -------
_local: dict[tuple[str, str], tuple[float, float]] = {}
_lock = threading.Lock()


def _without_redis(scope: str, who: str, limit: Limit, *, is_read: bool) -> tuple[bool, float]:
    if limit.is_closed_without_redis:
        return False, 0.0
    if is_read:
        return True, float(limit.capacity)
    with _lock:
        now = time.monotonic()
        tokens, at = _local.get((scope, who), (float(limit.capacity), now))
        tokens = min(limit.capacity, tokens + (now - at) * limit.refill / limit.period_s)
        is_allowed = tokens >= 1
        _local[(scope, who)] = (tokens - is_allowed, now)
        if len(_local) > 10_000:
            _local.clear()
        return is_allowed, tokens - is_allowed


# --- what staff and the environment say --------------------------------------------------------------------------
_staff: tuple[float, dict[str, tuple[int, int]]] = (0.0, {})


def _from_staff() -> dict[str, tuple[int, int]]:
    global _staff
    until, known = _staff
    if time.monotonic() > until:
        known = {row.scope: (row.refill, row.capacity) for row in RateLimit.objects.all()}
        _staff = (time.monotonic() + 10, known)
    return known


def forget_staff_limits() -> None:
    global _staff
    _staff = (0.0, {})


def _from_environment() -> dict[str, tuple[int, int]]:
    """`user=0,anonymous=60/120`: refill, and capacity where it differs."""
    pairs = (part.split("=", 1) for part in settings.RATE_LIMITS.split(",") if "=" in part)
    return {name.strip(): _numbers(value) for name, value in pairs}


def _numbers(text: str) -> tuple[int, int]:
    refill, _, capacity = text.partition("/")
    return int(refill), int(capacity or refill)
