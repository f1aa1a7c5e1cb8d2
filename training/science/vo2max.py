"""Maximal oxygen uptake in ml/kg/min: estimates, each with the range that its source allows."""

import math
from dataclasses import dataclass

CYCLING_ERROR = 0.10
RUNNING_ERROR = 0.05
PULSE_ERROR = 0.12


@dataclass(frozen=True, slots=True)
class Estimate:
    value: float
    low: float
    high: float
    method: str  # "vdot" | "cycling" | "pulse"


def _with_range(value: float, error: float, method: str) -> Estimate:
    return Estimate(value, value * (1 - error), value * (1 + error), method)


def vdot(distance_m: float, time_s: float) -> float:
    """Oxygen cost of the speed over the share of the maximum that can be held so long (J. Daniels, J. Gilbert, 1979)."""
    speed, minutes = distance_m / time_s * 60.0, time_s / 60.0
    cost = -4.6 + 0.182258 * speed + 0.000104 * speed**2
    share = 0.8 + 0.1894393 * math.exp(-0.012778 * minutes) + 0.2989558 * math.exp(-0.1932605 * minutes)
    return cost / share


def from_running(distance_m: float, time_s: float) -> Estimate:
    return _with_range(vdot(distance_m, time_s), RUNNING_ERROR, "vdot")


def from_cycling(five_minute_w: float, weight_kg: float) -> Estimate:
    """10.8 · W/kg + 7 at the best 5 to 6 minutes (American College of Sports Medicine); tends to be high."""
    return _with_range(10.8 * five_minute_w / weight_kg + 7.0, CYCLING_ERROR, "cycling")


def from_pulse(max_hr_bpm: float, rest_hr_bpm: float) -> Estimate:
    """15.3 · maximum over resting heart rate (N. Uth et al., 2004)."""
    return _with_range(15.3 * max_hr_bpm / rest_hr_bpm, PULSE_ERROR, "pulse")
