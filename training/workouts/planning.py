"""What a workout will cost: time, distance, load and intensity, from its structure alone."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from training.science import heart_rate, power, zones
from training.science.arrays import Array, fourth_root_mean
from training.science.ladder import rpe_load
from training.science.session import Thresholds
from training.workouts.resolving import Resolved, resolve, threshold_speed
from training.workouts.structure import Workout

LONGEST_S = 7 * 24 * 3600
STANDING_S = 120.0


@dataclass(frozen=True, slots=True)
class Planned:
    """None is not known; `reasons` says per field why. `targeted_s` is the part of the time that has a target."""

    duration_s: float | None = None
    distance_m: float | None = None
    load: float | None = None
    intensity: float | None = None
    work_j: float | None = None
    normalized_power_w: float | None = None
    avg_power_w: float | None = None
    targeted_s: float = 0.0
    seconds_in_zones: dict[str, tuple[int, ...]] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)


def plan(workout: Workout, thresholds: Thresholds, sport: str) -> Planned:
    return plan_steps(resolve(workout, thresholds, sport), thresholds, sport)


def plan_steps(steps: Sequence[Resolved], thresholds: Thresholds, sport: str) -> Planned:
    """The same from steps that are resolved already."""
    reasons: dict[str, str] = {}
    duration = _duration(steps, reasons)
    if duration is None:
        return Planned(
            distance_m=_distance(steps, sport, reasons), reasons=reasons | _same_reason(reasons["duration_s"])
        )
    targeted = [step for step in steps if step.metric is not None and step.duration_s]
    shares = _series([step for step in targeted if step.metric == "power"])
    load = _load(targeted, shares, thresholds, sport, reasons)
    seconds = sum(step.duration_s or 0.0 for step in targeted)
    watts = _watts(shares, targeted, thresholds, reasons) if steps else np.empty(0)
    return Planned(
        duration_s=duration,
        distance_m=_distance(steps, sport, reasons),
        load=load,
        intensity=_intensity(load, seconds, targeted, sport),
        work_j=None if watts is None else float(watts.sum()),
        normalized_power_w=_normalized(watts) if watts is not None and watts.size else None,
        avg_power_w=float(watts.mean()) if watts is not None and watts.size else None,
        targeted_s=seconds,
        seconds_in_zones=_zones(targeted, watts, thresholds, sport),
        reasons=reasons | ({"intensity": reasons["load"]} if load is None else {}),
    )


def _same_reason(reason: str) -> dict[str, str]:
    return dict.fromkeys(("duration_s", "load", "intensity", "work_j", "normalized_power_w", "avg_power_w"), reason)


def _duration(steps: Sequence[Resolved], reasons: dict[str, str]) -> float | None:
    total = 0.0
    for step in steps:
        if step.duration_s is None:
            reasons["duration_s"] = step.reason
            return None
        total += step.duration_s
    if total > LONGEST_S:
        reasons["duration_s"] = "too_long"
        return None
    return total


def _distance(steps: Sequence[Resolved], sport: str, reasons: dict[str, str]) -> float | None:
    """Only where every step that takes time has one."""
    counted = [step for step in steps if (step.duration_s != 0 or step.distance_m) and not _stands(step, sport)]
    missing = next((step for step in counted if step.distance_m is None), None)
    if missing or not counted:
        reasons["distance_m"] = missing.reason if missing and missing.metric == "pace" else "no_speed"
        return None
    return sum(step.distance_m or 0.0 for step in counted)


def _stands(step: Resolved, sport: str) -> bool:
    """A short pause between lengths of a pool covers no distance."""
    is_timed = sport == "swim" and step.length.kind == "time" and step.metric is None and not step.is_max
    return is_timed and (step.intent == "rest" or (step.duration_s or 0.0) <= STANDING_S)


def _series(steps: Sequence[Resolved]) -> Array | None:
    """Share of the threshold for every second: a range at its middle, a ramp linear, taken in mid-second."""
    if any(step.shares is None for step in steps):
        return None
    return seconds_of((step.duration_s or 0.0, *_ends(step.shares or (0.0, 0.0), step.is_ramp)) for step in steps)


def _ends(pair: tuple[float, float], is_ramp: bool) -> tuple[float, float]:  # noqa: FBT001
    middle = (pair[0] + pair[1]) / 2
    return pair if is_ramp else (middle, middle)


def seconds_of(parts: Iterable[tuple[float, float, float]]) -> Array:
    """1 Hz values of parts that last so long and go from one value to another."""
    table = np.array([part for part in parts if round(part[0]) > 0], dtype=np.float64).reshape(-1, 3)
    counts = np.rint(table[:, 0]).astype(np.int64)
    begins = np.cumsum(counts) - counts
    within = np.arange(counts.sum()) - np.repeat(begins, counts) + 0.5
    slopes = (table[:, 2] - table[:, 1]) / counts
    values: Array = np.repeat(table[:, 1], counts) + np.repeat(slopes, counts) * within
    return values


def _load(
    targeted: Sequence[Resolved], shares: Array | None, thresholds: Thresholds, sport: str, reasons: dict[str, str]
) -> float | None:
    """Power by normalized power over all its seconds, everything else step by step."""
    unknown = next((step for step in targeted if step.shares is None), None)
    if unknown is not None or shares is None or not targeted:
        reasons["load"] = unknown.reason if unknown else "no_targets"
        return None
    total = 100.0 * shares.size / 3600.0 * _normalized(shares) ** 2 if shares.size else 0.0
    return total + sum(_step_load(step, thresholds, sport) for step in targeted if step.metric != "power")


def _normalized(values: Array) -> float:
    """Under 30 s, which have no 30 s mean, every second for itself."""
    if not values.size:
        return 0.0
    found = power.normalized_power(values)
    return fourth_root_mean(values) if found is None else found


def _step_load(step: Resolved, thresholds: Thresholds, sport: str) -> float:
    seconds = step.duration_s or 0.0
    if step.metric == "rpe" and step.aim:
        return rpe_load(step.aim.middle, seconds)
    hourly = _heart_hour(step, thresholds) if step.metric == "heart_rate" else None
    if hourly is None:
        hourly = 100.0 * _mean_power(_ends(step.shares or (0.0, 0.0), step.is_ramp), _exponent(step, sport))
    return hourly * seconds / 3600.0


def _exponent(step: Resolved, sport: str) -> int:
    """Load grows with the square of the share, in water with its cube."""
    return 3 if step.metric == "pace" and sport == "swim" else 2


def _mean_power(ends: tuple[float, float], exponent: int) -> float:
    """Mean of xⁿ while x goes linearly from one end to the other."""
    first, last = ends
    return sum(first**k * last ** (exponent - k) for k in range(exponent + 1)) / (exponent + 1)


def _heart_hour(step: Resolved, thresholds: Thresholds) -> float | None:
    """Load of an hour at the step's heart rate as HRSS has it; None where maximum or threshold is not known."""
    lthr, most = thresholds.lthr_bpm, thresholds.max_hr_bpm
    rest = thresholds.rest_hr_bpm or heart_rate.DEFAULT_REST_BPM
    if not step.aim or not lthr or not most or not most >= lthr > rest:
        return None
    first, last = _ends((step.aim.low, step.aim.high), step.is_ramp)
    beats = np.linspace(first, last, 61 if step.is_ramp else 1)
    hours = [heart_rate.hour_at(bpm, rest_bpm=rest, max_bpm=most, sex=thresholds.sex) for bpm in beats.tolist()]
    return 100.0 * float(np.mean(hours)) / heart_rate.hour_at(lthr, rest_bpm=rest, max_bpm=most, sex=thresholds.sex)


