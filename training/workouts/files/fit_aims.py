"""Targets as FIT files tell them."""

from dataclasses import dataclass
from typing import Any

from training.workouts.files import fit_numbers as fit
from training.workouts.files.imported import target_of
from training.workouts.structure import Target
from training.workouts.structure_json import UNITS, snapped


@dataclass(frozen=True, slots=True)
class Aim:
    """One of a step's two targets."""

    kind: int | None
    zone: int | None
    low: int | None
    high: int | None

    @property
    def metric(self) -> str | None:
        return fit.METRICS.get(fit.NO_TARGET if self.kind is None else self.kind)

    @property
    def is_empty(self) -> bool:
        """Some write a kind and then no values."""
        return not self.zone and not self.low and not self.high


def target_of_aim(aim: Aim, sport: str) -> Target | None:
    """A zone, or in its place two values of its own: speeds in mm/s, others as shares or with an offset."""
    metric = aim.metric or ""
    if aim.zone:
        return target_of(metric, "zone", aim.zone, aim.zone)
    low, high = aim.low, aim.high
    if low is None or high is None:
        low = high = high if low is None else low
    if low is None or high is None or (not high and not low):
        return None
    if metric == "pace":
        return speeds_of(low / 1000, high / 1000, "100m" if sport == "swim" else "km")
    offset, share, absolute = _SCALES[metric]
    low, high = (low, high) if low <= high or not high else (high, low)
    if max(low, high) > offset:
        return target_of(metric, absolute, *_clamped(metric, absolute, low - offset, high - offset))
    return target_of(metric, share, *_clamped(metric, share, low, high))


def _clamped(metric: str, unit: str, low: float, high: float) -> tuple[float, float]:
    """A lower end of nothing means "up to", an upper end of nothing "at least"."""
    least = UNITS[metric][unit][0]
    return max(low, least), high if high > 0 else max(low, least)


_SCALES = {
    "power": (fit.WATTS_OFFSET, "percent_ftp", "watts"),
    "heart_rate": (fit.BPM_OFFSET, "percent_max", "bpm"),
}


def speeds_of(low: float, high: float, shown: Any) -> Target | None:
    """In m/s; an end of nothing is the same as the other one."""
    if not low or not high:
        low = high = low or high
    if not low:
        return None
    target = target_of("pace", "mps", low, high, shown=shown)
    return target and Target("pace", "mps", snapped(target.low, shown), snapped(target.high, shown), shown=shown)
