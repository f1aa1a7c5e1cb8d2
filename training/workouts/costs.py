"""How badly each second of what was done fits each step, for finding the steps in it.

All costs are in seconds: a second that does not fit at all costs one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from training.science.arrays import Array, running_sum
from training.science.session import Thresholds
from training.workouts.executed import Executed
from training.workouts.resolving import PACED, Resolved, threshold_speed

SMOOTH_S, FINE_S = 9, 3
MOST_KEPT = 5_000_000  # values; two days with a thousand targets must not fill the memory
UNKNOWN = 0.12  # a second of a step that cannot be compared with anything
GAP, HARD_GAP = 0.3, 0.25  # a second that belongs to no step, and more where it was hard
LTHR_OF_MAX = 0.89  # where only the maximum is known
MAX_FROM = 1.2  # share of the threshold that "as hard as one can" is at least
# share of the threshold that may lie beside a target, that it takes not to fit at all, and the most it costs
TOLERANCES = {"power": (0.03, 0.30, 1.0), "pace": (0.03, 0.22, 1.0), "heart_rate": (0.03, 0.12, 0.7)}
STAND_IN = (0.06, 0.15, 0.4)
FELT = (0.15, 0.30, 0.5)
# what the heart usually does at a share of threshold power or speed, both over the threshold
EFFORT_SHARES, HEART_SHARES = (0.4, 0.55, 0.75, 0.9, 1.0, 1.2), (0.62, 0.72, 0.84, 0.94, 1.0, 1.05)


@dataclass(frozen=True, slots=True)
class Window:
    """Shares of a threshold that a step wants, and how its seconds are compared with them."""

    metric: str
    low: float
    high: float
    tolerance: tuple[float, float, float]


class Costs:
    """Running sums of the cost of every second, once for all steps with the same target."""

    def __init__(self, steps: Sequence[Resolved], executed: Executed, thresholds: Thresholds, sport: str) -> None:
        self.executed, self.sport = executed, sport
        self.references = _references(steps, thresholds, sport)
        self._shares: dict[tuple[str, int], Array | None] = {}
        self._sums: dict[Window | None, Array] = {}

    def sums(self, step: Resolved) -> Array:
        window = self.window(step)
        if window not in self._sums:
            if len(self._sums) * self.executed.seconds > MOST_KEPT:
                self._sums.clear()
            self._sums[window] = running_sum(self._seconds(window))
        return self._sums[window]

    def gaps(self) -> Array:
        """Of seconds that belong to no step."""
        metric = next((name for name in ("power", "pace", "heart_rate") if self.shares(name) is not None), None)
        shares = self.shares(metric) if metric else None
        if shares is None:
            return running_sum(np.full(self.executed.seconds, GAP))
        hard = np.clip((np.nan_to_num(shares) - 0.7) / 0.5, 0.0, 1.0)
        return running_sum(GAP + HARD_GAP * hard)

    def shares(self, metric: str, width: int = SMOOTH_S) -> Array | None:
        key = metric, width
        if key not in self._shares:
            values, reference = self.executed.smoothed(metric, width), self.references.get(metric)
            self._shares[key] = values / reference if values is not None and reference else None
        return self._shares[key]

    def at(self, step: Resolved, start: int, end: int) -> Array:
        """Costs of some seconds, hardly smoothed: for the exact place of a change."""
        window = self.window(step)
        shares = self.shares(window.metric, FINE_S) if window else None
        return _costs(window, None if shares is None else shares[start:end], end - start)

    def is_measured(self, step: Resolved) -> bool:
        return step.metric is not None and step.aim is not None and self.executed.values(step.metric) is not None

    def window(self, step: Resolved) -> Window | None:
        """None where nothing recorded says anything of the step."""
        if step.is_max:
            return self._standing_in("power", MAX_FROM, np.inf, TOLERANCES["power"])
        bounds = self._bounds(step)
        if step.metric is None or bounds is None:
            return None
        low, high = min(bounds), max(bounds)
        if step.metric == "rpe":
            return self._standing_in("pace" if self.sport in PACED else "power", low, high, FELT)
        return self._standing_in(step.metric, low, high, TOLERANCES[step.metric])

    def _bounds(self, step: Resolved) -> tuple[float, float] | None:
        reference = self.references.get(step.metric or "")
        if step.aim is None or not reference:
            return step.shares
        return step.aim.low / reference, step.aim.high / reference

    def _standing_in(
        self, metric: str, low: float, high: float, tolerance: tuple[float, float, float]
    ) -> Window | None:
        """The heart for power or pace that was not recorded, and the other way round."""
        if self.shares(metric) is not None:
            return Window(metric, low, high, tolerance)
        if metric != "heart_rate" and self.shares("heart_rate") is not None:
            return Window("heart_rate", *_through(low, high, EFFORT_SHARES, HEART_SHARES), STAND_IN)
        other = next((name for name in ("power", "pace") if self.shares(name) is not None), None)
        if metric == "heart_rate" and other:
            return Window(other, *_through(low, high, HEART_SHARES, EFFORT_SHARES), STAND_IN)
        return None

    def _seconds(self, window: Window | None) -> Array:
        return _costs(window, self.shares(window.metric) if window else None, self.executed.seconds)


def _costs(window: Window | None, shares: Array | None, size: int) -> Array:
    if window is None or shares is None:
        return np.full(size, UNKNOWN)
    beside, wrong, most = window.tolerance
    off = np.maximum(window.low - shares, shares - window.high) - beside
    costs: Array = np.minimum(np.maximum(np.nan_to_num(off, nan=UNKNOWN * wrong), 0.0) / wrong, most)
    return costs


def _through(low: float, high: float, given: Sequence[float], wanted: Sequence[float]) -> tuple[float, float]:
    return float(np.interp(low, given, wanted)), float(np.interp(high, given, wanted))


def _references(steps: Sequence[Resolved], thresholds: Thresholds, sport: str) -> dict[str, float | None]:
    """Thresholds, and where one is not known the most that is aimed at."""
    most: dict[str, float] = {}
    for step in steps:
        if step.aim:
            most[step.aim.metric] = max(most.get(step.aim.metric, 0.0), step.aim.low, step.aim.high)
    beats = thresholds.lthr_bpm or (thresholds.max_hr_bpm and thresholds.max_hr_bpm * LTHR_OF_MAX)
    return {
        "power": thresholds.ftp_w or thresholds.cp_w or most.get("power"),
        "pace": threshold_speed(thresholds, sport) or most.get("pace"),
        "heart_rate": beats or most.get("heart_rate"),
    }
