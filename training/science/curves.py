"""Mean-max curves: the best mean over each of a fixed list of durations."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from training.science.arrays import Array, running_sum

DURATIONS_S: tuple[int, ...] = (
    1, 2, 3, 5, 8, 10, 15, 20, 30, 45, 60, 75, 90, 120, 150, 180, 240, 300, 360, 420, 480, 540, 600, 720, 900,
    1080, 1200, 1500, 1800, 2100, 2400, 2700, 3000, 3600, 4500, 5400, 6300, 7200, 9000, 10800, 12600, 14400, 18000,
    21600, 28800, 36000, 43200,
)  # fmt: skip
LEAST_KNOWN = 0.75


@dataclass(frozen=True, slots=True)
class Curve:
    """Values and start offsets (seconds from the start of the track) beside DURATIONS_S; None past the session's end."""

    values: tuple[float | None, ...]
    starts_s: tuple[int | None, ...]


def mean_max(values: Array, durations: Sequence[int] = DURATIONS_S) -> Curve:
    """Highest mean of so many consecutive seconds and where it first begins, from differences of running sums.

    Null seconds are left out of a mean; a window of which less than three quarters are known is none.
    """
    known = ~np.isnan(values)
    if known.all():
        return _curve(running_sum(values), None, durations)
    sums = running_sum(np.where(known, values, 0.0))
    return _curve(sums, running_sum(known.astype(np.float64)), durations)


def mean_max_of_running(total: Array, durations: Sequence[int] = DURATIONS_S) -> Curve:
    """The same for a quantity that is already summed up, as distance is: its best rate over each duration."""
    return _curve(total, None, durations)


def _curve(sums: Array, counts: Array | None, durations: Sequence[int]) -> Curve:
    found = [_best(sums, counts, duration) for duration in durations]
    return Curve(tuple(value for value, _ in found), tuple(start for _, start in found))


def _best(sums: Array, counts: Array | None, duration: int) -> tuple[float | None, int | None]:
    if sums.size <= duration:
        return None, None
    windows = sums[duration:] - sums[:-duration]
    if counts is None:
        start = int(windows.argmax())
        return float(windows[start]) / duration, start
    known = counts[duration:] - counts[:-duration]
    needed = max(LEAST_KNOWN * duration, 1.0)
    windows /= np.maximum(known, needed)  # a window that knows too little falls behind
    start = int(windows.argmax())
    return (float(windows[start]), start) if known[start] >= needed else (None, None)
