"""Which session was which workout of a day: same sport, the closest in length and start, one to one (science.md 11)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time
from math import log
from typing import Any

NOT_KNOWN = 1.0
"""What it costs not to know how long one of the two was: as much as a factor of e."""
HOURS_APART = 12.0
"""So many hours between planned and real start cost as much as not to know the length."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A workout, as far as matching looks at it."""

    key: Any
    sport: str
    duration_s: float | None = None
    distance_m: float | None = None
    start_time: time | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """A session, with the clock of its place."""

    key: Any
    sport: str
    duration_s: float | None = None
    distance_m: float | None = None
    start_time: time | None = None


def distance_between(wanted: Wanted, done: Done) -> float:
    """0 is the same; the logarithm makes half as long and twice as long equally far."""
    cost = _log_ratio(wanted.duration_s, done.duration_s)
    if cost is None:
        cost = _log_ratio(wanted.distance_m, done.distance_m)
    return (NOT_KNOWN if cost is None else cost) + _hours_between(wanted.start_time, done.start_time) / HOURS_APART


def best_pairs(wanted: Sequence[Wanted], done: Sequence[Done]) -> dict[Any, Any]:
    """Workout to session, the closest pair first. What is equally close goes by the clock, then by its length."""
    done = sorted(done, key=_in_line)
    costs = sorted(
        (round(distance_between(workout, session), 9), first, second)
        for first, workout in enumerate(wanted)
        for second, session in enumerate(done)
        if workout.sport == session.sport
    )
    return _one_to_one(costs, wanted, done)


def _in_line(done: Done) -> tuple[time, float, float]:
    return done.start_time or time.min, done.duration_s or 0.0, done.distance_m or 0.0


def _one_to_one(
    costs: Iterable[tuple[float, int, int]], wanted: Sequence[Wanted], done: Sequence[Done]
) -> dict[Any, Any]:
    taken: set[int] = set()
    found: dict[int, int] = {}
    for _cost, first, second in costs:
        if first not in found and second not in taken:
            found[first] = second
            taken.add(second)
    return {wanted[first].key: done[second].key for first, second in found.items()}


def _log_ratio(planned: float | None, actual: float | None) -> float | None:
    if not planned or not actual or planned <= 0 or actual <= 0:
        return None
    return abs(log(actual / planned))


def _hours_between(planned: time | None, actual: time | None) -> float:
    if planned is None or actual is None:
        return 0.0
    return abs((planned.hour - actual.hour) + (planned.minute - actual.minute) / 60)
