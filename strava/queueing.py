"""Activities that are to be fetched: one waiting row for each, whoever asked, the most pressing reason counts."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db import transaction
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Least
from django.utils import timezone

from core.models import WorkState
from core.tasks import wake
from core.work import Later
from strava import budget
from strava.models import Backfill, Connection, ConnectionState, Deletion, Fetch, FetchPart

LIVE, CHANGED, HISTORY = 100, 50, 0
OPEN = (WorkState.WAITING, WorkState.LEASED)
GIVE_UP_AFTER = timedelta(days=2)
INACTIVE = "strava:inactive"
"""Set while Strava refuses the whole app: asking would only be counted."""
INACTIVE_FOR = timedelta(minutes=15)


def ask_for(
    *, athlete_id: UUID, strava_ids: Sequence[int], part: str, priority: int, at: datetime,
    starts: Mapping[int, datetime] | None = None,
) -> None:  # fmt: skip
    begins = starts or {}
    Fetch.objects.bulk_create(
        [
            Fetch(
                athlete_id=athlete_id, strava_id=one, part=part, priority=priority, run_at=at, start_at=begins.get(one)
            )
            for one in strava_ids
        ],
        ignore_conflicts=True,
    )
    if priority > HISTORY:
        waiting = Fetch.objects.filter(athlete_id=athlete_id, strava_id__in=strava_ids, state=WorkState.WAITING)
        waiting.filter(priority__lte=priority).update(part=part, priority=priority, run_at=Least("run_at", Value(at)))
    from strava.tasks import fetch  # noqa: PLC0415 - tasks import the functions they run

    transaction.on_commit(lambda: wake(fetch))


def in_order(due: QuerySet[Fetch]) -> QuerySet[Fetch]:
    """Live before history, the newest first; nothing of athletes whose key is lost or whose data is being deleted,
    nothing the budget forbids."""
    connected = Connection.objects.filter(state=ConnectionState.CONNECTED).values("athlete_id")
    if is_inactive():
        return due.none()
    allowed = due.filter(athlete_id__in=connected).exclude(athlete_id__in=held_back())
    open_to = budget.open_to(calls=2)
    if budget.Urgency.LIVE not in open_to:
        return allowed.none()
    if budget.Urgency.HISTORY not in open_to:
        allowed = allowed.filter(priority__gt=HISTORY)
    listing = Backfill.objects.filter(kind="history", is_listed=False, state__in=OPEN).values("athlete_id")
    allowed = allowed.filter(Q(priority__gt=HISTORY) | ~Q(athlete_id__in=listing))  # first the calendar, then records
    return allowed.order_by("-priority", "-start_at")


def connected_or_ended(due: QuerySet[Backfill]) -> QuerySet[Backfill]:
    """Lists of those whose key is good. Where something is still being deleted they wait: what they bring would be
    deleted as well."""
    links = Connection.objects.filter(state=ConnectionState.CONNECTED).values("athlete_id")
    return due.filter(athlete_id__in=links).exclude(athlete_id__in=held_back()).order_by("run_at")


def held_back() -> QuerySet[Deletion, UUID]:
    """Athletes for whom nothing is asked yet."""
    return Deletion.objects.filter(deleted_at=None).values_list("athlete_id", flat=True)


def waiting_details(athlete_id: UUID) -> int:
    return Fetch.objects.filter(athlete_id=athlete_id, part=FetchPart.DETAIL, state__in=OPEN).count()


def try_again(row: Any, error: Exception) -> Exception:
    """While Strava is out of order nothing counts as an attempt; what fails for days is given up like anything else."""
    age = timezone.now() - row.created_at
    if age > GIVE_UP_AFTER:
        return error
    pause = min(max(age / 2, timedelta(seconds=5)), timedelta(minutes=10))
    return Later(timezone.now() + pause)


def is_inactive() -> bool:
    return bool(cache.get(INACTIVE))
