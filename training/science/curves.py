"""Mean-max curves: the best mean over each of a fixed list of durations."""

from collections.abc import Sequence
from dataclasses import dataclass

from training.science.arrays import Array

DURATIONS_S: tuple[int, ...] = (
    1, 2, 3, 5, 8, 10, 15, 20, 30, 45, 60, 75, 90, 120, 150, 180, 240, 300, 360, 420, 480, 540, 600, 720, 900,
    1080, 1200, 1500, 1800, 2100, 2400, 2700, 3000, 3600, 4500, 5400, 6300, 7200, 9000, 10800, 12600, 14400, 18000,
    21600, 28800, 36000, 43200,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Curve:
    """Values and start offsets (seconds from the start of the track) beside DURATIONS_S; None past the session's end."""

    values: tuple[float | None, ...]
    starts_s: tuple[int | None, ...]


def mean_max(values: Array, durations: Sequence[int] = DURATIONS_S) -> Curve:
    raise NotImplementedError
