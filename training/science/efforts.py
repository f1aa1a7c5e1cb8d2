"""Best efforts over a distance, in elapsed time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from training.science.arrays import Array, Indices

DISTANCES_M: tuple[float, ...] = (
    400.0, 800.0, 1000.0, 1609.344, 3218.688, 5000.0, 10000.0, 15000.0, 16093.44, 20000.0, 21097.5, 30000.0, 42195.0,
    50000.0,
)  # fmt: skip
RIDE_DISTANCES_M: tuple[float, ...] = (
    5000.0, 10000.0, 20000.0, 30000.0, 40000.0, 50000.0, 80000.0, 90000.0, 100000.0, 160934.4, 180000.0,
)  # fmt: skip
SWIM_DISTANCES_M: tuple[float, ...] = (100.0, 200.0, 400.0, 800.0, 1000.0, 1500.0, 1900.0, 3000.0, 3800.0, 5000.0)


STEPS = (64, 8, 2, 1)
TIE_S = 1e-9
TINY_M = 1e-12
Windows = Callable[[Array, Array, float, Indices], tuple[Array, Array]]


@dataclass(frozen=True, slots=True)
class Effort:
    distance_m: float
    elapsed_s: float
    start_s: float


def distances_of(sport: str) -> tuple[float, ...]:
    return {"run": DISTANCES_M, "walk": DISTANCES_M, "ride": RIDE_DISTANCES_M, "swim": SWIM_DISTANCES_M}.get(sport, ())


def best_efforts(time_s: Array, distance_m: Array, distances: Sequence[float] = DISTANCES_M) -> list[Effort]:
    """The least elapsed time for each distance on the piecewise linear way through the records; exact.

    The optimum begins or ends at a record, so both families of windows are tried. A distance never reached is absent;
    of equal efforts the earliest counts.
    """
    known = ~np.isnan(distance_m)
    times, way = time_s[known], distance_m[known]
    if times.size < 2:
        return []
    way = np.maximum.accumulate(way)
    reached = [distance for distance in distances if distance <= way[-1] - way[0]]
    return [_best(times, way, distance) for distance in reached]


def _best(times: Array, way: Array, distance: float) -> Effort:
    last_start = int(np.searchsorted(way, way[-1] - distance, side="right"))
    first_end = int(np.searchsorted(way, way[0] + distance, side="left"))
    one = _least(times, way, distance, (0, last_start), _from_record)
    other = _least(times, way, distance, (first_end, way.size), _to_record)
    elapsed, start = min(one, other)
    return Effort(distance, elapsed, start)


def _least(times: Array, way: Array, distance: float, bounds: tuple[int, int], windows: Windows) -> tuple[float, float]:
    """The least elapsed time, and its start, of the windows that belong to the records of [first, last).

    From one record to another the time of a window shrinks by no more than lies between them. So a block of records
    whose edge takes too long cannot hold the optimum, and only the others are looked at more closely.
    """
    first, last = bounds
    starts, best, begins = np.arange(first, last, STEPS[0]), np.inf, np.inf
    for step, finer in zip(STEPS, (*STEPS[1:], 1), strict=True):
        ends = np.minimum(starts + step - 1, last - 1)
        if not starts.size:
            break
        elapsed, since = windows(times, way, distance, starts if windows is _from_record else ends)
        place = int(elapsed.argmin())
        best, begins = float(elapsed[place]), float(since[place])
        held = elapsed - (times[ends] - times[starts]) <= best + TIE_S
        starts = (starts[held][:, None] + np.arange(0, step, finer)).ravel()
        starts = starts[starts < last]
    return best, begins


def _from_record(times: Array, way: Array, distance: float, records: Indices) -> tuple[Array, Array]:
    """Elapsed time from each record to the first moment its distance is covered."""
    targets = way[records] + distance
    after = np.searchsorted(way, targets, side="left")
    return _between(times, way, after, targets) - times[records], times[records]


def _to_record(times: Array, way: Array, distance: float, records: Indices) -> tuple[Array, Array]:
    """Elapsed time to each record from the last moment that lies its distance before."""
    targets = way[records] - distance
    after = np.searchsorted(way, targets, side="right")
    starts = _between(times, way, after, targets)
    return times[records] - starts, starts


def _between(times: Array, way: Array, after: Indices, targets: Array) -> Array:
    """The moment a place is passed, `after` being the first record behind it."""
    upper = np.minimum(np.maximum(after, 1), way.size - 1)
    lower = upper - 1
    here = way[lower]
    step = way[upper] - here
    share = (targets - here) / np.maximum(step, TINY_M)
    start = times[lower]
    moments: Array = start + np.minimum(np.maximum(share, 0.0), 1.0) * (times[upper] - start)
    return moments
