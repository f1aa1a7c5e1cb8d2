"""Fitness, fatigue and form from one load a day."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

Model = Literal["exp", "tp"]


class Seed(NamedTuple):
    """Fitness and fatigue at the end of the day before the first load."""

    fitness: float = 0.0
    fatigue: float = 0.0


class Fold(NamedTuple):
    fitness: list[float]
    fatigue: list[float]
    form: list[float]


def fold(loads: Sequence[float], seed: Seed = Seed(), model: Model = "exp") -> Fold:
    raise NotImplementedError
