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
from strava.budget import Urgency
from strava.models import Backfill, Connection, ConnectionState, Deletion, Fetch, FetchPart

LIVE, CHANGED, PAST = 100, 50, 0
LEASE = timedelta(seconds=30)
"""Longer than a call may take, short enough that what a killed worker had in hand soon goes on."""
OPEN = (WorkState.WAITING, WorkState.LEASED)
GIVE_UP_AFTER = timedelta(days=2)
INACTIVE = "strava:inactive"
"""Set while Strava refuses the whole app: asking would only be counted."""
INACTIVE_FOR = timedelta(minutes=15)


def ask_for(
    *, athlete_id: UUID, strava_ids: Sequence[int], part: str, priority: int, at: datetime,
    starts: Mapping[int, datetime] | None = None,
) -> None:  # fmt: skip
    begins, wanted = starts or {}, strava_ids
    if priority == PAST:  # whatever is under way brings it
        under_way = Fetch.objects.filter(athlete_id=athlete_id, strava_id__in=strava_ids, state__in=OPEN)
        wanted = sorted(set(strava_ids) - set(under_way.values_list("strava_id", flat=True)))
    Fetch.objects.bulk_create(
        [
            Fetch(
                athlete_id=athlete_id, strava_id=one, part=part, priority=priority, run_at=at, start_at=begins.get(one)
            )
            for one in wanted
        ],
        ignore_conflicts=True,
    )
    if priority > PAST:
        waiting = Fetch.objects.filter(athlete_id=athlete_id, strava_id__in=strava_ids, state=WorkState.WAITING)
        waiting.filter(priority__lte=priority).update(part=part, priority=priority, run_at=Least("run_at", Value(at)))
    from strava.tasks import fetch  # noqa: PLC0415 - tasks import the functions they run

    transaction.on_commit(lambda: wake(fetch))


def urgency_of(priority: int) -> Urgency:
    """What was just recorded may use all of the budget; what others have to wait for leaves them the last of it."""
    return Urgency.LIVE if priority >= LIVE else Urgency.LIST if priority > PAST else Urgency.HISTORY


def in_order(due: QuerySet[Fetch]) -> QuerySet[Fetch]:
    """Live before history, the newest first; nothing of athletes whose key is lost or whose data is being deleted,
    nothing the budget forbids."""
    connected = Connection.objects.filter(state=ConnectionState.CONNECTED).values("athlete_id")
    open_to = set() if is_inactive() else budget.open_to(calls=2)
    if not open_to:
        return due.none()
    shut = [priority for priority in (LIVE, CHANGED, PAST) if urgency_of(priority) not in open_to]
    allowed = due.filter(athlete_id__in=connected, priority__gt=max(shut, default=-1))
    allowed = allowed.exclude(athlete_id__in=held_back())
    listing = Backfill.objects.filter(kind="history", is_listed=False, state__in=OPEN).values("athlete_id")
    allowed = allowed.filter(Q(priority__gt=PAST) | ~Q(athlete_id__in=listing))  # first the calendar, then records
    return allowed.order_by("-priority", "-start_at")


def of_connected(due: QuerySet[Backfill]) -> QuerySet[Backfill]:
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
