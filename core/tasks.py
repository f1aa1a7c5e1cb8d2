"""What Celery runs. Each task finds its work in the database; being called twice, or never, loses nothing."""

import contextlib
import threading
import time
from typing import Any

import structlog
from celery import shared_task
from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import RedisError

from core import redis

logger = structlog.get_logger(__name__)


WOKEN_S = 3


def wake(task: Any, *arguments: Any) -> bool:
    """A nudge, sent after commit. When the broker is away (False) the sweep finds the row a few seconds later.

    A task that is called already and has not begun will see what there is by then: it is not called once more.
    """
    try:
        # Asked first, for kombu would try for seconds while somebody waits for an answer.
        is_first = redis.ask(lambda client: client.set(_woken(task.name), 1, nx=True, ex=WOKEN_S))
        if is_first or arguments:
            task.apply_async(args=arguments, ignore_result=True, retry=False, expires=30)
        return True
    except (redis.Away, BrokerError, RedisError, OSError) as error:
        logger.warning("could not wake a worker", task=task.name, error=type(error).__name__)
        return False


def begins(name: str) -> None:
    """A worker takes up a task: whatever comes from now on has to call it again."""
    with contextlib.suppress(redis.Away):
        redis.ask(lambda client: client.delete(_woken(name)))


def _woken(name: str) -> str:
    return f"woken:{name}"


NUDGE_S = 0.2
_nudged: dict[str, float] = {}
_coming: set[str] = set()


def nudge(task: Any) -> None:
    """For what comes many times a second: one wake-up for all who come within a moment, and none is lost."""
    wait_s = _nudged.get(task.name, -NUDGE_S) + NUDGE_S - time.monotonic()
    if wait_s <= 0:
        _nudged[task.name] = time.monotonic()
        wake(task)
    elif task.name not in _coming:
        _coming.add(task.name)
        later = threading.Timer(wait_s, _nudge_now, [task])
        later.daemon = True
        later.start()


def _nudge_now(task: Any) -> None:
    _coming.discard(task.name)
    _nudged[task.name] = time.monotonic()
    wake(task)


@shared_task
def deliver_events() -> None:
    from core.events import deliver  # noqa: PLC0415
    from core.models import Delivery  # noqa: PLC0415
    from core.work import run_due  # noqa: PLC0415

    run_due(Delivery, deliver)


@shared_task
def send_mail() -> None:
    from core.mail import send  # noqa: PLC0415
    from core.models import OutgoingMail  # noqa: PLC0415
    from core.work import run_due  # noqa: PLC0415

    run_due(OutgoingMail, call=send)


@shared_task
def sweep() -> None:
    """The guarantee behind every nudge; also how beat and workers show that they live."""
    from core.heartbeat import beat  # noqa: PLC0415

    beat("worker")
    deliver_events()
    send_mail()


@shared_task
def clean_up() -> None:
    from core.retention import remove_outdated  # noqa: PLC0415

    remove_outdated()
