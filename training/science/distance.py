"""How far: the device's own count first, then the way between places."""

import numpy as np

from training.science.arrays import Array
from training.science.cleaning import speed_cap

EARTH_RADIUS_M = 6_371_000.0
PAUSE_GAP_S = 10.0
FIRST_VALUE_BELIEVED_M = 100.0
DEVICE_SLACK_M = 1_000.0
PLACE_SLACK_M = 50.0


def haversine(lat: Array, lng: Array) -> Array:
    """Metres between neighbours on a sphere of 6,371,000 m (R. W. Sinnott, Virtues of the Haversine, 1984)."""
    phi, theta = np.radians(lat), np.radians(lng)
    half = np.sin(np.diff(phi) / 2) ** 2 + np.cos(phi[1:]) * np.cos(phi[:-1]) * np.sin(np.diff(theta) / 2) ** 2
    metres: Array = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
    return metres


def cumulative(values: Array, time_s: Array, sport: str, device_total: float | None = None) -> tuple[Array, int]:
    """First value plus the positive steps of a device's own count, and how many impossible steps were left out.

    A count that goes on from an earlier session of the file starts at 0 here; a first value of a length or so counts.
    """
    known = np.flatnonzero(~np.isnan(values))
    if not known.size:
        return np.full(values.size, np.nan), 0
    steps = np.diff(values[known])
    steps, teleports = capped(np.maximum(steps, 0.0), np.diff(time_s[known]), sport, DEVICE_SLACK_M)
    sums = np.concatenate(([0.0], np.cumsum(steps)))
    first = float(values[known[0]])
    own = first if _is_own(first, float(sums[-1]), device_total) else 0.0
    if known.size == values.size:
        return sums + own, teleports
    # From nothing at the start to the first known value: a pool swim counts at the end of each length.
    points, counted = np.append(time_s[0], time_s[known]), np.append(0.0 if known[0] else own, sums + own)
    return np.interp(time_s, points, counted), teleports


def _is_own(first: float, rest: float, device_total: float | None) -> bool:
    if device_total:
        return abs(first + rest - device_total) <= abs(rest - device_total)
    return first <= FIRST_VALUE_BELIEVED_M


def capped(steps: Array, gaps_s: Array, sport: str, slack_m: float) -> tuple[Array, int]:
    """Steps that no body of the sport can make are no steps; a sensor may hand in what it had held back."""
    too_far = steps > np.maximum(gaps_s, 1.0) * speed_cap(sport) + slack_m
    teleports = int(np.count_nonzero(too_far))
    return (np.where(too_far, 0.0, steps) if teleports else steps), teleports


def by_places(
    lat: Array, lng: Array, time_s: Array, segments: Array, breaks: tuple[tuple[float, float], ...], sport: str
) -> tuple[Array, int]:
    """Cumulative way between places within a segment, never across a stop over 10 s; and the teleports left out."""
    known = np.flatnonzero(~np.isnan(lat))
    if not known.size:
        return np.full(lat.size, np.nan), 0
    steps, teleports = haversine(lat[known], lng[known]), 0
    if not np.isnan(time_s).any():
        steps, teleports = capped(steps, np.diff(time_s[known]), sport, PLACE_SLACK_M)
        steps = np.where(_is_broken(time_s[known], breaks), 0.0, steps)
    steps = np.where(np.diff(segments[known]) != 0, 0.0, steps)
    sums = np.concatenate(([0.0], np.cumsum(steps)))
    if known.size == lat.size:
        return sums, teleports
    clock = np.arange(lat.size, dtype=np.float64) if np.isnan(time_s).any() else time_s
    return np.interp(clock, clock[known], sums), teleports


def _is_broken(
    time_s: Array, pauses: tuple[tuple[float, float], ...]
) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    broken = np.zeros(max(time_s.size - 1, 0), dtype=np.bool_)
    for begin, end in pauses:
        if end - begin > PAUSE_GAP_S:
            after = int(np.searchsorted(time_s, begin, side="right"))
            if 0 < after < time_s.size:
                broken[after - 1] = True
    return broken
