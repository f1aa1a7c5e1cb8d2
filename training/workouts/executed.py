"""What was done of a workout: values a second of timer time, with its laps and stops on the same clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from training.science.arrays import Array, centred_means
from training.science.grids import timer_grid
from training.science.preparation import Track

Span = tuple[float, float]
CHANNELS = ("power_w", "heart_rate_bpm", "speed_mps", "cadence_rpm", "distance_m")
METRIC_CHANNELS = {"power": "power_w", "heart_rate": "heart_rate_bpm", "pace": "speed_mps", "cadence": "cadence_rpm"}
AUTO_LAPS, AUTO_LAP_SCATTER = 3, 0.02
AUTO_LAPS_M = (500.0, 1000.0, 1609.344, 2000.0, 3218.688, 5000.0, 8046.72, 10_000.0, 16_093.44, 20_000.0)


@dataclass(frozen=True, slots=True)
class Executed:
    """One value a second, NaN is not known. Laps and stops count timer seconds; a stop is where and how long."""

    seconds: int
    channels: Mapping[str, Array] = field(default_factory=dict)
    laps: tuple[Span, ...] = ()
    pauses: tuple[tuple[float, float], ...] = ()

    def values(self, metric: str) -> Array | None:
        """Of a target's metric; None where it was not recorded."""
        found = self.channels.get(METRIC_CHANNELS.get(metric, metric))
        return found if found is not None and found.size and not np.isnan(found).all() else None

    def smoothed(self, metric: str, width: int) -> Array | None:
        values = self.values(metric)
        return None if values is None else centred_means(values, width)


def executed_of(track: Track) -> Executed:
    """Pauses are cut out as a head unit's workout clock does."""
    grid = timer_grid(track)
    if not grid.seconds.size:
        return Executed(0)
    channels = {name: grid.channels[name] for name in CHANNELS if name in grid.channels}
    stops = tuple((_on_timer(start, grid.seconds), end - start) for start, end in track.pauses)
    laps = [(_on_timer(start, grid.seconds), _on_timer(end, grid.seconds)) for start, end in track.laps]
    marked = tuple(lap for lap in laps if lap[1] > lap[0])
    is_automatic = track.sport != "swim" and _are_automatic(marked, channels)
    return Executed(grid.seconds.size, channels, () if is_automatic else marked, stops)


def _on_timer(second: float, seconds: Array) -> float:
    return float(np.searchsorted(seconds, second, side="left"))


def _are_automatic(laps: Sequence[Span], channels: Mapping[str, Array]) -> bool:
    """A device that marks every kilometre says nothing of the workout."""
    way = channels.get("distance_m")
    whole = laps[:-1]
    if way is None or len(whole) < AUTO_LAPS:
        return False
    metres = np.array([way[min(int(end), way.size - 1)] - way[int(start)] for start, end in whole])
    return any(bool((abs(metres / length - 1) <= AUTO_LAP_SCATTER).all()) for length in AUTO_LAPS_M)
