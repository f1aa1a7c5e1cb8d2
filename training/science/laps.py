"""What happened in each lap."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LapStats:
    """Times count from the start of the track."""

    start_s: float
    end_s: float
    kind: str  # "device" | "auto"
    elapsed_s: float
    timer_s: float
    distance_m: float | None
    ascent_m: float | None
    avg_speed_mps: float | None
    max_speed_mps: float | None
    avg_power_w: float | None
    max_power_w: float | None
    normalized_power_w: float | None
    avg_hr_bpm: float | None
    max_hr_bpm: float | None
    avg_cadence_rpm: float | None
