"""A circuit breaker for each outside service: after five failures in half a minute it is left alone for a while.

The state is shared through Redis; while Redis is away each process keeps its own.
"""

import time
from dataclasses import dataclass, field
from typing import Any

from core import redis

FAILURES, WINDOW_S, PAUSE_S = 5, 30, 30


class Open(Exception):
    """The service is being left alone."""


@dataclass
class _Local:
    failures: list[float] = field(default_factory=list)
    open_until: float = 0.0


_local: dict[str, _Local] = {}


def check(provider: str) -> None:
    """Raise `Open` unless a call may be made; of those waiting after a pause, one may try."""
    try:
        state = redis.ask(lambda client: client.get(f"breaker:{provider}:open"))
        may_probe = state is None or redis.ask(lambda client: _may_probe(client, provider))
    except redis.Away:
        may_probe = time.monotonic() >= _local.setdefault(provider, _Local()).open_until
    if not may_probe:
        raise Open(provider)


def is_open(provider: str) -> bool:
    """For those who only look: no probe is taken from those who wait for one."""
    try:
        return bool(redis.ask(lambda client: client.exists(f"breaker:{provider}:open")))
    except redis.Away:
        return time.monotonic() < _local.setdefault(provider, _Local()).open_until


def succeeded(provider: str) -> None:
    _local.pop(provider, None)
    try:
        redis.ask(lambda client: client.delete(f"breaker:{provider}:open", f"breaker:{provider}:failures"))
    except redis.Away:
        return


def failed(provider: str) -> None:
    _fail_locally(provider)
    try:
        redis.ask(lambda client: _fail(client, provider))
    except redis.Away:
        return


def _may_probe(client: Any, provider: str) -> bool:
    is_resting = client.exists(f"breaker:{provider}:rest")
    return not is_resting and bool(client.set(f"breaker:{provider}:probe", 1, nx=True, ex=PAUSE_S))


def _fail(client: Any, provider: str) -> None:
    key = f"breaker:{provider}:failures"
    count = client.incr(key)
    client.expire(key, WINDOW_S, nx=True)
    if int(count) >= FAILURES:
        client.set(f"breaker:{provider}:open", 1, ex=3600)
        client.set(f"breaker:{provider}:rest", 1, ex=PAUSE_S)
        client.delete(f"breaker:{provider}:probe")


def _fail_locally(provider: str) -> None:
    now = time.monotonic()
    state = _local.setdefault(provider, _Local())
    state.failures = [at for at in state.failures if now - at < WINDOW_S] + [now]
    if len(state.failures) >= FAILURES:
        state.open_until = now + PAUSE_S
