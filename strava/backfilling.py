"""Lists of an athlete's activities, newest first: a whole history, what is new, or what webhooks may have missed.

A page of 200 becomes a page of the calendar at once, from its totals alone; the records follow one by one
(`strava.fetching`) inside the shared budget. The cursor is the start of the oldest activity seen, kept after each page:
stopped anywhere, the list goes on there, and what it meets again is known. Pages may be short anywhere: the end is a
very short one, or one that brings nothing older.
"""

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from math import ceil
from typing import Any
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, Max
from django.utils import timezone

from core.models import WorkState
from core.tasks import wake
from core.work import Effect, Hopeless, Later, LeaseLost, renew
from strava.allowance import allowance
from strava.asking import ask_strava, verdict
from strava.budget import QUARTER, Urgency
from strava.mapping import Json, Unusable, started
from strava.missing import ask_for_missing
from strava.models import Backfill, Connection, KnownActivity, KnownState
from strava.queueing import LEASE, OPEN, waiting_details
from strava.summaries import take_summaries

logger = structlog.get_logger(__name__)

HISTORY, SYNC, RECONCILE, COMPARE = "history", "sync", "reconcile", "compare"
WHOLE = (HISTORY, COMPARE)
"""Everything that may be brought in; the others look at what is new."""
PAGE = 200
LEAST_PAGE = 30
"""What Strava's own pages hold unless more is asked for: fewer are the last ones."""
CHUNK = 25
STEP_S = 1.0
PADDING = timedelta(days=3)
NEW = timedelta(days=14)
WHOLE_AGAIN, CALM = timedelta(hours=6), timedelta(minutes=5)
AT_ONCE = 5


# --- beginning one -----------------------------------------------------------------------------------------------------
def begin_history(*, athlete_id: UUID, now: datetime, is_again: bool = False) -> Backfill | None:
    """Everything that may be brought in. Once is enough, unless somebody asks for it again."""
    before = Backfill.objects.filter(athlete_id=athlete_id, kind=HISTORY)
    if before.filter(state__in=OPEN).exists() or (before.exists() and not is_again):
        return before.filter(state__in=OPEN).first()
    limit = allowance().history
    at = _not_before(athlete_id, HISTORY, now)
    return _begin(athlete_id, HISTORY, since_at=now - limit if limit else None, at=at)


def begin_sync(*, athlete_id: UUID, now: datetime, not_before: datetime | None = None) -> Backfill | None:
    """What came since the last look, with some days of padding: sessions arrive late."""
    last = Connection.objects.filter(athlete_id=athlete_id).values_list("last_sync_at", flat=True).first()
    at = max(_not_before(athlete_id, SYNC, now), not_before or now)
    return _begin(athlete_id, SYNC, since_at=(last - PADDING) if last else now - NEW, at=at)


def look_through(*, athlete_id: UUID, told_at: datetime, now: datetime) -> None:
    """More is told than is asked for one by one. It may be old, so once in a while everything is looked through."""
    looks = Backfill.objects.filter(athlete_id=athlete_id, started_at__gt=now - WHOLE_AGAIN)
    if looks.filter(started_at__gte=told_at).exists():
        return
    if looks.filter(kind=HISTORY).exists():
        last: datetime = looks.aggregate(at=Max("started_at"))["at"]
        begin_sync(athlete_id=athlete_id, now=now, not_before=last + CALM)
    else:
        begin_history(athlete_id=athlete_id, now=now, is_again=True)


def _not_before(athlete_id: UUID, kind: str, now: datetime) -> datetime:
    """However often a look is asked for: some at once, and then no more in each quarter of an hour. The calls of all
    athletes are few."""
    looks = Backfill.objects.filter(athlete_id=athlete_id, kind=kind, started_at__gt=now - QUARTER)
    recent: list[Any] = list(looks.order_by("-started_at").values_list("started_at", flat=True)[:AT_ONCE])
    return max(recent[-1] + QUARTER, now) if len(recent) == AT_ONCE else now


def begin_reconcile(*, athlete_id: UUID, last_sync_at: datetime | None, now: datetime) -> Backfill | None:
    return _begin(athlete_id, RECONCILE, since_at=min(last_sync_at or now, now) - PADDING)


def begin_comparison(*, athlete_id: UUID, now: datetime) -> Backfill | None:
    """The whole list, for what it does not tell any more."""
    limit = allowance().history
    return _begin(athlete_id, COMPARE, since_at=now - limit if limit else None)


