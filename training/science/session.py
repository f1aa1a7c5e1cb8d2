"""What a session is measured against, and everything that is computed of it."""

from dataclasses import dataclass, field

from training.science.curves import Curve
from training.science.efforts import Effort
from training.science.intervals import Interval
from training.science.laps import LapStats
from training.science.preparation import Note
from training.science.zones import ZoneTime

FORMULA_VERSION: int = 1


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What held for the athlete and the session's sport on its day; None is not known."""

    ftp_w: float | None = None
    cp_w: float | None = None
    w_prime_j: float | None = None
    lthr_bpm: float | None = None
    max_hr_bpm: float | None = None
    rest_hr_bpm: float | None = None
    threshold_pace_mps: float | None = None
    css_mps: float | None = None
    weight_kg: float | None = None
    sex: str = ""  # "m" | "f" | ""
    zones: dict[str, tuple[float, ...]] = field(default_factory=dict)  # power W, heart_rate bpm, pace m/s: inner edges


@dataclass(frozen=True, slots=True)
class Session:
    """Everything computed from one track. None is null: the input was not there; `reasons` says which."""

    elapsed_s: float | None
    timer_s: float | None
    moving_s: float | None
    distance_m: float | None
    distance_source: str  # "device" | "gps" | "speed" | "totals" | "none"
    ascent_m: float | None
    descent_m: float | None
    ascent_source: str  # "altitude" | "device" | "none"
    avg_speed_mps: float | None
    max_speed_mps: float | None
    avg_cadence_rpm: float | None
    avg_hr_bpm: float | None
    max_hr_bpm: float | None
    avg_power_w: float | None
    max_power_w: float | None
    normalized_power_w: float | None
    xpower_w: float | None
    intensity: float | None
    variability: float | None
    work_j: float | None
    efficiency: float | None
    decoupling_pct: float | None
    graded_speed_mps: float | None  # normalised graded speed of a run (NGP as a speed)
    wbal_min_j: float | None
    trimp: float | None
    trimp_edwards: float | None
    trimp_lucia: float | None
    srpe: float | None
    power_load: float | None
    pace_load: float | None
    heart_rate_load: float | None
    rpe_load: float | None
    load: float | None
    load_method: str  # power | run_pace | swim_pace | heart_rate | rpe | none
    load_reason: str  # a code of reasons.REASONS
    zones: dict[str, ZoneTime]  # power | heart_rate | pace
    curves: dict[str, Curve]  # power_w | heart_rate_bpm | speed_mps
    efforts: list[Effort]
    laps: list[LapStats]
    intervals: list[Interval]
    quality: list[Note]
    reasons: dict[str, str]  # field that is null -> code of reasons.REASONS
    formula_version: int = FORMULA_VERSION
