"""Zones as half-open ranges [low, high) of a real value, and the time spent in them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ZoneTime:
    """Seconds of timer time per zone. `boundaries` are the inner edges (n − 1 for n zones), in the metric's own unit."""

    scheme: str  # "own" | "coggan_power" | "friel_ride" | "friel_run" | "max_hr" | "run_pace" | "swim_pace"
    codes: tuple[str, ...]  # "z1" …
    boundaries: tuple[float, ...]
    seconds: tuple[int, ...]
    unknown_s: int
    polarization: float | None
