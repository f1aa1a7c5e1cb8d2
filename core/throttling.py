"""Token buckets that are exact under concurrency: one Lua script, one round trip, the clock of Redis."""

import math
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.conf import settings

from core import redis
from core.models.limit import RateLimit

MINUTE, HOUR = 60, 3600
STAFF_LIMITS_LAST_S = 10
REMEMBERED_LOCALLY = 10_000


@dataclass(frozen=True, slots=True)
class Limit:
    """`refill` requests each `period_s`, at most `capacity` at once; a refill of zero means no limit."""

    refill: int
    capacity: int
    period_s: int
    is_closed_without_redis: bool = False

    @property
    def per_second(self) -> float:
        return self.refill / self.period_s


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
    "login": Limit(30, 30, MINUTE, is_closed_without_redis=True),
    "login_account": Limit(10, 10, 5 * MINUTE, is_closed_without_redis=True),
}

# A refused request leaves the bucket as it is: nothing is rounded, however often somebody knocks.
_BUCKET = """
local capacity, per_second, now = tonumber(ARGV[1]), tonumber(ARGV[2]), redis.call('TIME')
local at = tonumber(now[1]) + tonumber(now[2]) / 1000000
local bucket = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local before = tonumber(bucket[2]) or at
at = math.max(at, before)
local tokens = math.min(capacity, (tonumber(bucket[1]) or capacity) + (at - before) * per_second)
if tokens < 1 then return {0, string.format('%.6f', tokens)} end
tokens = tokens - 1
redis.call('HSET', KEYS[1], 'tokens', string.format('%.9f', tokens), 'at', string.format('%.6f', at))
redis.call('EXPIRE', KEYS[1], math.ceil(capacity / per_second) + 1)
return {1, string.format('%.6f', tokens)}
"""


_RETURN = "if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('HINCRBYFLOAT', KEYS[1], 'tokens', 1) end"


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


def give_back(scope: str, who: str) -> None:
    """Return a token that turned out not to be owed; the next `take` caps what this may leave above capacity."""
    try:
        redis.ask(lambda client: client.eval(_RETURN, 1, f"limit:{scope}:{who}"))
    except redis.Away:
        return


def limit_of(scope: str) -> Limit:
    """The environment outranks staff, staff outrank the defaults."""
    default = LIMITS[scope]
    chosen = parse_limits(settings.RATE_LIMITS).get(scope) or _from_staff().get(scope)
    return replace(default, refill=chosen[0], capacity=chosen[1]) if chosen else default


def _take(client: Any, key: str, limit: Limit) -> tuple[bool, float]:
    is_allowed, tokens = _script(client)(keys=[key], args=[limit.capacity, limit.per_second])
    return bool(is_allowed), float(tokens)


@lru_cache(maxsize=1)
def _script(client: Any) -> Any:
    return client.register_script(_BUCKET)


def _verdict(limit: Limit, *, is_allowed: bool, tokens: float) -> Verdict:
    reset = math.ceil((limit.capacity - tokens) / limit.per_second)
    retry = 0 if is_allowed else max(1, math.ceil((1 - tokens) / limit.per_second))
    return Verdict(is_allowed, limit.capacity, int(tokens), reset, retry)


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
        tokens, at = _local.pop((scope, who), (float(limit.capacity), now))
        tokens = min(limit.capacity, tokens + (now - at) * limit.per_second)
        is_allowed = tokens >= 1
        _local[(scope, who)] = (tokens - is_allowed, now)
        if len(_local) > REMEMBERED_LOCALLY:
            del _local[next(iter(_local))]
        return is_allowed, tokens - is_allowed


# --- what staff and the environment say --------------------------------------------------------------------------
_staff: tuple[float, Mapping[str, tuple[int, int]]] = (0.0, {})


def _from_staff() -> Mapping[str, tuple[int, int]]:
    global _staff
    until, known = _staff
    if time.monotonic() > until:
        known = {row.scope: (row.refill, row.capacity) for row in RateLimit.objects.all()}
        _staff = (time.monotonic() + STAFF_LIMITS_LAST_S, known)
    return known


def forget_staff_limits() -> None:
    global _staff
    _staff = (0.0, {})


@lru_cache(maxsize=8)
def parse_limits(text: str) -> Mapping[str, tuple[int, int]]:
    """`user=0,anonymous=60/120`: refill, and capacity where it differs. Raises ValueError for anything else."""
    pairs = [part.split("=", 1) for part in text.split(",") if part.strip()]
    if any(len(pair) != 2 or pair[0].strip() not in LIMITS for pair in pairs):
        raise ValueError(f"RATE_LIMITS knows {', '.join(LIMITS)}, written as in user=100/200.")
    return {name.strip(): _numbers(value) for name, value in pairs}


def _numbers(text: str) -> tuple[int, int]:
    refill, _, capacity = (part.strip() for part in text.partition("/"))
    numbers = int(refill), int(capacity or refill)
    if min(numbers) < 0 or (numbers[0] and not numbers[1]):
        raise ValueError(f"{text!r} is no limit.")
    return numbers
