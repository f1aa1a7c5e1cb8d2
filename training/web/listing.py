"""The list of sessions: rows by month, what they add up to, and where the next page begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise

from training.models import Activity, ActivityQuerySet
from training.naming import METHOD_NAMES, kind_of, local_time, name_of

PAGE = 30
SHOWN = (
    "id", "athlete_id", "title", "source_title", "sport", "sub_sport", "start_at", "time_zone", "local_on", "timer_s",
    "moving_s", "elapsed_s", "distance_m", "ascent_m", "avg_power_w", "normalized_power_w", "avg_hr_bpm", "avg_speed_mps",
    "load", "load_method", "zones",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    activity: Activity
    name: str
    kind: str
    began: datetime
    zones: Sequence[int]
    zones_of: str
    method: str | Promise


@dataclass(frozen=True, slots=True)
class Month:
    first: date
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Page:
    months: list[Month]
    next_before: str


def page_of(rows: ActivityQuerySet, before: str) -> Page:
    found = list(_older(rows, before).newest_first().only(*SHOWN)[: PAGE + 1])
    has_more, shown = len(found) > PAGE, [row_of(activity) for activity in found[:PAGE]]
    months = [Month(first, list(part)) for first, part in groupby(shown, key=lambda row: _month(row.activity))]
    return Page(months, _mark(found[PAGE - 1]) if has_more else "")


def row_of(activity: Activity) -> Row:
    metric, seconds = telling_zones(activity.zones)
    return Row(
        activity=activity,
        name=name_of(activity),
        kind=kind_of(activity),
        began=local_time(activity),
        zones=seconds,
        zones_of=metric,
        method=METHOD_NAMES.get(activity.load_method, ""),
    )


def telling_zones(zones: dict[str, Any]) -> tuple[str, list[int]]:
    """Power says more than pace, pace more than heart rate."""
    for metric in ("power", "pace", "heart_rate"):
        seconds = (zones.get(metric) or {}).get("seconds")
        if seconds and sum(seconds):
            return metric, list(seconds)
    return "", []


def totals_of(rows: ActivityQuerySet) -> dict[str, Any]:
    """Of what may be added up."""
    return (
        rows.filter(combinable=True)
        .order_by()
        .aggregate(
            sessions=Count("id"),
            moving_s=Sum("moving_s"),
            distance_m=Sum("distance_m"),
            ascent_m=Sum("ascent_m"),
            load=Sum("load"),
        )
    )


def _older(rows: ActivityQuerySet, before: str) -> ActivityQuerySet:
    when, _sign, key = before.partition("_")
    try:
        start, row_id = parse_datetime(when), UUID(key)
    except ValueError:
        return rows
    if start is None:
        return rows
    return rows.filter(start_at__lte=start).filter(Q(start_at__lt=start) | Q(start_at=start, id__lt=row_id))


def _mark(activity: Activity) -> str:
    return f"{activity.start_at.isoformat()}_{activity.pk}"


def _month(activity: Activity) -> date:
    return activity.local_on.replace(day=1)
