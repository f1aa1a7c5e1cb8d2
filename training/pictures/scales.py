"""From values to places on a picture, and the round values that are written beside it."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        span = self.high - self.low
        return self.start + (value - self.low) / span * (self.end - self.start) if span else self.start


def marks(low: float, high: float, most: int = 5) -> list[float]:
    """Round values between the two, at most so many."""
    if high <= low:
        return [low]
    step = _round_step((high - low) / most)
    first = math.ceil(low / step)
    return [number * step for number in range(first, math.floor(high / step) + 1)]


def _round_step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= rough * (1 - 1e-9))
