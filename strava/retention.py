"""What may not be kept for ever goes in time: sources whose passport has run out, and what was only said in passing."""

import time
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import QuerySet

from core.acting import as_system
from core.models import WorkState
from strava.models import (
    AuthorizationState,
    Backfill,
    Connection,
    ConnectionState,
    Deletion,
    Fetch,
    InboxEvent,
    KnownActivity,
    KnownState,
)
from training.models import Source, SourceKind
from training.recording import lock_athlete
from training.source_policies import policy_of
from training.sources import remove_source

logger = structlog.get_logger(__name__)

BUDGET_S = 20.0
BATCH = 5000
MOST_FAILURES = 20
HINTS_KEPT = timedelta(days=6)
"""Numbers of activities and athletes are within the days that Strava lets anything be kept."""
STRANGERS_KEPT = timedelta(hours=1)
"""Events about nobody here: anybody can send any number of them."""
NUMBERS_KEPT = timedelta(days=60)
"""Of activities that are not here any more: longer than a restricted history reaches back."""


def expire(*, now: datetime) -> int:
    """Sources past their day, with everything that was measured from them. One that cannot be removed is told of every
    hour, and does not keep the others here."""
    until, count, failed = time.monotonic() + BUDGET_S, 0, set[UUID]()
    while time.monotonic() < until and len(failed) < MOST_FAILURES and (found := _first(now, failed)):
        try:
            count += _expire(*found, now)
        except Exception:
            logger.exception("strava source not removed in time", source=str(found[0]))
            failed.add(found[0])
    return count


def is_any_expired(*, now: datetime) -> bool:
    return _first(now, set()) is not None


def _first(now: datetime, failed: set[UUID]) -> tuple[UUID, UUID] | None:
    with as_system("retention"), transaction.atomic():
        due = Source.objects.filter(kind=SourceKind.STRAVA, keep_until__lte=now).exclude(pk__in=failed)
        return due.order_by("keep_until").values_list("pk", "athlete_id").first()


def _expire(source_id: UUID, athlete_id: UUID, now: datetime) -> int:
    with as_system("retention"), transaction.atomic():
        lock_athlete(athlete_id)
        source = Source.objects.filter(pk=source_id, keep_until__lte=now).first()
        if source is None:  # it came anew, or is gone
            return 0
        remove_source(source=source)
        known = KnownActivity.objects.filter(athlete_id=athlete_id, strava_id=int(source.external_id))
        known.update(state=KnownState.EXPIRED, digest="", start_at=None, changed_at=now)
    return 1


def remove_outdated(*, now: datetime) -> None:
    ended = (WorkState.DONE, WorkState.DEAD)
    with as_system("retention"):
        _remove(AuthorizationState.objects.filter(expires_at__lt=now - timedelta(days=1)))
        _remove(_of_strangers(now))
        for model in (InboxEvent, Fetch):
            _remove(model.objects.filter(state__in=ended, finished_at__lt=now - HINTS_KEPT))
        _remove(Deletion.objects.filter(state=WorkState.DONE, finished_at__lt=now - HINTS_KEPT))
        lists = Backfill.objects.filter(state__in=ended, finished_at__lt=now - HINTS_KEPT)
        _remove(lists.exclude(kind="history"))
        _remove(
            KnownActivity.objects.filter(
                state__in=[KnownState.EXPIRED, KnownState.GONE], changed_at__lt=now - NUMBERS_KEPT
            )
        )


def _of_strangers(now: datetime) -> QuerySet[InboxEvent]:
    here = Connection.objects.exclude(state=ConnectionState.DISCONNECTED).values("strava_athlete_id")
    done = InboxEvent.objects.filter(state=WorkState.DONE, finished_at__lt=now - STRANGERS_KEPT)
    return done.exclude(owner_id__in=here)


def _remove(rows: QuerySet[Any]) -> None:
    """A few at a time: a flood of yesterday must not become one statement of minutes."""
    while True:
        with transaction.atomic():
            some = list(rows.order_by().values_list("pk", flat=True)[:BATCH])
            rows.model._default_manager.filter(pk__in=some).delete()
        if len(some) < BATCH:
            return


def forget_names(*, now: datetime) -> int:
    """Where nothing may be kept for longer, nor is what Strava said they are called."""
    days = policy_of(SourceKind.STRAVA).keep_days
    if days is None:
        return 0
    with as_system("retention"), transaction.atomic():
        named = Connection.objects.filter(connected_at__lt=now - timedelta(days=days)).exclude(athlete_name="")
        return named.update(athlete_name="")
