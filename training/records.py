"""Personal records and their history, replayed in the order in which the sessions happened.

Nothing of it is stored: a late upload makes records in the past, a deletion gives them back, and both follow from
reading the same rows again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt

from training.curves import Effort, curve_rows, efforts_in, in_order, matrix_of
from training.models import Activity, CurveMetric
from training.passport import Reader
from training.remembering import remembered
from training.science.curves import DURATIONS_S

Array = npt.NDArray[np.float64]
POWER_DURATIONS_S = (5, 15, 60, 300, 1200, 3600)
TOTALS = {"longest_distance_m": "distance_m", "longest_duration_s": "moving_s", "most_ascent_m": "ascent_m"}
_SETTINGS = {"virtual": "virtual", "treadmill": "indoor", "indoor": "indoor", "track": "outdoor"}
# Metres per second that nobody has held: of a run from 400 m on, falling with the distance; else of the sport.
_FASTEST = {"ride": 30.0, "swim": 2.5, "row": 7.0, "ski": 35.0}
_RUN_CAP = ((400.0, 9.5), (1000.0, 7.7), (5000.0, 6.7), (10_000.0, 6.45), (42_195.0, 5.9), (100_000.0, 4.7))


@dataclass(frozen=True, slots=True)
class Best:
    """One session's mark in one discipline."""

    sport: str
    setting: str
    kind: str
    value: float
    activity_id: UUID
    on: date


def read_records(
    *, athlete_id: UUID, reader: str, sport: str | None = None, with_history: bool = False
) -> list[dict[str, Any]]:
    """The standing record of each discipline, or all that ever were."""

    def fold() -> list[dict[str, Any]]:
        return _read_records(athlete_id, reader, sport, with_history=with_history)

    return remembered(athlete_id, "records", reader, sport, with_history, fold=fold)


def _read_records(athlete_id: UUID, reader: str, sport: str | None, *, with_history: bool) -> list[dict[str, Any]]:
    events = [*_distance_events(athlete_id, reader, sport), *_power_events(athlete_id, reader, sport)]
    events += _total_events(athlete_id, reader, sport)
    told: list[dict[str, Any]] = []
    for line in events:
        told += _told(line) if with_history else _told(line)[-1:]
    return sorted(told, key=lambda row: (row["sport"], row["setting"], _order_of(row["kind"]), row["achieved_on"]))


def ranks_at_time(activity: Activity, *, reader: str = Reader.OWNER) -> dict[float, int]:
    """Which place each effort had among the sessions before it."""

    def fold() -> dict[float, int]:
        return _ranks_at_time(activity, reader)

    return remembered(activity.athlete_id, "ranks", reader, activity.pk, fold=fold)


def _ranks_at_time(activity: Activity, reader: str) -> dict[float, int]:
    rows = curve_rows(activity.athlete_id, reader=reader, metric=CurveMetric.DISTANCE, sport=activity.sport)
    own = activity.curves.filter(metric=CurveMetric.DISTANCE).values_list("best", "starts").first()
    if own is None:
        return {}
    before = rows.filter(start_at__lt=activity.start_at).exclude(activity=activity)
    setting = setting_of(activity.sub_sport)
    packs = [bytes(row[0]) for row in before.values_list("best", "sub_sport") if setting_of(row[1]) == setting]
    pairs = np.frombuffer(b"".join(packs)).reshape(-1, 2)
    return {
        effort.distance_m: 1 + _as_fast(pairs, effort, activity.sport)
        for effort in efforts_in(bytes(own[0]), bytes(own[1]))
        if is_possible(activity.sport, effort.distance_m, effort.elapsed_s)
    }


def _as_fast(pairs: Array, effort: Effort, sport: str) -> int:
    least = effort.distance_m / _cap(sport, effort.distance_m)
    elapsed = pairs[pairs[:, 0] == effort.distance_m, 1]
    return int(((elapsed <= effort.elapsed_s) & (elapsed >= least)).sum())


def setting_of(sub_sport: str) -> str:
    return _SETTINGS.get(sub_sport, "outdoor")


def is_possible(sport: str, distance_m: float, elapsed_s: float) -> bool:
    if elapsed_s <= 0:
        return False
    return distance_m / elapsed_s <= _cap(sport, distance_m)


