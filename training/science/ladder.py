"""The load of a session by the best means there is: power, run pace, swim pace, heart rate, felt exertion."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from training.science import heart_rate, power, running, swimming

# Load of an hour by felt exertion from 0 to 10.
RPE_LOADS = (0.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 100.0, 120.0, 140.0)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a session offers a load to be computed from; None is not there."""

    sport: str
    timer_s: float
    moving_s: float
    distance_m: float | None
    normalized_power_w: float | None
    has_power: bool
    graded_speed_mps: float | None
    trimp: float | None
    has_heart_rate: bool
    is_average_hr: bool
    rpe: float | None


@dataclass(frozen=True, slots=True)
class Limits:
    ftp_w: float | None
    cp_w: float | None
    threshold_pace_mps: float | None
    css_mps: float | None
    lthr_bpm: float | None
    max_hr_bpm: float | None
    rest_hr_bpm: float
    sex: str


@dataclass(frozen=True, slots=True)
class Load:
    power: float | None
    pace: float | None
    heart_rate: float | None
    rpe: float | None
    value: float | None
    method: str
    reason: str
    intensity: float | None


def rpe_load(rpe: float, seconds: float) -> float:
    """Hours times the load of an hour at that exertion; between whole values linear."""
    hourly = float(np.interp(rpe, range(len(RPE_LOADS)), RPE_LOADS))
    return hourly * seconds / 3600.0


def climb(evidence: Evidence, limits: Limits) -> Load:
    """The first rung that holds. What the other rungs give is kept beside it."""
    by_power = _power(evidence, limits)
    by_pace = _pace(evidence, limits)
    by_heart = _heart(evidence, limits)
    by_rpe = rpe_load(evidence.rpe, evidence.timer_s) if evidence.rpe is not None and evidence.timer_s else None
    value, method, reason = _first(evidence, limits, [by_power, by_pace, by_heart, by_rpe])
    return Load(by_power, by_pace, by_heart, by_rpe, value, method, reason, _intensity(evidence, limits, method, value))


def _power(evidence: Evidence, limits: Limits) -> float | None:
    threshold = limits.ftp_w or limits.cp_w
    if threshold is None or not evidence.normalized_power_w:
        return None
    return power.power_load(evidence.timer_s, evidence.normalized_power_w, threshold)


def _pace(evidence: Evidence, limits: Limits) -> float | None:
    if evidence.sport == "swim" and limits.css_mps and evidence.distance_m:
        return swimming.swim_load(evidence.distance_m, evidence.moving_s, limits.css_mps)
    if evidence.sport == "run" and limits.threshold_pace_mps and evidence.graded_speed_mps:
        return running.run_load(evidence.timer_s, evidence.graded_speed_mps, limits.threshold_pace_mps)
    return None


def _heart(evidence: Evidence, limits: Limits) -> float | None:
    if evidence.trimp is None or not limits.lthr_bpm or not limits.max_hr_bpm:
        return None
    return heart_rate.hr_load(
        evidence.trimp, lthr_bpm=limits.lthr_bpm, rest_bpm=limits.rest_hr_bpm, max_bpm=limits.max_hr_bpm, sex=limits.sex
    )


def _first(evidence: Evidence, limits: Limits, loads: Sequence[float | None]) -> tuple[float | None, str, str]:
    by_power, by_pace, by_heart, by_rpe = loads
    if by_power is not None:
        return by_power, "power", "power_ftp" if limits.ftp_w else "power_cp"
    if by_pace is not None:
        method = "swim_pace" if evidence.sport == "swim" else "run_pace"
        return by_pace, method, method
    if by_heart is not None:
        return by_heart, "heart_rate", _why_heart(evidence, limits)
    if by_rpe is not None:
        return by_rpe, "rpe", _why_rpe(evidence)
    return None, "none", _why_none(evidence, limits)


def _why_heart(evidence: Evidence, limits: Limits) -> str:
    if evidence.is_average_hr:
        return "average_hr"
    if evidence.has_power and not (limits.ftp_w or limits.cp_w):
        return "no_ftp_used_hr"
    if evidence.sport == "run":
        return "no_speed_used_hr" if limits.threshold_pace_mps else "no_threshold_pace_used_hr"
    if evidence.sport == "swim":
        return "no_speed_used_hr" if limits.css_mps else "no_css_used_hr"
    return "no_power_used_hr" if evidence.sport == "ride" else "heart_rate"


def _why_rpe(evidence: Evidence) -> str:
    if evidence.has_power:
        return "no_ftp_used_rpe"
    return "no_lthr_used_rpe" if evidence.has_heart_rate else "rpe"


def _why_none(evidence: Evidence, limits: Limits) -> str:
    if evidence.has_power:
        return "too_short" if limits.ftp_w or limits.cp_w else "no_ftp"
    if evidence.has_heart_rate:
        return "no_lthr" if limits.max_hr_bpm else "no_max_hr"
    if evidence.sport == "swim" and evidence.distance_m:
        return "no_css"
    if evidence.sport == "run" and evidence.graded_speed_mps:
        return "no_threshold_pace"
    return "no_input"


def _intensity(evidence: Evidence, limits: Limits, method: str, load: float | None) -> float | None:
    """Share of the threshold: of power, of speed, or for other loads √(load / (100 · hours)) as Intervals.icu does."""
    if method == "power" and evidence.normalized_power_w:
        return evidence.normalized_power_w / (limits.ftp_w or limits.cp_w or math.inf)
    if method == "run_pace" and evidence.graded_speed_mps and limits.threshold_pace_mps:
        return evidence.graded_speed_mps / limits.threshold_pace_mps
    if method == "swim_pace" and evidence.distance_m and limits.css_mps:
        return swimming.swim_intensity(evidence.distance_m, evidence.moving_s, limits.css_mps)
    if load is None or evidence.timer_s <= 0:
        return None
    return math.sqrt(load * 36.0 / evidence.timer_s)
