"""Zones as half-open ranges [low, high) of a real value, and the time spent in them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from training.science.arrays import Array

COGGAN_POWER = (55.0, 75.0, 90.0, 105.0, 120.0, 150.0)  # % of FTP (A. Coggan)
FRIEL_RIDE = (81.0, 90.0, 94.0, 100.0, 103.0, 106.0)  # % of LTHR (J. Friel)
FRIEL_RUN = (85.0, 90.0, 95.0, 100.0, 103.0, 106.0)
MAX_HR = (60.0, 70.0, 80.0, 90.0)  # % of maximum heart rate
RUN_PACE = (
    77.5,
    87.7,
    94.3,
    100.0,
    103.0,
    111.0,
)  # % of threshold speed, from Friel's 129, 114, 106, 100, 97, 90 % pace
SWIM_PACE = (93.0, 97.0, 99.0, 102.0, 109.0)  # % of critical swim speed


@dataclass(frozen=True, slots=True)
class ZoneTime:
    """Seconds of timer time per zone. `boundaries` are the inner edges (one less than zones), in the metric's unit."""

    scheme: str  # "own" | "coggan_power" | "friel_ride" | "friel_run" | "max_hr" | "run_pace" | "swim_pace"
    codes: tuple[str, ...]  # "z1" …
    boundaries: tuple[float, ...]
    seconds: tuple[int, ...]
    unknown_s: int
    polarization: float | None


def edges(percentages: Sequence[float], threshold: float) -> tuple[float, ...]:
    """Multiplied before divided, so that whole percentages of whole thresholds are exact."""
    return tuple(threshold * percent / 100.0 for percent in percentages)


def power_zones(ftp_w: float | None, own: Sequence[float] = ()) -> tuple[str, tuple[float, ...]] | None:
    if own:
        return "own", tuple(own)
    return ("coggan_power", edges(COGGAN_POWER, ftp_w)) if ftp_w else None


def heart_rate_zones(
    sport: str, lthr_bpm: float | None, max_hr_bpm: float | None, own: Sequence[float] = ()
) -> tuple[str, tuple[float, ...]] | None:
    if own:
        return "own", tuple(own)
    if lthr_bpm:
        scheme, table = ("friel_run", FRIEL_RUN) if sport in {"run", "walk"} else ("friel_ride", FRIEL_RIDE)
        return scheme, edges(table, lthr_bpm)
    return ("max_hr", edges(MAX_HR, max_hr_bpm)) if max_hr_bpm else None


def pace_zones(
    sport: str, threshold_mps: float | None, css_mps: float | None, own: Sequence[float] = ()
) -> tuple[str, tuple[float, ...]] | None:
    if own:
        return "own", tuple(own)
    if sport == "swim":
        return ("swim_pace", edges(SWIM_PACE, css_mps)) if css_mps else None
    return ("run_pace", edges(RUN_PACE, threshold_mps)) if threshold_mps and sport in {"run", "walk"} else None


def seconds_in_zones(values: Array, boundaries: Sequence[float]) -> tuple[tuple[int, ...], int]:
    """Seconds in each zone and unknown ones; together they are all the seconds given."""
    known = values[~np.isnan(values)]
    counts = [int(np.count_nonzero(known >= edge)) for edge in boundaries]
    above = [known.size, *counts, 0]
    seconds = tuple(above[i] - above[i + 1] for i in range(len(boundaries) + 1))
    return seconds, int(values.size - known.size)


def time_in_zones(values: Array, scheme: str, boundaries: tuple[float, ...]) -> ZoneTime:
    seconds, unknown = seconds_in_zones(values, boundaries)
    codes = tuple(f"z{number}" for number in range(1, len(seconds) + 1))
    return ZoneTime(scheme, codes, boundaries, seconds, unknown, polarization_index(grouped(seconds)))


def grouped(seconds: Sequence[int]) -> tuple[int, int, int] | None:
    """Three ranges of intensity: zones 1-2, 3-4, 5 and above; three zones are those ranges themselves."""
    if len(seconds) == 3:
        return seconds[0], seconds[1], seconds[2]
    if len(seconds) < 5:
        return None
    return sum(seconds[:2]), sum(seconds[2:4]), sum(seconds[4:])


def polarization_index(groups: Sequence[int] | None) -> float | None:
    """log10(z1 / z2 · z3 · 100) of the shares, above 2 polarized (G. Treff et al., 2019).

    No z3 is 0; no z2 counts as 1 % taken from z1; undefined where z3 is not below z1.
    """
    total = sum(groups) if groups else 0
    if not groups or not total:
        return None
    low, middle, high = (part / total for part in groups)
    if high == 0:
        return 0.0
    if high >= low:
        return None
    if middle == 0:
        low, middle = low - 0.01, 0.01
    return math.log10(low / middle * high * 100.0) if low > 0 else None


def own_boundaries(zones: Mapping[str, Sequence[float]], metric: str) -> tuple[float, ...]:
    return tuple(sorted(zones.get(metric, ())))
