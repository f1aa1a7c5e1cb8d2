"""Sessions made up second by second, as riders and runners would do what was planned."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from training.science.arrays import Array
from training.science.session import Thresholds
from training.workouts.executed import Executed
from training.workouts.language import parse
from training.workouts.resolving import Resolved, resolve

ATHLETE = Thresholds(
    ftp_w=250, lthr_bpm=165, max_hr_bpm=185, rest_hr_bpm=50, threshold_pace_mps=4.0, css_mps=1.25, sex="f"
)


@dataclass(frozen=True)
class Part:
    """Seconds at a share of the threshold, from one to another."""

    seconds: float
    first: float
    last: float | None = None


def steps_of(text: str, sport: str = "ride") -> tuple[Resolved, ...]:
    parsed = parse(text, sport)
    assert parsed.errors == ()
    return resolve(parsed.workout, ATHLETE, sport)


def planned_parts(steps: Sequence[Resolved]) -> list[Part]:
    """Exactly as planned, free steps at half of the threshold."""
    parts = []
    for step in steps:
        first, last = step.shares or (0.5, 0.5)
        middle = (first + last) / 2
        parts.append(Part(step.duration_s or 60.0, *((first, last) if step.is_ramp else (middle, middle))))
    return parts


def line(parts: Sequence[Part], reference: float, scatter: float = 0.0, seed: int = 1) -> Array:
    pieces = [
        np.linspace(part.first, part.first if part.last is None else part.last, round(part.seconds)) for part in parts
    ]
    values = np.concatenate(pieces) * reference
    noise = np.random.default_rng(seed).normal(0, scatter * reference, values.size)
    return np.maximum(values + noise, 0.0)


def ride(parts: Sequence[Part], *, scatter: float = 0.08, **more: object) -> Executed:
    power = line(parts, 250, scatter)
    return Executed(power.size, {"power_w": power}, **more)  # type: ignore[arg-type]


def run(parts: Sequence[Part], *, threshold: float = 4.0) -> Executed:
    speed = line(parts, threshold, 0.02)
    return Executed(speed.size, {"speed_mps": speed, "distance_m": np.cumsum(speed)})


def heart(parts: Sequence[Part], *, lag_s: float = 40.0) -> Executed:
    """A heart that follows the share of threshold heart rate slowly."""
    wanted, beats = line(parts, 165), []
    now = wanted[0]
    for value in wanted:
        now += (value - now) / lag_s
        beats.append(now)
    return Executed(len(beats), {"heart_rate_bpm": np.array(beats)})


def laps(*seconds: float) -> tuple[tuple[float, float], ...]:
    ends = np.cumsum(seconds).tolist()
    return tuple(zip([0.0, *ends[:-1]], ends, strict=True))
