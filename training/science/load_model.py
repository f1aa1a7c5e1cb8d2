"""Fitness, fatigue and form from one load a day (E. W. Banister, 1975; A. Coggan's performance chart)."""

import math
from collections.abc import Sequence
from typing import Literal, NamedTuple

Model = Literal["exp", "tp"]
FITNESS_DAYS = 42
FATIGUE_DAYS = 7
RAMP_DAYS = 7


class Seed(NamedTuple):
    """Fitness and fatigue at the end of the day before the first load."""

    fitness: float = 0.0
    fatigue: float = 0.0


class Fold(NamedTuple):
    fitness: list[float]
    fatigue: list[float]
    form: list[float]


NO_SEED = Seed()


def keep(days: int, model: Model = "exp") -> float:
    """The share of yesterday's value that stays: exp(-1/days), or 1 - 1/days in the form TrainingPeaks publishes."""
    return math.exp(-1.0 / days) if model == "exp" else 1.0 - 1.0 / days


def fold(loads: Sequence[float], seed: tuple[float, float] = NO_SEED, model: Model = "exp") -> Fold:
    """One value of each a day. Form is the same day's fitness - fatigue ("exp") or yesterday's ("tp")."""
    fitness = _means(loads, seed[0], keep(FITNESS_DAYS, model))
    fatigue = _means(loads, seed[1], keep(FATIGUE_DAYS, model))
    form = [fit - tired for fit, tired in zip(fitness, fatigue, strict=True)]
    if model == "tp" and form:
        form = [seed[0] - seed[1], *form[:-1]]
    return Fold(fitness, fatigue, form)


def _means(loads: Sequence[float], start: float, kept: float) -> list[float]:
    added, value, means = 1.0 - kept, start, []
    for load in loads:
        value = kept * value + added * load
        means.append(value)
    return means


def ramp(fitness: Sequence[float], before: float = 0.0, days: int = RAMP_DAYS) -> list[float]:
    """How much fitness grew in a week: today's less that of 7 days ago; `before` stood before the first day."""
    return [value - (fitness[index - days] if index >= days else before) for index, value in enumerate(fitness)]


def weight(days_ago: int, days: int = FITNESS_DAYS, model: Model = "exp") -> float:
    """What one point of load adds to the mean so many days later: (1 - k) · k^n."""
    kept = keep(days, model)
    return (1.0 - kept) * kept**days_ago if days_ago >= 0 else 0.0


def contributions(changes: Sequence[float], days: int = FITNESS_DAYS, model: Model = "exp") -> list[float]:
    """What each day's load (or its change), oldest first, adds to the mean at the end of the last day."""
    last = len(changes) - 1
    return [change * weight(last - index, days, model) for index, change in enumerate(changes)]


def load_for(target: float, current: float, days_left: int, model: Model = "exp") -> float:
    """The daily load that brings fitness from its value to a target in so many days: (C - c·kⁿ)/(1 - kⁿ)."""
    kept = keep(FITNESS_DAYS, model) ** days_left
    return (target - current * kept) / (1.0 - kept)
