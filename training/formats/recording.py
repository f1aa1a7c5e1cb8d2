"""What a file says about sessions, before anything is cleaned or computed."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
LATEST_S = 2.0**33  # the year 2242; what lies beyond is no time of a session
LONGEST_S = 40 * 86_400.0
_MOST = {"timer_s": LONGEST_S, "elapsed_s": LONGEST_S, "distance_m": 1e7, "ascent_m": 1e5, "descent_m": 1e5}
_MOST_OF_ANYTHING = 1e9


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reader wants told, with the place it was found."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Lap:
    start_s: float
    end_s: float
    timer_s: float | None = None
    distance_m: float | None = None
    trigger: str = ""
    intensity: str = ""
    strokes: int | None = None
    stroke: str = ""
    kind: str = "lap"


@dataclass(frozen=True, slots=True)
class Totals:
    """The device's own figures for the session; None where it says nothing."""

    timer_s: float | None = None
    elapsed_s: float | None = None
    distance_m: float | None = None
    ascent_m: float | None = None
    descent_m: float | None = None
    energy_kcal: float | None = None
    work_j: float | None = None
    avg_power_w: float | None = None
    max_power_w: float | None = None
    normalized_power_w: float | None = None
    threshold_power_w: float | None = None
    avg_hr_bpm: float | None = None
    max_hr_bpm: float | None = None
    avg_cadence_rpm: float | None = None
    avg_speed_mps: float | None = None
    max_speed_mps: float | None = None
    pool_length_m: float | None = None
    strokes: float | None = None
    rpe: float | None = None  # 0 to 10, as answered on the device
    feel_pct: float | None = None  # 0 very weak to 100 very strong


@dataclass(frozen=True, slots=True)
class Recording:
    """One session as its device wrote it: file order, repeats and jumps included. NaN in a channel is "no value"."""

    sport: str
    sub_sport: str | None
    start_at: datetime | None
    utc_offset_s: int | None
    time_s: Array
    channels: dict[str, Array]
    segments: Array
    stops: tuple[tuple[float, float], ...] = ()
    has_timer_events: bool = False
    laps: tuple[Lap, ...] = ()
    totals: Totals = Totals()
    device: str = ""
    title: str = ""
    description: str = ""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    recordings: tuple[Recording, ...]
    kind: str
    is_partial: bool = False
    notes: tuple[Note, ...] = ()


def believable(totals: Totals) -> Totals:
    """Without figures that no session has: damaged files tell of centuries, and of less than nothing."""
    said = {name: value for name, value in asdict(totals).items() if value is not None}
    return Totals(**{name: value for name, value in said.items() if 0 <= value <= _MOST.get(name, _MOST_OF_ANYTHING)})


class Unreadable(Exception):
    """A file that gives no session: what is wrong with it (code), in words (message), and where (place)."""

    def __init__(self, code: str, message: str, place: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.place = place


def instant(seconds: float) -> datetime | None:
    """An aware datetime, None for what no calendar holds."""
    is_plausible = bool(np.isfinite(seconds)) and 0 <= seconds < LATEST_S
    return datetime.fromtimestamp(seconds, UTC) if is_plausible else None
