"""The calls that Strava allows the app: one budget for all athletes, read from the headers of every answer.

Two counts (all calls, and those that read), each per quarter of an hour and per day (UTC). A call is entered before it
is made, so that several workers never make more together than is left. A share is kept for what is told by webhooks:
a long history must not hold up today's session.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from django.db import connection, transaction
from django.utils import timezone

from core.acting import as_system
from core.work import Later
from strava.models import BudgetWindow

QUARTER = timedelta(minutes=15)
_COUNTS = ("short_limit", "short_used", "daily_limit", "daily_used", "told_at")
OVERALL, READ = "overall", "read"
_HEADERS = {OVERALL: "x-ratelimit", READ: "x-readratelimit"}
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


_TAKE = """
with seen as (
    select name, short_limit, daily_limit,
        case when told_at < %(quarter)s then 0 else short_used end as short,
        case when told_at < %(midnight)s then 0 else daily_used end as daily
    from strava_budgetwindow order by name for update
), judged as (
    select count(*) = %(rows)s and bool_and(
        short < short_limit - short_limit * %(share)s / 100 and daily < daily_limit - daily_limit * %(share)s / 100
    ) as is_open from seen
)
update strava_budgetwindow as kept
set short_used = short + 1, daily_used = daily + 1, told_at = greatest(told_at, %(now)s)
from seen, judged where kept.name = seen.name and is_open
returning kept.name, kept.short_limit, kept.daily_limit, kept.short_used, kept.daily_used
"""


def take(urgency: Urgency, *, now: datetime | None = None) -> "Entered":
    """Enter a call, or say when to come back."""
    moment = now or timezone.now()
    marks = {"now": moment, "quarter": _quarter(moment), "midnight": _midnight(moment)}
    with as_system("budget of Strava"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_TAKE, {**marks, "share": int(urgency), "rows": len(_UNTOLD)})
        entered = {name: ((limits[0], limits[1]), (limits[2], limits[3])) for name, *limits in cursor.fetchall()}
        if entered:
            return entered
        closed = [gauge.more_at for row in _rows(moment) if (gauge := _gauge(row, urgency, moment)).calls <= 0]
    if closed:
        raise Later(max(closed))
    return take(urgency, now=moment)  # there were no rows before


def left(urgency: Urgency, *, now: datetime | None = None) -> Gauge:
    moment = now or timezone.now()
    return _narrowest(_seen(moment), urgency, moment)


def open_to(*, calls: int, now: datetime | None = None) -> set[Urgency]:
    """Who may still make so many calls."""
    moment = now or timezone.now()
    rows = _seen(moment)
    return {urgency for urgency in Urgency if _narrowest(rows, urgency, moment).calls >= calls}


def when_made(calls: int, urgency: Urgency, *, now: datetime | None = None) -> datetime:
    """When so many calls will have been made, if only the limits hold them up: quarter after quarter, day after day."""
    moment = now or timezone.now()
    return max(_when_made(row, calls, urgency, moment) for row in _seen(moment))


def _when_made(row: BudgetWindow, calls: int, urgency: Urgency, moment: datetime) -> datetime:
    a_quarter, a_day = _share(row.short_limit, urgency), _share(row.daily_limit, urgency)
    today = max(a_day - row.daily_used, 0)
    at_once = min(max(a_quarter - row.short_used, 0), today)
    if calls <= at_once:
        return moment + timedelta(seconds=calls)
    if calls <= today:
        return quarter_after(moment) + QUARTER * ((calls - at_once) // max(a_quarter, 1))
    days, rest = divmod(calls - today, max(a_day, 1))
    return midnight_after(moment) + timedelta(days=days) + QUARTER * (rest // max(a_quarter, 1))


def learn(
    headers: Mapping[str, str], *, asked_at: datetime, now: datetime | None = None, entered: "Entered | None" = None
) -> None:
    """What Strava counted. It may lag behind calls of others that are under way: the higher count holds. Nothing is
    asked or written when it counts no more than was `entered`, and what it counted before a window ended says nothing
    about the next one."""
    small = {name.lower(): text for name, text in headers.items()}  # as they come through some proxies
    told = {name: pairs for name in _HEADERS if (pairs := _told(small, _HEADERS[name])) is not None}
    moment = now or timezone.now()
    if (
        not told
        or asked_at < _quarter(moment)
        or all(_is_as_entered(told[name], (entered or {}).get(name)) for name in told)
    ):
        return
    with as_system("budget of Strava"), transaction.atomic():
        rows = _rows(moment)
        for row in rows:
            _note(row, told)
        BudgetWindow.objects.bulk_update(rows, _COUNTS)


def _is_as_entered(told: "tuple[Pair, Pair]", entered: "tuple[Pair, Pair] | None") -> bool:
    if entered is None or told[0] != entered[0]:
        return False
    return all(counted <= known for counted, known in zip(told[1], entered[1], strict=True))


def _note(row: BudgetWindow, told: Mapping[str, "tuple[Pair, Pair]"]) -> None:
    if row.name not in told:
        return
    (row.short_limit, row.daily_limit), (short_used, daily_used) = told[row.name]
    row.short_used, row.daily_used = max(row.short_used, short_used), max(row.daily_used, daily_used)


def close(*, headers: Mapping[str, str], asked_at: datetime, now: datetime | None = None) -> datetime:
    """Strava refused a call for there were too many. Nobody asks again before the window ends; it may have by now."""
    moment = now or timezone.now()
    if asked_at < _quarter(moment):
        return moment
    learn(headers, asked_at=asked_at, now=moment)
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


def _narrowest(rows: list[BudgetWindow], urgency: Urgency, moment: datetime) -> Gauge:
    return min((_gauge(row, urgency, moment) for row in rows), key=lambda gauge: (gauge.calls, -_seconds(gauge)))


def _seen(moment: datetime) -> list[BudgetWindow]:
    with as_system("budget of Strava"), transaction.atomic(savepoint=False):
        return [_rolled(row, moment) for row in BudgetWindow.objects.all()] or _untold(moment)


def _rows(moment: datetime) -> list[BudgetWindow]:
    """Both, locked always in the same order, as of now."""
    locked = BudgetWindow.objects.order_by("name").select_for_update()
    rows = list(locked)
    if len(rows) < len(_UNTOLD):
        BudgetWindow.objects.bulk_create(_untold(moment), ignore_conflicts=True)
        rows = list(locked.all())
    return [_rolled(row, moment) for row in rows]


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
Entered = dict[str, tuple[Pair, Pair]]
"""By name: the limits of a quarter and a day, and what of them is used, this call included."""


def _told(headers: Mapping[str, str], prefix: str) -> tuple[Pair, Pair] | None:
    limit, used = (_pair(headers.get(f"{prefix}-{name}", "")) for name in ("limit", "usage"))
    return (limit, used) if limit and used and all(limit) else None


def _pair(text: str) -> Pair | None:
    parts = [part.strip() for part in text.split(",")]
    is_pair = len(parts) == 2 and all(part.isdecimal() and len(part) < 10 for part in parts)
    return (int(parts[0]), int(parts[1])) if is_pair else None
