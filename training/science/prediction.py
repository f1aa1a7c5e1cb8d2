"""What a race might take, from what was run already."""

import math
from collections.abc import Sequence

from training.science.vo2max import vdot

FATIGUE = 1.06
FATIGUE_RANGE = (1.03, 1.15)


def riegel(distance_m: float, time_s: float, target_m: float, exponent: float = FATIGUE) -> float:
    """T2 = T1 · (D2/D1)^1.06, good for about 3.5 to 230 minutes (P. S. Riegel, 1981)."""
    return time_s * math.pow(target_m / distance_m, exponent)


def own_exponent(races: Sequence[tuple[float, float]]) -> float | None:
    """The exponent of a runner from two or more races (distance, time), by least squares of logarithms, in 1.03-1.15."""
    logs = [(math.log(distance), math.log(time)) for distance, time in races]
    if len({distance for distance, _ in logs}) < 2:
        return None
    mean_x = sum(x for x, _ in logs) / len(logs)
    mean_y = sum(y for _, y in logs) / len(logs)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in logs) / sum((x - mean_x) ** 2 for x, _ in logs)
    return min(max(slope, FATIGUE_RANGE[0]), FATIGUE_RANGE[1])


def time_at_vdot(distance_m: float, value: float) -> float:
    """The time whose VDOT is the given one, by bisection: VDOT falls as time grows."""
    low, high = distance_m / 12.0, distance_m / 0.8
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if vdot(distance_m, middle) > value else (low, middle)
    return (low + high) / 2


def equivalent(distance_m: float, time_s: float, target_m: float) -> float:
    """The time over another distance that is worth as much (J. Daniels and J. Gilbert, 1979)."""
    return time_at_vdot(target_m, vdot(distance_m, time_s))