def _cap(sport: str, distance_m: float) -> float:
    if sport in _FASTEST:
        return _FASTEST[sport]
    distances, speeds = zip(*_RUN_CAP, strict=True)
    return float(np.interp(np.log(distance_m), np.log(distances), speeds))


def _distance_events(athlete_id: UUID, reader: str, sport: str | None) -> Iterable[list[Best]]:
    rows = curve_rows(athlete_id, reader=reader, metric=CurveMetric.DISTANCE, sport=sport)
    told = in_order(rows, "local_on", "sport", "sub_sport", "best")
    for key in sorted({(row[2], setting_of(row[3])) for row in told}):
        chosen = [row for row in told if (row[2], setting_of(row[3])) == key]
        parts = [np.frombuffer(row[4]).reshape(-1, 2) for row in chosen]
        pairs, owner = np.concatenate(parts), np.repeat(np.arange(len(parts)), [len(part) for part in parts])
        for distance in np.unique(pairs[:, 0]):
            mask = (pairs[:, 0] == distance) & (pairs[:, 0] <= pairs[:, 1] * _cap(key[0], distance))
            yield _line(*key, f"fastest_{distance:.10g}_m", -pairs[mask, 1], owner[mask], chosen)


def _power_events(athlete_id: UUID, reader: str, sport: str | None) -> Iterable[list[Best]]:
    rows = curve_rows(athlete_id, reader=reader, metric=CurveMetric.POWER, sport=sport)
    told = in_order(rows, "local_on", "sport", "sub_sport", "best")
    for key in sorted({row[2] for row in told}):
        chosen = [row for row in told if row[2] == key]
        matrix = matrix_of([bytes(row[4]) for row in chosen]).astype(np.float64)
        for duration in POWER_DURATIONS_S:
            column = matrix[:, DURATIONS_S.index(duration)]
            known = np.flatnonzero(np.isfinite(column) & (column > 0))
            yield _line(key, "all", f"power_{duration}_s", column[known], known, chosen)


def _total_events(athlete_id: UUID, reader: str, sport: str | None) -> Iterable[list[Best]]:
    rows = Activity.objects.filter(athlete_id=athlete_id, combinable=True, **({"sport": sport} if sport else {}))
    rows = rows.readable_by(reader).exclude(sub_sport="ebike").order_by("start_at", "id")
    told = list(rows.values_list("id", "local_on", "sport", "sub_sport", *TOTALS.values()))
    for key in sorted({(row[2], setting_of(row[3])) for row in told}):
        chosen = [row for row in told if (row[2], setting_of(row[3])) == key]
        for at, kind in enumerate(TOTALS, start=4):
            column = np.array([row[at] or 0.0 for row in chosen], np.float64)
            known = np.flatnonzero(column > 0)
            yield _line(*key, kind, column[known], known, chosen)


def _line(
    sport: str, setting: str, kind: str, values: Array, owner: npt.NDArray[np.intp], rows: list[Any]
) -> list[Best]:
    """The moments at which the mark was better than ever before; of equals the first stays."""
    if not values.size:
        return []
    before = np.concatenate(([-np.inf], np.maximum.accumulate(values)[:-1]))
    return [
        Best(sport, setting, kind, abs(float(values[at])), rows[owner[at]][0], rows[owner[at]][1])
        for at in np.flatnonzero(values > before)
    ]


def _told(line: list[Best]) -> list[dict[str, Any]]:
    earlier: list[Best | None] = [None, *line]
    return [
        {**_short(best), "previous": _short(before) if before else None}
        for before, best in zip(earlier, line, strict=False)
    ]


def _short(best: Best) -> dict[str, Any]:
    return {
        "kind": best.kind,
        "sport": best.sport,
        "setting": best.setting,
        "value": best.value,
        "activity_id": best.activity_id,
        "achieved_on": best.on,
    }


def _order_of(kind: str) -> tuple[int, float]:
    family = ("fastest", "power", "longest", "most").index(kind.split("_", maxsplit=1)[0])
    number = kind.split("_")[1]
    return family, float(number) if number.replace(".", "", 1).isdigit() else 0.0
