import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest

from core import redis, throttling
from core.acting import as_system
from core.models import RateLimit
from core.throttling import Verdict, take

CLIENTS = 50


@pytest.fixture
def who() -> str:
    return str(uuid4())


@pytest.fixture
def no_redis(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(redis, "_away_until", 0.0)
    redis.client.cache_clear()
    throttling._script.cache_clear()
    yield
    redis.client.cache_clear()
    throttling._script.cache_clear()
    throttling._local.clear()


@pytest.fixture(autouse=True)
def staff_said_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttling, "_staff", (float("inf"), {}))


def test_take_at_fifty_clients_accepts_exactly_capacity_and_refill(settings: Any, who: str) -> None:
    settings.RATE_LIMITS = "user=600/40"
    began = time.monotonic()
    with ThreadPoolExecutor(CLIENTS) as pool:
        verdicts = list(pool.map(lambda _: take("user", who), range(CLIENTS * 20)))
    refilled = (time.monotonic() - began) * 600 / 60
    accepted = sum(verdict.is_allowed for verdict in verdicts if verdict)
    assert 40 <= accepted <= 40 + refilled


def test_take_spends_the_capacity_and_says_when_to_come_back(settings: Any, who: str) -> None:
    settings.RATE_LIMITS = "user=6/2"
    assert take("user", who) == Verdict(is_allowed=True, limit=2, remaining=1, reset_s=10)
    assert take("user", who) == Verdict(is_allowed=True, limit=2, remaining=0, reset_s=20)
    assert take("user", who) == Verdict(is_allowed=False, limit=2, remaining=0, reset_s=20, retry_after_s=10)


def test_take_refills_with_time(settings: Any, who: str) -> None:
    settings.RATE_LIMITS = "user=600/1"
    assert [take("user", who).is_allowed for _ in range(2)] == [True, False]
    time.sleep(0.12)
    assert take("user", who).is_allowed


def test_take_counts_people_and_scopes_apart(settings: Any, who: str) -> None:
    settings.RATE_LIMITS = "user=1/1,ai=1/1"
    assert take("user", who).is_allowed
    assert take("user", who + "x").is_allowed
    assert take("ai", who).is_allowed
    assert not take("user", who).is_allowed


def test_take_of_a_scope_set_to_zero_is_not_limited(settings: Any, who: str) -> None:
    settings.RATE_LIMITS = "user=0"
    assert take("user", who) is None


def test_take_leaves_nothing_in_redis_for_ever(settings: Any, who: str) -> None:
    settings.RATE_LIMITS = "user=60/5"
    take("user", who)
    assert 0 < redis.client().ttl(f"limit:user:{who}") <= 6


def test_take_without_redis_counts_writers_and_lets_readers_on(settings: Any, who: str, no_redis: None) -> None:
    settings.RATE_LIMITS = "user=6/2"
    assert [take("user", who).is_allowed for _ in range(3)] == [True, True, False]
    assert [take("user", who, is_read=True).is_allowed for _ in range(3)] == [True] * 3


@pytest.mark.parametrize("scope", ["login", "login_account", "ai"])
def test_take_without_redis_is_closed_at_the_door_and_for_ai(
    settings: Any, who: str, no_redis: None, scope: str
) -> None:
    settings.RATE_LIMITS = ""
    verdict = take(scope, who, is_read=True)
    assert not verdict.is_allowed
    assert verdict.retry_after_s > 0


@pytest.mark.django_db
def test_limit_of_staff_outranks_the_default_and_the_environment_outranks_staff(settings: Any) -> None:
    settings.RATE_LIMITS = "ai=3"
    throttling.forget_staff_limits()
    with as_system("admin"):
        RateLimit.objects.create(scope="user", refill=7, capacity=9)
        RateLimit.objects.create(scope="ai", refill=1, capacity=1)
    found = throttling.limit_of("user")
    assert (found.refill, found.capacity, found.period_s) == (7, 9, 60)
    assert (throttling.limit_of("ai").refill, throttling.limit_of("ai").capacity) == (3, 3)


def test_parse_limits_reads_pairs() -> None:
    assert throttling.parse_limits("user=0, anonymous=60/120") == {"user": (0, 0), "anonymous": (60, 120)}


@pytest.mark.parametrize("text", ["user", "usr=1", "user=x", "user=-1", "user=5/0"])
def test_parse_limits_refuses_what_it_cannot_mean(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        throttling.parse_limits(text)
