"""Why a workout was judged as it was: codes that can be translated, with their numbers, and English."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

REASONS: dict[str, str] = {
    # of one step
    "skipped": "Not done.",
    "shorter": "Shorter than planned: %(actual)s of %(planned)s.",
    "longer": "Longer than planned: %(actual)s for %(planned)s.",
    "too_hard": "Harder than planned: %(mean)s, planned was at most %(high)s.",
    "too_easy": "Easier than planned: %(mean)s, planned was at least %(low)s.",
    "uneven": "%(percent)s of the time within the target.",
    "interrupted": "Stopped for %(stopped)s in the middle of it.",
    "cadence_low": "Cadence %(mean)s, planned was at least %(low)s.",
    "cadence_high": "Cadence %(mean)s, planned was at most %(high)s.",
    "not_measured": "Its target was not recorded; judged by its length alone.",
    # of the whole
    "all_done": "Every effort was done as planned (%(count)s).",
    "efforts_skipped": "%(skipped)s of %(count)s efforts were not done.",
    "efforts_easy": "%(number)s of %(count)s efforts were easier than planned.",
    "efforts_hard": "%(number)s of %(count)s efforts were harder than planned.",
    "efforts_short": "%(number)s of %(count)s efforts were shorter than planned.",
    "efforts_added": "%(number)s more efforts than planned.",
    "fading": "The last effort was %(percent)s weaker than the first.",
    "started_late": "The workout began after %(after)s.",
    "extra_recovery": "%(extra)s more recovery than planned.",
    "short_recovery": "Recoveries were %(less)s shorter than planned.",
    "easy_too_hard": "Planned easy, but %(above)s were harder than easy (%(percent)s of the time).",
    "intensity_over": "Planned easy at %(planned)s of threshold, done at %(done)s.",
    "stayed_easy": "It stayed easy, as planned.",
    "duration": "Duration: %(percent)s of the plan.",
    "distance": "Distance: %(percent)s of the plan.",
    "load": "Load: %(percent)s of the plan.",
    "nothing_measured": "Nothing was recorded that its targets could be compared with.",
    # of an alternative
    "keeps_purpose": "Keeps the purpose.",
    "same_sport": "Stays in the same sport.",
    "other_sport": "Is another sport.",
    "fits_time": "Takes %(minutes)s minutes.",
    "missed": "Not done, and its day is over.",
    "left_out": "Skipped, without an excuse.",
    "excused": "Excused.",
    "not_yet": "Not done yet.",
    "nothing_planned": "Nothing was planned that it could be compared with.",
}


@dataclass(frozen=True, slots=True)
class Reason:
    code: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return REASONS[self.code] % dict(self.values)

    def to_json(self) -> dict[str, Any]:
        return {"code": self.code, "text": self.text, "values": dict(self.values)}


def clock(seconds: float) -> str:
    """1:05:00, 8:00, 0:45."""
    hours, rest = divmod(round(seconds), 3600)
    minutes, rest = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def percent(share: float) -> str:
    return f"{share * 100:.0f} %"


def measured(metric: str, value: float) -> str:
    """In the unit that coaches read."""
    if metric == "pace":
        return f"{clock(1000 / value)}/km" if value > 0.1 else "0 m/s"
    return f"{value:.0f} {({'power': 'W', 'heart_rate': 'bpm', 'cadence': 'rpm'}).get(metric, '')}".rstrip()
