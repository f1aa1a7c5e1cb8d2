"""Season curves: folded for a reader from the curves of the activities they may read, never stored."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt
from django.db.models import QuerySet

from training.models import Activity, Curve, CurveMetric
from training.remembering import remembered
from training.science.curves import DURATIONS_S
from training.withholding import withheld_sessions

FIELDS = {CurveMetric.POWER: "power_w", CurveMetric.HEART_RATE: "hr_bpm", CurveMetric.SPEED: "speed_mps"}
Matrix = npt.NDArray[np.float32]
# A motor's watts and a simulator's wind are nobody's best.
UNCOUNTED = ("ebike",)
DOUBTED = [{"code": "power_spikes"}]


def read_curve(
    *, athlete_id: UUID, reader: str, metric: str, sport: str | None, from_on: date | None, to_on: date | None,
    is_certain: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """At each duration the best of the season, and the activity it is from; of `is_certain` sessions only those whose
    values nobody doubts."""

    def fold() -> dict[str, Any]:
        rows = curve_rows(athlete_id, reader=reader, metric=metric, sport=sport, from_on=from_on, to_on=to_on)
        if is_certain:
            rows = rows.exclude(activity__quality__contains=DOUBTED)
        told = in_order(rows, "local_on", "best", "starts")
        points = _best_points(told, FIELDS[CurveMetric(metric)])
        return {"data": points, "withheld": withheld_sessions(athlete_id, reader=reader, from_on=from_on, to_on=to_on)}

    return remembered(athlete_id, "curve", reader, metric, sport, from_on, to_on, is_certain, fold=fold)


def curve_rows(
    athlete_id: UUID, *, reader: str, metric: str, sport: str | None = None, from_on: date | None = None,
    to_on: date | None = None,
) -> QuerySet[Curve]:  # fmt: skip
    rows = Curve.objects.filter(athlete_id=athlete_id, metric=metric, combinable=True).readable_by(reader)
    rows = rows.exclude(sub_sport__in=UNCOUNTED)
    given = {"sport": sport, "local_on__gte": from_on, "local_on__lte": to_on}
    return rows.filter(**{name: value for name, value in given.items() if value})


def in_order(rows: QuerySet[Curve], *columns: str) -> list[tuple[Any, ...]]:
    """Of the oldest session first, its id and these. Sorted here: the database would do it on its disk."""
    return [row[1:] for row in sorted(rows.values_list("start_at", "activity_id", *columns))]


def activity_curve(activity: Activity) -> list[dict[str, Any]]:
    """All metrics of one activity beside each other."""
    rows = {row.metric: row for row in activity.curves.exclude(metric=CurveMetric.DISTANCE)}
    values = {field: np.frombuffer(rows[metric].best, np.float32) for metric, field in FIELDS.items() if metric in rows}
    starts = {metric: np.frombuffer(row.starts, np.int32) for metric, row in rows.items()}
    leading = next((starts[metric] for metric in FIELDS if metric in starts), None)
    points = []
    for at, duration in enumerate(DURATIONS_S):
        found = {field: _number(column[at]) for field, column in values.items()}
        if any(value is not None for value in found.values()):
            start = int(leading[at]) if leading is not None and leading[at] >= 0 else None
            points.append({"duration_s": duration, **dict.fromkeys(FIELDS.values()), **found, "start_s": start})
    return points


def matrix_of(packs: list[bytes]) -> Matrix:
    return np.frombuffer(b"".join(bytes(pack) for pack in packs), np.float32).reshape(len(packs), len(DURATIONS_S))


def _best_points(told: list[tuple[Any, ...]], field: str) -> list[dict[str, Any]]:
    if not told:
        return []
    best = np.where(np.isnan(matrix := matrix_of([row[2] for row in told])), -1.0, matrix)
    winners = best.argmax(axis=0)
    return [
        {
            "duration_s": duration,
            field: float(matrix[row, at]),
            "activity_id": told[row][0],
            "on": told[row][1],
            "start_s": _start(told[row][3], at),
        }
        for at, (duration, row) in enumerate(zip(DURATIONS_S, winners.tolist(), strict=True))
        if best[row, at] >= 0
    ]


def _start(starts: bytes, at: int) -> int | None:
    start = int(np.frombuffer(starts, np.int32)[at])
    return start if start >= 0 else None


@dataclass(frozen=True, slots=True)
class Effort:
    """The fastest time of an activity over a distance."""

    distance_m: float
    elapsed_s: float
    start_s: float


def efforts_in(best: bytes, starts: bytes) -> list[Effort]:
    pairs = np.frombuffer(best).reshape(-1, 2)
    began = np.frombuffer(starts)
    return [
        Effort(float(distance), float(elapsed), float(start))
        for (distance, elapsed), start in zip(pairs, began, strict=True)
    ]


def _number(value: np.float32) -> float | None:
    return None if np.isnan(value) else float(value)
