"""Several processes of tests share one PostgreSQL cluster and one Redis. Here is how they keep out of each other's way."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

ROOM = Path(tempfile.gettempdir()) / f"paceline-tests-{os.getuid()}"


def use_redis_of_our_own() -> None:
    """The site has database 0; each process of tests takes the next one."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    number = int(worker.removeprefix("gw")) + 2 if worker else 1
    url = f"{settings.REDIS_URL.rpartition('/')[0]}/{number}"
    settings.REDIS_URL = settings.CELERY_BROKER_URL = url
    for cache in settings.CACHES.values():
        cache["LOCATION"] = url


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[Any]:
    """The change log waits for the oldest open transaction of the whole cluster, also for those of other tests."""
    with _room(is_alone=item.get_closest_marker("alone") is not None):
        return (yield)


@contextmanager
def _room(*, is_alone: bool) -> Iterator[None]:
    with ExitStack() as stack:
        door = stack.enter_context(ROOM.with_suffix(".door").open("w"))
        room = stack.enter_context(ROOM.with_suffix(".room").open("w"))
        # Whoever waits for the room to empty stands in the door meanwhile, or others would go in and out forever.
        fcntl.flock(door, fcntl.LOCK_EX)
        fcntl.flock(room, fcntl.LOCK_EX if is_alone else fcntl.LOCK_SH)
        fcntl.flock(door, fcntl.LOCK_UN)
        yield
