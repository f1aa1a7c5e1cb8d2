"""How the connection to Strava does as a whole and for each athlete: what staff look at when somebody asks."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core.models import WorkState
from strava import budget
from strava.budget import QUARTER, Urgency
from strava.models import Backfill, BudgetWindow, Connection, ConnectionState, Fetch, FetchPart, InboxEvent
from strava.queueing import OPEN
from strava.reconciling import EVERY
from strava.status import CALLS_EACH

STUCK_AFTER = timedelta(hours=1)


def with_health(rows: QuerySet[Connection]) -> QuerySet[Any]:
    """Each with what waits, how its history goes, and how long the newest activity took from webhook to page."""
    of_athlete = {"athlete_id": OuterRef("athlete_id")}
    waiting = Fetch.objects.filter(**of_athlete, state__in=OPEN).order_by().values("athlete_id")
    history = Backfill.objects.filter(**of_athlete, kind="history").order_by("-created_at")
    return rows.annotate(
        waiting=Coalesce(Subquery(waiting.annotate(count=Count("pk")).values("count")), 0),
        history_state=Subquery(history.values("state")[:1]),
        history_total=Subquery(history.values("total")[:1]),
        history_left=Coalesce(Subquery(_details_left()), 0),
        lag=Subquery(_lags(**of_athlete)[:1]),
    )


def _details_left() -> QuerySet[Any]:
    left = Fetch.objects.filter(athlete_id=OuterRef("athlete_id"), part=FetchPart.DETAIL, state__in=OPEN).order_by()
    return left.values("athlete_id").annotate(count=Count("pk")).values("count")


def _lags(**which: Any) -> QuerySet[Any]:
    """From the webhook's arrival until its activity was written, the newest first."""
    told = InboxEvent.objects.filter(
        object_type="activity", object_id=OuterRef("strava_id"), created_at__lte=OuterRef("created_at")
    )
    done = Fetch.objects.filter(**which, part=FetchPart.LIVE, state=WorkState.DONE)
    timed = done.annotate(told_at=Subquery(told.order_by("-created_at").values("created_at")[:1]))
    return timed.exclude(told_at=None).order_by("-finished_at").values_list(F("finished_at") - F("told_at"), flat=True)


def stalled(now: datetime) -> Q:
    """Connected, and yet nothing has been looked at, or something has waited, for far longer than it should."""
    late, mine = now - STUCK_AFTER, {"athlete_id": OuterRef("athlete_id")}
    live = Fetch.objects.filter(**mine, part=FetchPart.LIVE, state__in=OPEN, run_at__lt=late)
    lists = Backfill.objects.filter(**mine, state__in=OPEN, run_at__lt=late)
    dead = Backfill.objects.filter(**mine, kind="history", state=WorkState.DEAD)
    unseen = Q(last_sync_at__lt=now - 2 * EVERY) | Q(last_sync_at=None, connected_at__lt=now - 2 * EVERY)
    return Q(state=ConnectionState.CONNECTED) & (unseen | Q(Exists(live)) | Q(Exists(lists)) | Q(Exists(dead)))


# --- the whole -----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Overview:
    connected: int
    needs_reauth: int
    stalled: int
    last_event_at: datetime | None
    waiting_events: int
    dead_events: int
    dead_fetches: int
    waiting_live: int
    waiting_history: int
    slowest_lag: timedelta | None
    """Of the last fifty activities told by webhook."""


def overview(*, now: datetime) -> Overview:
    links = Connection.objects.aggregate(
        connected=Count("pk", filter=Q(state=ConnectionState.CONNECTED)),
        needs_reauth=Count("pk", filter=Q(state=ConnectionState.NEEDS_REAUTH)),
        stalled=Count("pk", filter=stalled(now)),
    )
    events = InboxEvent.objects.aggregate(
        last_event_at=Max("created_at"),
        waiting_events=Count("pk", filter=Q(state__in=OPEN)),
        dead_events=Count("pk", filter=Q(state=WorkState.DEAD)),
    )
    fetches = Fetch.objects.aggregate(
        dead_fetches=Count("pk", filter=Q(state=WorkState.DEAD)),
        waiting_live=Count("pk", filter=Q(state__in=OPEN, part=FetchPart.LIVE)),
        waiting_history=Count("pk", filter=Q(state__in=OPEN, part=FetchPart.DETAIL)),
    )
    return Overview(**links, **events, **fetches, slowest_lag=max(_lags()[:50], default=None))


# --- the budget ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Share:
    """What one kind of caller has used of a window, and what it may still use now."""

    urgency: Urgency
    this_quarter: int
    today: int
    left: int
    more_at: datetime


def shares(*, now: datetime) -> list[Share]:
    """By whom the calls were made: records and live activities are known from what was fetched, the rest is lists."""
    windows = {row.name: row for row in BudgetWindow.objects.all()}
    used = _used(windows.get(budget.OVERALL), now)
    live, history = _calls(FetchPart.LIVE, now), _calls(FetchPart.DETAIL, now)
    lists = [max(total - one - other, 0) for total, one, other in zip(used, live, history, strict=True)]
    told = {Urgency.LIVE: live, Urgency.LIST: lists, Urgency.HISTORY: history}
    return [_share(urgency, *told[urgency], now=now) for urgency in Urgency]


def _share(urgency: Urgency, this_quarter: int, today: int, *, now: datetime) -> Share:
    gauge = budget.left(urgency, now=now)
    return Share(urgency, this_quarter, today, max(gauge.calls, 0), gauge.more_at)


def _used(row: BudgetWindow | None, now: datetime) -> tuple[int, int]:
    if row is None:
        return 0, 0
    return (row.short_used if row.told_at >= _quarter_began(now) else 0,
            row.daily_used if row.told_at >= _day_began(now) else 0)  # fmt: skip


def _calls(part: str, now: datetime) -> tuple[int, int]:
    done = Fetch.objects.filter(part=part, finished_at__gte=_day_began(now))
    found = done.aggregate(quarter=Count("pk", filter=Q(finished_at__gte=_quarter_began(now))), day=Count("pk"))
    return CALLS_EACH * found["quarter"], CALLS_EACH * found["day"]


def _quarter_began(now: datetime) -> datetime:
    return budget.quarter_after(now) - QUARTER


def _day_began(now: datetime) -> datetime:
    return budget.midnight_after(now) - timedelta(days=1)
