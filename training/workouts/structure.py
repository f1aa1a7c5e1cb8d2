"""What a workout is made of: steps, and repeats of steps. Its JSON is the `structure` of the API (docs/workouts.md).

    {"version": 1, "steps": [
      {"kind": "step", "length": {"kind": "time", "value": 900}, "intent": "warmup", "section": "Warm up",
       "target": {"metric": "power", "unit": "percent_ftp", "low": 55, "high": 75, "is_ramp": false},
       "cadence": {"low": 85, "high": 95}, "note": "easy"},
      {"kind": "repeat", "count": 4, "steps": [...], "section": "", "note": ""}]}

Only `kind`, `length` (of a step), `count` and `steps` (of a repeat) must be there. Lengths are seconds or metres.
A ramp goes from `low` to `high`, which may be below it. A pace in m/s says by `shown` how people read it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

VERSION = 1
LengthKind = Literal["time", "distance", "lap", "open"]
Metric = Literal["power", "heart_rate", "pace", "rpe"]
Unit = Literal[
    "percent_ftp", "watts", "max", "percent_lthr", "percent_max", "bpm", "percent_threshold", "mps", "rpe", "zone"
]
Intent = Literal["warmup", "active", "recovery", "rest", "cooldown"]
Shown = Literal["", "km", "mile", "100m", "100yd"]
Purpose = Literal["recovery", "endurance", "tempo", "threshold", "vo2", "anaerobic", "race", "strength", "test"]

INTENTS: tuple[Intent, ...] = ("warmup", "active", "recovery", "rest", "cooldown")
PURPOSES: tuple[Purpose, ...] = (
    "recovery", "endurance", "tempo", "threshold", "vo2", "anaerobic", "race", "strength", "test",
)  # fmt: skip
SHOWN_M: dict[str, float] = {"km": 1000.0, "mile": 1609.344, "100m": 100.0, "100yd": 91.44}


@dataclass(frozen=True, slots=True)
class Length:
    """`value` is seconds of a time, metres of a distance; of a lap or open step the seconds it may take, 0 unknown."""

    kind: LengthKind
    value: float = 0.0


@dataclass(frozen=True, slots=True)
class Target:
    """A range; on a ramp `low` is where it starts and `high` where it ends. Unit "max" is as hard as one can."""

    metric: Metric
    unit: Unit
    low: float = 0.0
    high: float = 0.0
    is_ramp: bool = False
    shown: Shown = ""

    @property
    def bounds(self) -> tuple[float, float]:
        return (self.low, self.high) if self.low <= self.high else (self.high, self.low)


@dataclass(frozen=True, slots=True)
class Cadence:
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Step:
    """Without a target it is free. `section` is a heading that stands before it."""

    length: Length
    target: Target | None = None
    cadence: Cadence | None = None
    intent: Intent = "active"
    note: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class Repeat:
    count: int
    steps: tuple["Step | Repeat", ...]
    note: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class Workout:
    steps: tuple[Step | Repeat, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {"version": VERSION, "steps": [_written(part) for part in self.steps]}


@dataclass(frozen=True, slots=True)
class Placed:
    """A step as it is executed: `path` names it in the structure, `rounds` the round of each repeat around it."""

    step: Step
    path: tuple[int, ...]
    rounds: tuple[int, ...]


def expand(workout: Workout) -> Iterator[Placed]:
    """All steps in the order they are executed."""
    yield from _expanded(workout.steps, (), ())


def _expanded(parts: tuple[Step | Repeat, ...], path: tuple[int, ...], rounds: tuple[int, ...]) -> Iterator[Placed]:
    for index, part in enumerate(parts):
        if isinstance(part, Step):
            yield Placed(part, (*path, index), rounds)
        else:
            for turn in range(part.count):
                yield from _expanded(part.steps, (*path, index), (*rounds, turn))


def _written(part: Step | Repeat) -> dict[str, Any]:
    if isinstance(part, Repeat):
        steps = [_written(inner) for inner in part.steps]
        return {"kind": "repeat", "count": part.count, "steps": steps, "note": part.note, "section": part.section}
    return {
        "kind": "step",
        "length": {"kind": part.length.kind, "value": _plain(part.length.value)},
        "target": _written_target(part.target),
        "cadence": part.cadence and {"low": _plain(part.cadence.low), "high": _plain(part.cadence.high)},
        "intent": part.intent,
        "note": part.note,
        "section": part.section,
    }


def _written_target(target: Target | None) -> dict[str, Any] | None:
    if target is None:
        return None
    written = {
        "metric": target.metric,
        "unit": target.unit,
        "low": _plain(target.low),
        "high": _plain(target.high),
        "is_ramp": target.is_ramp,
    }
    return written | ({"shown": target.shown} if target.shown else {})


def _plain(number: float) -> float:
    return int(number) if number == int(number) else number
