"""From what a device wrote to a clean track: sorted, deduplicated, clamped, with its pauses known."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from training.science.arrays import Array

Span = tuple[float, float]
Note = tuple[str, str]  # code, English text

FOOT_SPORTS = frozenset({"run", "walk"})


@dataclass(frozen=True, slots=True)
class Totals:
    """What the device says of the whole session; None is not said."""

    timer_s: float | None = None
    elapsed_s: float | None = None
    distance_m: float | None = None
    ascent_m: float | None = None
    descent_m: float | None = None
    avg_power_w: float | None = None
    avg_hr_bpm: float | None = None
    max_hr_bpm: float | None = None


@dataclass(frozen=True, slots=True)
class Raw:
    """One session as a device wrote it. Times are unix seconds; a missing time is NaN."""

    time_s: Array
    channels: dict[str, Array]
    segments: Array
    stops: tuple[Span, ...]
    has_timer_events: bool
    sport: str
    sub_sport: str | None
    laps: Sequence[Span] = ()
    device_timer_s: float | None = None
    device_elapsed_s: float | None = None
    device_distance_m: float | None = None
    device_ascent_m: float | None = None
    device_descent_m: float | None = None
    device_avg_power_w: float | None = None
    device_avg_hr_bpm: float | None = None
    device_max_hr_bpm: float | None = None


@dataclass(frozen=True, slots=True)
class Track:
    """Clean records. `time_s`, `pauses` and `laps` count whole seconds from `start_s` (unix).

    Without any time in the file (`has_time` is False) `time_s` is NaN throughout and only places and altitude count.
    """

    start_s: float
    time_s: Array
    channels: dict[str, Array]
    segments: Array
    pauses: tuple[Span, ...]
    pause_source: str  # "timer_events" | "gaps" | "none"
    sport: str
    sub_sport: str | None
    notes: tuple[Note, ...] = ()
    laps: tuple[Span, ...] = ()
    totals: Totals = field(default_factory=Totals)
    has_time: bool = True


def prepare(raw: Raw) -> Track:
    raise NotImplementedError
