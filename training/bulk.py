"""Acts on many athletes, one after the other in the background, with a result for each and in small transactions."""

import json
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from accounts.models import User
from core.acting import acting_as
from core.work import Hopeless, Later, LeaseLost, renew
from training.bulk_kinds import KINDS, Perform, whom_of
from training.models import BulkJob

logger = structlog.get_logger(__name__)
LEASE = timedelta(seconds=20)
"""What a killed worker leaves behind is taken over this soon."""
BUDGET_S = 3.0
"""Then others get their turn; the job goes on behind them."""


def ask_for(
    *, kind: str, actor: User, items: Sequence[UUID], values: dict[str, Any], team_id: UUID | None = None
) -> BulkJob:
    from core.tasks import wake  # noqa: PLC0415 - tasks import the functions they run
    from training.tasks import run_bulk_jobs  # noqa: PLC0415

    told = {**values, "items": [str(item) for item in items]}
    job = BulkJob.objects.create(kind=kind, asked_by=actor, team_id=team_id, values=told, total=len(items))
    transaction.on_commit(lambda: wake(run_bulk_jobs))
    job.refresh_from_db()
    return job


def run(job: BulkJob) -> Callable[[], None]:
    """Each item and its result are one transaction: stopped in the middle, the next attempt goes on behind it.

    Done as whoever asked: what they could not do themselves the database refuses here as well.
    """
    until = time.monotonic() + BUDGET_S
    with transaction.atomic():
        actor = _actor(job)
        done = BulkJob.objects.values_list("done", flat=True).get(pk=job.pk)
        with acting_as(actor):
            perform = KINDS[job.kind](job.values, actor, timezone.now(), is_brief=True)
    for number, item in enumerate(job.values["items"][done:]):
        if number and time.monotonic() > until:
            raise Later(timezone.now())
        _do(job, item, actor, perform)
    return lambda: None


def _do(job: BulkJob, item: str, actor: User, perform: Perform) -> None:
    try:
        with transaction.atomic():
            _wait_for_no_disk()
            with acting_as(actor):
                outcome = perform(item)
            _keep(job, outcome)
    except (LeaseLost, OperationalError, InterfaceError):
        raise
    except Exception:  # one athlete's trouble is not that of the others
        logger.exception("item of a bulk job failed", job=str(job.pk), kind=job.kind, item=item)
        with transaction.atomic():
            _keep(job, {whom_of(job.kind): item, "state": "failed", "reason": "error"})


def _wait_for_no_disk() -> None:
    """Should the database fall over, the last items and their results are gone together, and are done again."""
    with connection.cursor() as cursor:
        cursor.execute("set local synchronous_commit = off")


def _keep(job: BulkJob, outcome: dict[str, Any]) -> None:
    """Added at the end by the database: a growing list is not sent again and again. Progress wears nothing out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update training_bulkjob set done = done + 1, attempts = 1, results = results || %s::jsonb where id = %s",
            [json.dumps([outcome]), job.pk],
        )
    job.attempts = 1
    renew(job, lease=LEASE)


def _actor(job: BulkJob) -> User:
    actor = User.objects.filter(pk=job.asked_by_id, is_active=True, suspended_at=None).first()
    if actor is None:
        raise Hopeless("whoever asked is gone")
    return actor
