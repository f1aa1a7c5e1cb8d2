"""Work and recovery found in a session that nobody marked."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Interval:
    """Times count from the start of the track; `end_s` is the last second that belongs to it."""

    start_s: float
    end_s: float
    kind: str  # "work" | "recovery"
    metric: str  # what it was found by: "power_w" | "speed_mps" | "heart_rate_bpm"
    avg_power_w: float | None
    avg_speed_mps: float | None
    avg_hr_bpm: float | None
    distance_m: float | None