def _intensity(load: float | None, seconds: float, targeted: Sequence[Resolved], sport: str) -> float | None:
    """The steady share of the threshold that would give this load in the time that has targets."""
    if load is None or not seconds:
        return None
    is_swum = sport == "swim" and all(step.metric == "pace" for step in targeted)
    hourly_share = load * 36.0 / seconds
    return float(np.cbrt(hourly_share)) if is_swum else math.sqrt(hourly_share)


def _watts(
    shares: Array | None, targeted: Sequence[Resolved], thresholds: Thresholds, reasons: dict[str, str]
) -> Array | None:
    """Power of every second that has a power target."""
    steps = [step for step in targeted if step.metric == "power"]
    threshold = thresholds.ftp_w or thresholds.cp_w
    if shares is not None and shares.size and threshold:
        return shares * threshold
    if steps and all(step.aim for step in steps):
        aimed = ((step.duration_s or 0.0, step.aim) for step in steps)
        return seconds_of((s, *_ends((aim.low, aim.high), aim.is_ramp)) for s, aim in aimed if aim)
    missing = next((step.reason for step in steps if not step.aim), "no_power_targets")
    reasons.update(dict.fromkeys(("work_j", "normalized_power_w", "avg_power_w"), missing))
    return None


def _zones(
    targeted: Sequence[Resolved], watts: Array | None, thresholds: Thresholds, sport: str
) -> dict[str, tuple[int, ...]]:
    """Planned seconds in the athlete's zones, for each metric that has targets."""
    own = thresholds.zones
    found = {
        "power": zones.power_zones(thresholds.ftp_w or thresholds.cp_w, zones.own_boundaries(own, "power")),
        "heart_rate": zones.heart_rate_zones(
            sport, thresholds.lthr_bpm, thresholds.max_hr_bpm, zones.own_boundaries(own, "heart_rate")
        ),
        "pace": zones.pace_zones(
            sport, threshold_speed(thresholds, sport), thresholds.css_mps, zones.own_boundaries(own, "pace")
        ),
    }
    result = {}
    for metric, scheme in found.items():
        values = watts if metric == "power" else _aimed_seconds(targeted, metric)
        if scheme and values is not None and values.size:
            result[metric] = zones.seconds_in_zones(values, scheme[1])[0]
    return result


def _aimed_seconds(targeted: Sequence[Resolved], metric: str) -> Array:
    aimed = ((step.duration_s or 0.0, step.aim) for step in targeted if step.metric == metric)
    return seconds_of((s, *_ends((aim.low, aim.high), aim.is_ramp)) for s, aim in aimed if aim)
