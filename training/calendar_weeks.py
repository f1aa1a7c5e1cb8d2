"""What the weeks of a calendar add up to: planned, done, and what there is to reach."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from training.calendar import Day
    from training.models import Workout

NEUTRAL = frozenset({"excused"})


@dataclass(slots=True)
class Sum:
    planned_s: float = 0.0
    planned_m: float = 0.0
    planned_load: float = 0.0
    done_s: float = 0.0
    done_m: float = 0.0
    done_load: float = 0.0

    def plan(self, workout: "Workout") -> None:
        self.planned_s += workout.planned_duration_s or 0.0
        self.planned_m += workout.planned_distance_m or 0.0
        self.planned_load += workout.planned_load or 0.0

    def do(self, activity: dict[str, Any]) -> None:
        if not activity["combinable"]:  # shown, and added to nothing
            return
        self.done_s += activity["timer_s"] or activity["elapsed_s"] or 0.0
        self.done_m += activity["distance_m"] or 0.0
        self.done_load += activity["load"] or 0.0


@dataclass(slots=True)
class Week:
    """The part of a week that was asked for."""

    from_on: date
    to_on: date
    whole: Sum = field(default_factory=Sum)
    sports: dict[str, Sum] = field(default_factory=dict)
    states: dict[str, int] = field(default_factory=dict)
    target_load: float | None = None

    def sport(self, name: str) -> Sum:
        return self.sports.setdefault(name, Sum())


def week_of(on: date, starts_on: int) -> date:
    """Its first day, for people whose week begins on this weekday."""
    return on - timedelta(days=(on.weekday() - starts_on) % 7)


def weeks_of(days: "Sequence[Day]", starts_on: int) -> list[Week]:
    return [_summed(part) for part in _parts(days, starts_on)]


def _parts(days: "Sequence[Day]", starts_on: int) -> "Iterator[list[Day]]":
    part: list[Day] = []
    for day in days:
        if part and day.on.weekday() == starts_on:
            yield part
            part = []
        part.append(day)
    if part:
        yield part


def _summed(days: "Sequence[Day]") -> Week:
    week = Week(days[0].on, days[-1].on, target_load=_target(days))
    for day in days:
        for workout in day.workouts:
            week.states[workout.state] = week.states.get(workout.state, 0) + 1
            if workout.state not in NEUTRAL:
                week.whole.plan(workout)
                week.sport(workout.sport).plan(workout)
        for activity in day.activities:
            week.whole.do(activity)
            week.sport(activity["sport"]).do(activity)
    return week


def _target(days: "Sequence[Day]") -> float | None:
    """Where a phase begins inside of a week each day counts for its part."""
    loads = [phase["weekly_load"] for day in days for phase in day.phases if phase["weekly_load"] is not None]
    return sum(loads) / len(days) if loads else None
