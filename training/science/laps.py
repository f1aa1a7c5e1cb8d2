"""What happened in each lap, for all laps at once from running sums over the timer grid."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from training.science.arrays import Array, Indices, nulls, running_sum, span_means, trailing_means
from training.science.elevation import Steps
from training.science.grids import Grid
from training.science.power import WINDOW_S

Span = tuple[float, float]
AUTO_LAP_M = {"run": 1000.0, "walk": 1000.0, "ride": 5000.0, "swim": 100.0, "row": 500.0}
MOST_AUTO_LAPS = 400


@dataclass(frozen=True, slots=True)
class LapStats:
    """Times count from the start of the track."""

    start_s: float
    end_s: float
    kind: str  # "device" | "auto"
    elapsed_s: float
    timer_s: float
    distance_m: float | None
    ascent_m: float | None
    avg_speed_mps: float | None
    max_speed_mps: float | None
    avg_power_w: float | None
    max_power_w: float | None
    normalized_power_w: float | None
    avg_hr_bpm: float | None
    max_hr_bpm: float | None
    avg_cadence_rpm: float | None


def auto_laps(wall: Grid, sport: str) -> list[Span]:
    """Laps of a round distance for a session whose device made none."""
    length, way = AUTO_LAP_M.get(sport), wall.channels.get("distance_m")
    if not length or way is None or way.size < 2 or np.isnan(way).any():
        return []
    marks = np.arange(1, min(int(way[-1] // length), MOST_AUTO_LAPS) + 1) * length
    crossed = np.searchsorted(way, marks, side="left").astype(np.float64)
    times = np.unique(np.concatenate(([0.0], crossed, [wall.seconds[-1]])))
    return [(begin, end) for begin, end in pairwise(times.tolist())]


def statistics(spans: Sequence[Span], kind: str, timer: Grid, wall: Grid, climbed: Steps | None) -> list[LapStats]:
    if not spans or not timer.seconds.size:
        return []
    bounds = np.array(spans)
    begins, ends = _places(bounds, timer.seconds)
    timer_s = (ends - begins).astype(np.float64)
    distance = _distances(bounds, wall)
    speed = None if distance is None else distance / np.maximum(timer_s, 1.0)
    power, heart, cadence = (timer.channels.get(name) for name in ("power_w", "heart_rate_bpm", "cadence_rpm"))
    columns = (
        timer_s, distance, _climbs(bounds, climbed), speed, _highest(timer.channels.get("speed_mps"), begins, ends),
        _means(power, begins, ends), _highest(power, begins, ends), _normalized(power, begins, ends),
        _means(heart, begins, ends), _highest(heart, begins, ends), _means(_turning(cadence), begins, ends),
    )  # fmt: skip
    rows = zip(*[nulls(column, len(spans)) for column in columns], strict=True)
    return [
        LapStats(begin, end, kind, end - begin, row[0] or 0.0, *row[1:])
        for (begin, end), row in zip(spans, rows, strict=True)
    ]


def _places(bounds: Array, seconds: Array) -> tuple[Indices, Indices]:
    """A lap (start, end] holds the seconds after its start; the first second of all belongs to the first lap."""
    begins = np.where(bounds[:, 0] <= 0, 0, np.searchsorted(seconds, bounds[:, 0], side="right"))
    return begins, np.maximum(np.searchsorted(seconds, bounds[:, 1], side="right"), begins)


def _turning(cadence: Array | None) -> Array | None:
    return None if cadence is None else np.where(cadence > 0, cadence, np.nan)


def _distances(bounds: Array, wall: Grid) -> Array | None:
    way = wall.channels.get("distance_m")
    if way is None:
        return None
    starts = np.where(bounds[:, 0] <= 0, 0.0, np.interp(bounds[:, 0], wall.seconds, way))
    distances: Array = np.interp(bounds[:, 1], wall.seconds, way) - starts
    return distances


def _climbs(bounds: Array, climbed: Steps | None) -> Array | None:
    if climbed is None:
        return None
    sums = running_sum(np.maximum(climbed.metres, 0.0))
    first, last = (np.searchsorted(climbed.places, bounds[:, side], side="right") for side in (0, 1))
    climbs: Array = sums[last] - sums[first]
    return climbs


def _means(values: Array | None, begins: Indices, ends: Indices) -> Array | None:
    return None if values is None else span_means(values, begins, ends)


def _highest(values: Array | None, begins: Indices, ends: Indices) -> Array | None:
    if values is None:
        return None
    padded = np.append(np.where(np.isnan(values), -np.inf, values), -np.inf)
    pairs = np.column_stack((begins, ends)).ravel()
    highest = np.maximum.reduceat(padded, pairs)[::2]
    found: Array = np.where((ends > begins) & np.isfinite(highest), highest, np.nan)
    return found


def _normalized(power: Array | None, begins: Indices, ends: Indices) -> Array | None:
    if power is None or power.size < WINDOW_S:
        return None
    sums = running_sum(trailing_means(power, WINDOW_S) ** 4)
    lasts = np.maximum(ends - WINDOW_S + 1, begins)
    first, last = np.minimum(begins, sums.size - 1), np.minimum(lasts, sums.size - 1)
    number = last - first
    means = np.maximum(sums[last] - sums[first], 0.0) / np.maximum(number, 1)
    normalized: Array = np.where(number > 0, means**0.25, np.nan)
    return normalized
