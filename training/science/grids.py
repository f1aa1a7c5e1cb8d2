"""The two clocks every number is read on: timer time (pauses cut out) and wall time (pauses are zero).

A record summarises the interval that ends at it, so power, heart rate, cadence and speed hold the next value back
over (t[i-1], t[i]]; altitude, distance and places are points and go linearly between.
"""

from dataclasses import dataclass

import numpy as np

from training.science.arrays import Array, Indices, Mask
from training.science.pauses import gap_seconds, paused_seconds
from training.science.preparation import Track

POINTS = frozenset({"altitude_m", "distance_m", "lat", "lng"})
ZERO_IN_PAUSES = ("power_w", "speed_mps", "cadence_rpm")


@dataclass(frozen=True, slots=True)
class Grid:
    """One value a second. `seconds` counts from the start of the track, so a pause shows as a step in it."""

    seconds: Array
    channels: dict[str, Array]
    kind: str  # "timer" | "wall"


def timer_grid(track: Track) -> Grid:
    return grids(track)[0]


def wall_grid(track: Track) -> Grid:
    return grids(track)[1]


def grids(track: Track) -> tuple[Grid, Grid]:
    """Both grids from one resampling. Null power in a file that has power is 0 W; a device-less speed is derived."""
    if not track.has_time or not track.time_s.size:
        return Grid(np.zeros(0), {}, "timer"), Grid(np.zeros(0), {}, "wall")
    every = _every_second(track)
    length = int(track.time_s[-1]) + 1
    seconds = np.arange(length, dtype=np.float64)
    paused = paused_seconds(track.pauses, length)
    wall = Grid(seconds, _silenced(every, track, length), "wall")
    if paused is None:
        return Grid(seconds, every, "timer"), wall
    running = np.flatnonzero(~paused)
    return Grid(seconds[running], {name: values[running] for name, values in every.items()}, "timer"), wall


def _every_second(track: Track) -> dict[str, Array]:
    length = int(track.time_s[-1]) + 1
    holder = None if length == track.time_s.size else np.searchsorted(track.time_s, np.arange(length), side="left")
    known = {name: values for name, values in track.channels.items() if not np.isnan(values).all()}
    sampled = {name: _sampled(name, values, track.time_s, length, holder) for name, values in known.items()}
    if track.pause_source == "device_timer":
        _silence(sampled, gap_seconds(track.time_s, length))
    if "power_w" in sampled:
        sampled["power_w"] = np.nan_to_num(sampled["power_w"], nan=0.0)
    if "distance_m" in sampled:
        sampled["speed_mps"] = _whole_speed(track, sampled.get("speed_mps"), holder)
    return sampled


def _silence(sampled: dict[str, Array], silent: Mask | None) -> None:
    """Nobody knows what was done in a long silence that the device counts as time."""
    if silent is None:
        return
    for name in sampled.keys() - POINTS:
        sampled[name] = np.where(silent, np.nan, sampled[name])


def _sampled(name: str, values: Array, time_s: Array, length: int, holder: Indices | None) -> Array:
    if name not in POINTS:
        return values if holder is None else values[holder]
    known = ~np.isnan(values)
    if holder is None and known.all():
        return values
    return np.interp(np.arange(length), time_s[known], values[known])


def _whole_speed(track: Track, speed: Array | None, holder: Indices | None) -> Array:
    """The device's speed, and where it said none that of the distance."""
    if speed is not None and not np.isnan(speed).any():
        return speed
    derived = _derived_speed(track, holder)
    return derived if speed is None else np.where(np.isnan(speed), derived, speed)


def _derived_speed(track: Track, holder: Indices | None) -> Array:
    steps = np.diff(track.channels["distance_m"]) / np.diff(track.time_s)
    speed = np.concatenate((steps[:1] if steps.size else [np.nan], steps))
    return speed if holder is None else speed[holder]


def _silenced(every: dict[str, Array], track: Track, length: int) -> dict[str, Array]:
    """Wall time: nothing is done in a pause or a gap over 10 s, and the heart is not heard."""
    paused, gaps = paused_seconds(track.pauses, length), gap_seconds(track.time_s, length)
    silent = gaps if paused is None else paused if gaps is None else paused | gaps
    if silent is None:
        return every
    result = dict(every)
    for name in ZERO_IN_PAUSES:
        if name in result:
            result[name] = np.where(silent, 0.0, result[name])
    if "heart_rate_bpm" in result:
        result["heart_rate_bpm"] = np.where(silent, np.nan, result["heart_rate_bpm"])
    return result
