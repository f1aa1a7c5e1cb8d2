import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from core import breaker, redis
from strava.budget import quarter_after
from strava.client import PROVIDER
from tests.fakes.strava import strava_simulator


@pytest.fixture(autouse=True)
def connector(settings: Any) -> None:
    """Switched on, and pointed at nobody."""
    settings.STRAVA_APP_ID, settings.STRAVA_APP_SECRET = "54321", "secret-of-the-app"
    settings.STRAVA_WEBHOOK_SECRET, settings.STRAVA_VERIFY_TOKEN = "hook-" + "x" * 32, "verify-me"
    settings.STRAVA_API_BASE, settings.STRAVA_OAUTH_BASE = "http://127.0.0.1:9/api/v3", "http://127.0.0.1:9"
    settings.STRAVA_DATA_POLICY, settings.STRAVA_REVOKE = "full", "new"


@pytest.fixture
def outside_transactions(monkeypatch: pytest.MonkeyPatch) -> None:
    """The transaction that a test runs in is none of the product's: calls may be made."""
    free = SimpleNamespace(in_atomic_block=False)
    for place in ("strava.client.connection", "strava.tokens.database", "core.outbound.connection"):
        monkeypatch.setattr(place, free)


@pytest.fixture(autouse=True)
def breakers_are_closed() -> Iterator[None]:
    for provider in (PROVIDER, "strava_oauth"):
        _close(provider)
    yield
    for provider in (PROVIDER, "strava_oauth"):
        _close(provider)


def _close(provider: str) -> None:
    breaker._local.pop(provider, None)
    keys = [f"breaker:{provider}:{name}" for name in ("open", "failures", "rest", "probe")]
    try:
        redis.ask(lambda client: client.delete(*keys))
    except redis.Away:
        return


@pytest.fixture
def sim(settings: Any) -> Iterator[Any]:
    """A Strava of our own, without a history."""
    with strava_simulator(history=0) as made:
        for name, value in made.settings().items():
            setattr(settings, name, value)
        cache.clear()
        yield made
        cache.clear()


@pytest.fixture
def one_quarter() -> None:
    """Limits begin anew every quarter of an hour: not in the middle of a test that counts them."""
    left_s = (quarter_after(timezone.now()) - timezone.now()).total_seconds()
    if left_s < 45:
        time.sleep(left_s + 0.1)
