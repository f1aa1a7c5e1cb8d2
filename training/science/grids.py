"""The two clocks every number is read on: timer time (pauses cut out) and wall time (pauses are zero)."""

from dataclasses import dataclass

from training.science.arrays import Array
from training.science.preparation import Track


@dataclass(frozen=True, slots=True)
class Grid:
    """One value a second. `seconds` counts from the start of the track, so a pause shows as a step in it."""

    seconds: Array
    channels: dict[str, Array]
    kind: str  # "timer" | "wall"


def timer_grid(track: Track) -> Grid:
    raise NotImplementedError


def wall_grid(track: Track) -> Grid:
    raise NotImplementedError
