"""What a workout's targets are for one athlete: watts, beats and metres per second, and how long each step lasts."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from training.science import zones
from training.science.ladder import RPE_LOADS
from training.science.session import Thresholds
from training.workouts.structure import Cadence, Intent, Length, Metric, Step, Target, Workout, expand

# Outermost zones have one edge only; so far they reach when something must be aimed at.
LOWEST_SHARE = {"power": 0.75, "heart_rate": 0.85, "pace": 0.85}
HIGHEST_SHARE = {"power": 1.2, "heart_rate": 1.05, "pace": 1.1}
SLOWEST, QUICKEST = 0.3, 1.3  # share of threshold speed that a step without a pace is thought to take
PACED = frozenset({"run", "swim", "walk"})


@dataclass(frozen=True, slots=True)
class Aim:
    """A target in the metric's own unit: W, bpm, m/s, or points of exertion; a ramp from `low` to `high`."""

    metric: Metric
    low: float
    high: float
    is_ramp: bool

    @property
    def middle(self) -> float:
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class Resolved:
    """A step as it is executed. `shares` is its target over the threshold; `reason` says what was missing."""

    path: tuple[int, ...]
    rounds: tuple[int, ...]
    length: Length
    metric: Metric | None
    aim: Aim | None
    shares: tuple[float, float] | None
    is_ramp: bool
    is_max: bool
    duration_s: float | None
    distance_m: float | None
    cadence: Cadence | None
    intent: Intent
    note: str
    reason: str = ""  # "" | no_ftp | no_lthr | no_max_hr | no_threshold_pace | no_css | no_such_zone | no_speed

    @property
    def share(self) -> float | None:
        return None if self.shares is None else (self.shares[0] + self.shares[1]) / 2


def resolve(workout: Workout, thresholds: Thresholds, sport: str) -> tuple[Resolved, ...]:
    """All steps in the order of execution; a step inside a repeat is resolved once."""
    known: dict[tuple[int, ...], Resolved] = {}
    steps = []
    for placed in expand(workout):
        first = known.get(placed.path)
        if first is None:
            first = known[placed.path] = _resolved(placed.step, placed.path, placed.rounds, thresholds, sport)
        steps.append(first if first.rounds == placed.rounds else _again(first, placed.rounds))
    return tuple(steps)


def _again(step: Resolved, rounds: tuple[int, ...]) -> Resolved:
    return Resolved(
        step.path, rounds, step.length, step.metric, step.aim, step.shares, step.is_ramp, step.is_max,
        step.duration_s, step.distance_m, step.cadence, step.intent, step.note, step.reason,
    )  # fmt: skip


def _resolved(
    step: Step, path: tuple[int, ...], rounds: tuple[int, ...], thresholds: Thresholds, sport: str
) -> Resolved:
    target = step.target if step.target and step.target.unit != "max" else None
    values, shares, reason = _aimed(target, thresholds, sport) if target else (None, None, "")
    aim = Aim(target.metric, *values, target.is_ramp) if target and values else None
    duration, distance = _extent(step.length, aim, shares, thresholds, sport)
    if step.length.kind == "distance" and duration is None:
        reason = reason or "no_speed"
    return Resolved(
        path=path,
        rounds=rounds,
        length=step.length,
        metric=target.metric if target else None,
        aim=aim,
        shares=shares,
        is_ramp=bool(target and target.is_ramp),
        is_max=step.target is not None and target is None,
        duration_s=duration,
        distance_m=distance,
        cadence=step.cadence,
        intent=step.intent,
        note=step.note,
        reason=reason,
    )


def threshold_speed(thresholds: Thresholds, sport: str) -> float | None:
    return thresholds.css_mps if sport == "swim" else thresholds.threshold_pace_mps


Pair = tuple[float, float]
Aimed = tuple[Pair | None, Pair | None, str]


def _aimed(target: Target, thresholds: Thresholds, sport: str) -> Aimed:
    """Absolute values, shares of the threshold, and what is missing for one of the two."""
    return _AIMERS[target.metric](target, thresholds, sport)


def _power(target: Target, thresholds: Thresholds, _sport: str) -> Aimed:
    threshold = thresholds.ftp_w or thresholds.cp_w
    if target.unit == "zone":
        found = zones.power_zones(threshold, zones.own_boundaries(thresholds.zones, "power"))
        return _zoned(target, threshold, found and found[1], zones.edges(zones.COGGAN_POWER, 1.0), "no_ftp")
    return _scaled(target, threshold, "watts", "no_ftp")