def _begin(athlete_id: UUID, kind: str, *, since_at: datetime | None, at: datetime | None = None) -> Backfill | None:
    begins = at or timezone.now()
    row = Backfill(athlete_id=athlete_id, kind=kind, since_at=since_at, started_at=begins, run_at=begins)
    Backfill.objects.bulk_create([row], ignore_conflicts=True)  # one at a time: it is on its way already
    waiting = Backfill.objects.filter(athlete_id=athlete_id, kind=kind, state=WorkState.WAITING)
    waiting.filter(run_at__gt=begins).update(run_at=begins)
    from strava.tasks import backfill  # noqa: PLC0415 - tasks import the functions they run

    transaction.on_commit(lambda: wake(backfill))
    return Backfill.objects.filter(athlete_id=athlete_id, kind=kind, state__in=OPEN).first()


# --- going on ----------------------------------------------------------------------------------------------------------
def go_on(row: Backfill) -> Effect:
    try:
        if not row.is_listed:
            _list(row)
        return _await_details(row) if row.kind == HISTORY else partial(_finish, row)
    except (Later, Hopeless):
        raise
    except Exception as error:
        raise verdict(row, error) from error


def _list(row: Backfill) -> None:
    until = time.monotonic() + STEP_S
    while not row.is_listed:
        page = _page(row)
        for at in range(0, len(page), CHUNK):
            _take(row, page[at : at + CHUNK])
        _move_on(row, page)
        if not row.is_listed and time.monotonic() > until:
            raise Later(timezone.now())


def _page(row: Backfill) -> list[dict[str, Any]]:
    """Beginning in the same second as the last one seen there may be more: that second is asked for again."""
    second = ceil(row.before_at.timestamp()) + 1 if row.before_at else None
    urgency = Urgency.HISTORY if row.kind == RECONCILE else Urgency.LIST
    return ask_strava(row, urgency, lambda api: api.activities(before=second, per_page=PAGE))


def _take(row: Backfill, summaries: Sequence[Json]) -> None:
    """One that cannot be taken must not keep the others out: then each is taken for itself."""
    try:
        _take_together(row, summaries)
    except (OperationalError, InterfaceError, LeaseLost):
        raise
    except Exception:
        if len(summaries) > 1:
            for one in summaries:
                _take(row, [one])
            return
        logger.exception("strava activity left out", strava_id=summaries[0].get("id"), athlete=str(row.athlete_id))


def _take_together(row: Backfill, summaries: Sequence[Json]) -> None:
    wanted = [one for one in summaries if row.since_at is None or (_start(one) or row.since_at) >= row.since_at]
    with transaction.atomic():
        renew(row, lease=LEASE)
        take_summaries(athlete_id=row.athlete_id, summaries=wanted, is_history=row.kind in WHOLE)


def _move_on(row: Backfill, page: Sequence[Json]) -> None:
    oldest = min((start for one in page if (start := _start(one))), default=None)
    is_stuck = oldest is not None and row.before_at is not None and oldest >= row.before_at
    row.before_at = oldest - timedelta(seconds=2) if oldest and is_stuck else oldest or row.before_at
    is_past = oldest is not None and row.since_at is not None and oldest < row.since_at
    is_last = len(page) < min(LEAST_PAGE, PAGE) or (is_stuck and len(page) < PAGE)
    row.is_listed = oldest is None or is_past or is_last
    with transaction.atomic():
        if row.is_listed:  # before the row: who ends a connection locks it first as well
            _note_on_connection(row)
        renew(row, lease=LEASE)
        total = KnownActivity.objects.filter(athlete_id=row.athlete_id).exclude(state=KnownState.GONE).count()
        row.total = total
        changes = {"before_at": row.before_at, "is_listed": row.is_listed, "total": total}
        Backfill.objects.filter(pk=row.pk).update(**changes, done=total - waiting_details(row.athlete_id))
        if row.is_listed:
            ask_for_missing(row)


def _note_on_connection(row: Backfill) -> None:
    now = timezone.now()
    changes: dict[str, Any] = {"last_sync_at": now, "last_error": ""} | (
        {"compared_at": now} if row.kind in WHOLE else {}
    )
    Connection.objects.filter(athlete_id=row.athlete_id).update(**changes)


def _await_details(row: Backfill) -> Effect:
    """The row stays until the last record is there, and tells how many are."""
    with transaction.atomic():
        waiting = waiting_details(row.athlete_id)
        total = KnownActivity.objects.filter(athlete_id=row.athlete_id).exclude(state=KnownState.GONE).count()
        renew(row, lease=LEASE)
        Backfill.objects.filter(pk=row.pk).update(total=total, done=max(total - waiting, 0))
    if waiting:
        raise Later(timezone.now() + timedelta(seconds=5))
    return partial(_finish, row)


def _finish(row: Backfill) -> None:
    Backfill.objects.filter(pk=row.pk, kind=HISTORY).update(done=F("total"))


def _start(summary: Json) -> datetime | None:
    try:
        return started(summary).astimezone(UTC)
    except Unusable:
        return None
