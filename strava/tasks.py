"""What Celery runs for Strava. Runs are short and in chains, as in training: live activities get their turn at once."""

import time
from typing import Any

from celery import shared_task
from django.utils import timezone

from core.tasks import wake
from training.tasks import BUDGET_S, run_chain

TURN_S = 1.0
"""A history takes minutes or hours: whoever sends a file meanwhile waits for one turn of it, not for more."""


@shared_task
def receive() -> None:
    from core.work import run_due  # noqa: PLC0415
    from strava.inbox import look_into, settle  # noqa: PLC0415
    from strava.models import InboxEvent  # noqa: PLC0415
    from strava.queueing import LEASE  # noqa: PLC0415

    until = time.monotonic() + BUDGET_S
    while time.monotonic() < until:
        settle()
        if not run_due(InboxEvent, call=look_into, limit=25, lease=LEASE):
            return
    wake(receive)


@shared_task
def fetch(chain: int | None = None) -> None:
    from core.work import run_due  # noqa: PLC0415
    from strava.fetching import fetch as fetch_one  # noqa: PLC0415
    from strava.models import Fetch  # noqa: PLC0415
    from strava.queueing import LEASE, in_order  # noqa: PLC0415

    run_chain(
        "strava-fetching",
        chain,
        fetch,
        lambda: run_due(Fetch, call=fetch_one, budget_s=TURN_S, lease=LEASE, limit=1000, choose=in_order),
        _has_fetches,
    )


@shared_task
def backfill(chain: int | None = None) -> None:
    from core.work import run_due  # noqa: PLC0415
    from strava.backfilling import go_on  # noqa: PLC0415
    from strava.models import Backfill  # noqa: PLC0415
    from strava.queueing import LEASE, of_connected  # noqa: PLC0415

    run_chain(
        "strava-backfilling",
        chain,
        backfill,
        lambda: run_due(Backfill, call=go_on, budget_s=TURN_S, lease=LEASE, choose=of_connected),
        _has_backfills,
    )


@shared_task
def forget(chain: int | None = None) -> None:
    from core.work import run_due  # noqa: PLC0415
    from strava.forgetting import LEASE, carry_out  # noqa: PLC0415
    from strava.models import Deletion  # noqa: PLC0415

    run_chain(
        "strava-forgetting",
        chain,
        forget,
        lambda: run_due(Deletion, call=carry_out, budget_s=BUDGET_S, lease=LEASE),
        _has_deletions,
    )


def _has_deletions() -> bool:
    from strava.models import Deletion  # noqa: PLC0415

    return Deletion.objects.all().due().exists()


def _has_fetches() -> bool:
    from strava.models import Fetch  # noqa: PLC0415
    from strava.queueing import in_order  # noqa: PLC0415

    return in_order(Fetch.objects.all().due()).exists()


def _has_backfills() -> bool:
    from strava.models import Backfill  # noqa: PLC0415
    from strava.queueing import of_connected  # noqa: PLC0415

    return of_connected(Backfill.objects.all().due()).exists()


@shared_task
def sweep() -> None:
    """The guarantee behind every nudge: who finds nothing to do costs one question."""
    from django.db import transaction  # noqa: PLC0415

    from core.acting import as_system  # noqa: PLC0415
    from strava.checks import is_on  # noqa: PLC0415
    from strava.models import InboxEvent  # noqa: PLC0415

    always = ((_has_deletions, forget),)
    while_on = ((InboxEvent.objects.all().due().exists, receive), (_has_fetches, fetch), (_has_backfills, backfill))
    with as_system("work rows"), transaction.atomic():
        kinds = always + (while_on if is_on() else ())
        due: list[Any] = [task for is_due, task in kinds if is_due()]
    for task in due:
        wake(task)


@shared_task
def reconcile() -> None:
    from strava.checks import is_on  # noqa: PLC0415
    from strava.comparing import compare  # noqa: PLC0415
    from strava.reconciling import reconcile as look_again  # noqa: PLC0415

    if is_on():
        look_again(now=timezone.now())
        compare(now=timezone.now())


@shared_task
def expire() -> None:
    from strava import retention  # noqa: PLC0415

    now = timezone.now()
    if retention.expire(now=now) and retention.is_any_expired(now=now):
        wake(expire)


@shared_task
def end_lapsed() -> None:
    """What nobody ended: keys that are refused for too long, data without a connection, deletions that were given up."""
    from strava import lapsing  # noqa: PLC0415

    lapsing.end_lapsed(now=timezone.now())
    lapsing.forget_orphans()
    lapsing.try_deletions_again()


@shared_task
def clean_up() -> None:
    from strava import retention  # noqa: PLC0415

    retention.forget_names(now=timezone.now())
    retention.remove_outdated(now=timezone.now())
