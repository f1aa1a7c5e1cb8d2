"""Best efforts over a distance."""

from collections.abc import Sequence
from dataclasses import dataclass

from training.science.arrays import Array

DISTANCES_M: tuple[float, ...] = (
    400.0, 800.0, 1000.0, 1609.344, 3218.688, 5000.0, 10000.0, 15000.0, 16093.44, 20000.0, 21097.5, 30000.0, 42195.0,
    50000.0,
)  # fmt: skip
RIDE_DISTANCES_M: tuple[float, ...] = (
    5000.0, 10000.0, 20000.0, 30000.0, 40000.0, 50000.0, 80000.0, 90000.0, 100000.0, 160934.4, 180000.0,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Effort:
    distance_m: float
    elapsed_s: float
    start_s: float


def best_efforts(time_s: Array, distance_m: Array, distances: Sequence[float] = DISTANCES_M) -> list[Effort]:
    raise NotImplementedError