def _pace(target: Target, thresholds: Thresholds, sport: str) -> Aimed:
    threshold = threshold_speed(thresholds, sport)
    missing = "no_css" if sport == "swim" else "no_threshold_pace"
    if target.unit == "zone":
        own = zones.own_boundaries(thresholds.zones, "pace")
        table = zones.SWIM_PACE if sport == "swim" else zones.RUN_PACE
        boundaries = own or (zones.edges(table, threshold) if threshold else None)
        return _zoned(target, threshold, boundaries, zones.edges(table, 1.0), missing)
    return _scaled(target, threshold, "mps", missing)


def _heart_rate(target: Target, thresholds: Thresholds, sport: str) -> Aimed:
    lthr, most = thresholds.lthr_bpm, thresholds.max_hr_bpm
    if target.unit == "zone":
        found = zones.heart_rate_zones(sport, lthr, most, zones.own_boundaries(thresholds.zones, "heart_rate"))
        table = zones.FRIEL_RUN if sport in {"run", "walk"} else zones.FRIEL_RIDE
        return _zoned(target, lthr, found and found[1], zones.edges(table, 1.0), "no_lthr")
    if target.unit == "percent_max":
        if not most:
            return None, None, "no_max_hr"
        values = target.low * most / 100.0, target.high * most / 100.0
        return values, _over(values, lthr), "" if lthr else "no_lthr"
    return _scaled(target, lthr, "bpm", "no_lthr")


def _rpe(target: Target, _thresholds: Thresholds, _sport: str) -> Aimed:
    """The share of the threshold whose square is the load of an hour at that exertion."""
    low, high = (
        math.sqrt(float(np.interp(v, range(len(RPE_LOADS)), RPE_LOADS)) / 100.0) for v in (target.low, target.high)
    )
    return (target.low, target.high), (low, high), ""


_AIMERS: dict[str, Callable[[Target, Thresholds, str], Aimed]] = {
    "power": _power,
    "heart_rate": _heart_rate,
    "pace": _pace,
    "rpe": _rpe,
}


def _scaled(target: Target, threshold: float | None, absolute: str, missing: str) -> Aimed:
    """A share is a share even where its threshold is not known, an absolute value aims even then."""
    if target.unit == absolute:
        values = target.low, target.high
        return values, _over(values, threshold), "" if threshold else missing
    shares = target.low / 100.0, target.high / 100.0
    if not threshold:
        return None, shares, missing
    return (target.low * threshold / 100.0, target.high * threshold / 100.0), shares, ""


def _over(values: Pair, threshold: float | None) -> Pair | None:
    return (values[0] / threshold, values[1] / threshold) if threshold else None


def _zoned(
    target: Target, threshold: float | None, own: tuple[float, ...] | None, usual: tuple[float, ...], missing: str
) -> Aimed:
    if own:
        values = _between(target, own)
        if values is None:
            return None, None, "no_such_zone"
        return values, _over(values, threshold), "" if threshold else missing
    return None, _between(target, usual), missing


def _between(target: Target, edges: tuple[float, ...]) -> Pair | None:
    """From the lower edge of the first zone to the upper edge of the last; a ramp from middle to middle."""
    first, last = int(target.low), int(target.high)
    if max(first, last) > len(edges) + 1:
        return None
    outer = (edges[0] * LOWEST_SHARE[target.metric], *edges, edges[-1] * HIGHEST_SHARE[target.metric])
    if target.is_ramp:
        return (outer[first - 1] + outer[first]) / 2, (outer[last - 1] + outer[last]) / 2
    return outer[first - 1], outer[last]


def _extent(
    length: Length, aim: Aim | None, shares: Pair | None, thresholds: Thresholds, sport: str
) -> tuple[float | None, float | None]:
    """Seconds and metres. Of a lap or open step what it may take, 0 where nothing is said."""
    speed = _speed(aim, shares, thresholds, sport)
    if length.kind == "distance":
        return (length.value / speed if speed else None), length.value
    return length.value, (length.value * speed if speed else None)


def _speed(aim: Aim | None, shares: Pair | None, thresholds: Thresholds, sport: str) -> float | None:
    """The pace aimed at, or on foot and in the water the threshold speed times the share of another target."""
    if aim and aim.metric == "pace":
        return aim.middle or None
    threshold = threshold_speed(thresholds, sport)
    if sport not in PACED or not threshold or shares is None:
        return None
    return threshold * min(max((shares[0] + shares[1]) / 2, SLOWEST), QUICKEST)
