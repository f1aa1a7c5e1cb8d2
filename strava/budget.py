"""The calls that Strava allows the app: one budget for all athletes, read from the headers of every answer.

Two counts (all calls, and those that read), each per quarter of an hour and per day (UTC). A call is entered before it
is made, so that several workers never make more together than is left. A share is kept for what is told by webhooks:
a long history must not hold up today's session.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from django.db import transaction
from django.utils import timezone

from core.acting import as_system
from core.work import Later
from strava.models import BudgetWindow

QUARTER = timedelta(minutes=15)
OVERALL, READ = "overall", "read"
_HEADERS = {OVERALL: "X-RateLimit", READ: "X-ReadRateLimit"}
_UNTOLD = {OVERALL: (200, 2000), READ: (100, 1000)}
"""Of a new app, until Strava says otherwise."""


class Urgency(IntEnum):
    """Who may use how much: each keeps away from the last percent of what the more urgent ones may need."""

    LIVE = 0
    LIST = 10
    HISTORY = 20


@dataclass(frozen=True, slots=True)
class Gauge:
    """What is left for somebody, and when there is more."""

    calls: int
    more_at: datetime


def take(urgency: Urgency, *, now: datetime | None = None) -> None:
    """Enter a call, or say when to come back."""
    moment = now or timezone.now()
    with as_system("budget of Strava"), transaction.atomic():
        rows = _rows(moment)
        found = [_gauge(row, urgency, moment) for row in rows]
        closed = [gauge.more_at for gauge in found if gauge.calls <= 0]
        if closed:
            raise Later(max(closed))
        for row in rows:
            row.short_used, row.daily_used = row.short_used + 1, row.daily_used + 1
            row.save()


def left(urgency: Urgency, *, now: datetime | None = None) -> Gauge:
    moment = now or timezone.now()
    with as_system("budget of Strava"), transaction.atomic():
        rows = [_rolled(row, moment) for row in BudgetWindow.objects.all()] or _untold(moment)
        return min((_gauge(row, urgency, moment) for row in rows), key=lambda gauge: (gauge.calls, -_seconds(gauge)))


def calls_a_day(urgency: Urgency) -> int:
    """How many there can be, quarter after quarter."""
    with as_system("budget of Strava"), transaction.atomic():
        rows = list(BudgetWindow.objects.all()) or _untold(timezone.now())
    return min(min(_share(row.daily_limit, urgency), 96 * _share(row.short_limit, urgency)) for row in rows)


def learn(headers: Mapping[str, str], *, now: datetime | None = None) -> None:
    """What Strava counted. It may lag behind calls of others that are under way: the higher count holds."""
    told = {name: pairs for name in _HEADERS if (pairs := _told(headers, _HEADERS[name])) is not None}
    if not told:
        return
    moment = now or timezone.now()
    with as_system("budget of Strava"), transaction.atomic():
        for row in _rows(moment):
            if row.name in told:
                (row.short_limit, row.daily_limit), (short_used, daily_used) = told[row.name]
                row.short_used, row.daily_used = max(row.short_used, short_used), max(row.daily_used, daily_used)
                row.save()


def close(*, headers: Mapping[str, str], now: datetime | None = None) -> datetime:
    """Strava refused a call for there were too many. Nobody asks again before the window ends."""
    moment = now or timezone.now()
    learn(headers, now=moment)
    with as_system("budget of Strava"), transaction.atomic():
        rows = _rows(moment)
        spent = [_gauge(row, Urgency.LIVE, moment).more_at for row in rows if _is_spent(row)]
        if not spent:  # it did not say which one
            row = rows[0]
            row.short_used = row.short_limit
            row.save()
    return max(spent, default=quarter_after(moment))


def quarter_after(moment: datetime) -> datetime:
    return _quarter(moment) + QUARTER


def midnight_after(moment: datetime) -> datetime:
    return _midnight(moment) + timedelta(days=1)


def _is_spent(row: BudgetWindow) -> bool:
    return row.short_used >= row.short_limit or row.daily_used >= row.daily_limit


def _gauge(row: BudgetWindow, urgency: Urgency, moment: datetime) -> Gauge:
    daily = _share(row.daily_limit, urgency) - row.daily_used
    short = _share(row.short_limit, urgency) - row.short_used
    return Gauge(daily, midnight_after(moment)) if daily <= 0 else Gauge(min(short, daily), quarter_after(moment))


def _share(limit: int, urgency: Urgency) -> int:
    return limit - limit * urgency // 100


def _rows(moment: datetime) -> list[BudgetWindow]:
    """Both, locked always in the same order, as of now."""
    BudgetWindow.objects.bulk_create(_untold(moment), ignore_conflicts=True)
    return [_rolled(row, moment) for row in BudgetWindow.objects.order_by("name").select_for_update()]


def _untold(moment: datetime) -> list[BudgetWindow]:
    return [
        BudgetWindow(name=name, short_limit=short, daily_limit=daily, told_at=moment)
        for name, (short, daily) in _UNTOLD.items()
    ]


def _rolled(row: BudgetWindow, moment: datetime) -> BudgetWindow:
    """Windows that have ended since start again at nothing."""
    if row.told_at < _quarter(moment):
        row.short_used = 0
    if row.told_at < _midnight(moment):
        row.daily_used = 0
    row.told_at = max(row.told_at, moment)
    return row


def _quarter(moment: datetime) -> datetime:
    return moment.replace(minute=moment.minute - moment.minute % 15, second=0, microsecond=0)


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _seconds(gauge: Gauge) -> float:
    return gauge.more_at.timestamp()


Pair = tuple[int, int]


def _told(headers: Mapping[str, str], prefix: str) -> tuple[Pair, Pair] | None:
    limit, used = (_pair(headers.get(f"{prefix}-{name}", "")) for name in ("Limit", "Usage"))
    return (limit, used) if limit and used and all(limit) else None


def _pair(text: str) -> Pair | None:
    parts = [part.strip() for part in text.split(",")]
    is_pair = len(parts) == 2 and all(part.isdecimal() and len(part) < 10 for part in parts)
    return (int(parts[0]), int(parts[1])) if is_pair else None
