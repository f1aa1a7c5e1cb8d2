"""Steps of an Intervals.icu `workout_doc`."""

from collections.abc import Mapping
from typing import Any

from training.workouts.files.imported import Warnings, cadence_of, finite, note_of, target_of, whole_seconds
from training.workouts.structure import SHOWN_M, Cadence, Intent, Length, Repeat, Step, Target
from training.workouts.structure_json import MAX_COUNT, MAX_DISTANCE_M, MAX_NESTING, snapped

_UNITS: dict[str, tuple[str, str]] = {
    "%ftp": ("power", "percent_ftp"),
    "w": ("power", "watts"),
    "power_zone": ("power", "zone"),
    "%lthr": ("heart_rate", "percent_lthr"),
    "%hr": ("heart_rate", "percent_max"),
    "bpm": ("heart_rate", "bpm"),
    "hr_zone": ("heart_rate", "zone"),
    "%pace": ("pace", "percent_threshold"),
    "pace_zone": ("pace", "zone"),
    "rpe": ("rpe", "rpe"),
}
# minutes or seconds for so many metres
_PACES: dict[str, tuple[float, Any]] = {
    "mins/km": (60.0, "km"), "secs/km": (1.0, "km"), "mins_km": (60.0, "km"), "secs/100m": (1.0, "100m"),
    "secs_100m": (1.0, "100m"), "mins/100m": (60.0, "100m"), "mins/mile": (60.0, "mile"), "mins_mile": (60.0, "mile"),
    "secs/100y": (1.0, "100yd"), "secs_100y": (1.0, "100yd"), "mins/100y": (60.0, "100yd"),
}  # fmt: skip
_INTENTS: dict[str, Intent] = {
    "recovery": "recovery", "rest": "rest", "warmup": "warmup", "cooldown": "cooldown",
}  # fmt: skip
_DEFAULTS = {"power": "%ftp", "hr": "%lthr", "pace": "%pace", "rpe": "rpe"}


def intervals_steps(document: Mapping[str, Any], warnings: Warnings) -> list[Step | Repeat]:
    return _Reader(warnings).parts(document.get("steps"), 0)


class _Reader:
    def __init__(self, warnings: Warnings) -> None:
        self.warnings = warnings

    def parts(self, steps: object, depth: int) -> list[Step | Repeat]:
        found: list[Step | Repeat] = []
        for step in steps if isinstance(steps, list) and depth <= MAX_NESTING else []:
            if not isinstance(step, Mapping):
                continue
            if isinstance(step.get("steps"), list):
                found += self._repeat(step, depth)
            elif part := self._step(step):
                found.append(part)
        return found

    def _repeat(self, step: Mapping[str, Any], depth: int) -> list[Step | Repeat]:
        parts = self.parts(step["steps"], depth + 1)
        count = finite(step.get("reps"))
        is_repeated = count is not None and 2 <= count <= MAX_COUNT and parts
        note = note_of(str(step.get("text") or ""), self.warnings)
        return [Repeat(int(count or 1), tuple(parts), note)] if is_repeated else parts

    def _step(self, step: Mapping[str, Any]) -> Step | None:
        length = _length(step)
        if length is None:
            if step.get("text"):
                self.warnings.add("no_duration", "A line without a length was left out.")
            return None
        note = note_of(str(step.get("text") or ""), self.warnings)
        return Step(length, self._target(step), _cadence(step.get("cadence")), _intent(step), note)

    def _target(self, step: Mapping[str, Any]) -> Target | None:
        if step.get("maxeffort") is True:
            return Target("power", "max")
        for name, usual in _DEFAULTS.items():
            given = step.get(name)
            if isinstance(given, Mapping) and step.get("freeride") is not True:
                return self._ranged(given, usual, is_ramp=step.get("ramp") is True)
        return None

    def _ranged(self, given: Mapping[str, Any], usual: str, *, is_ramp: bool) -> Target | None:
        units = str(given.get("units") or usual).casefold()
        low, high = finite(given.get("start")), finite(given.get("end"))
        if low is None or high is None:
            low = high = finite(given.get("value"))
        target = None
        if units in _UNITS:
            target = target_of(*_UNITS[units], low, high, is_ramp=is_ramp)
        elif units in _PACES and low and high:
            seconds, shown = _PACES[units]
            speeds = (SHOWN_M[shown] / (pace * seconds) for pace in (low, high))
            target = target_of("pace", "mps", *(snapped(v, shown) for v in speeds), is_ramp=is_ramp, shown=shown)
        if target is None:
            self.warnings.add(
                "other_target", f'A target in "{units[:40]}" is not known or out of range and was left out.'
            )
        return target


def _length(step: Mapping[str, Any]) -> Length | None:
    distance, duration = finite(step.get("distance")), whole_seconds(finite(step.get("duration")))
    if step.get("until_lap_press") is not True and duration is None and not distance and step.get("freeride") is True:
        return Length("open")
    if step.get("until_lap_press") is True:
        return Length("lap", duration.value if duration else 0.0)
    if distance and 0.001 <= distance <= MAX_DISTANCE_M:
        return Length("distance", round(distance, 3))
    return duration


def _cadence(given: object) -> Cadence | None:
    if not isinstance(given, Mapping):
        return None
    value = finite(given.get("value"))
    low, high = finite(given.get("start")), finite(given.get("end"))
    return cadence_of(low if low is not None else value, high if high is not None else value)


def _intent(step: Mapping[str, Any]) -> Intent:
    if step.get("warmup") is True:
        return "warmup"
    if step.get("cooldown") is True:
        return "cooldown"
    return _INTENTS.get(str(step.get("intensity", "")).casefold(), "active")
