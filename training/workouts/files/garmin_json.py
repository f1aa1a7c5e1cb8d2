"""Steps of a Garmin Connect workout: segments of steps and groups that are repeated."""

from collections.abc import Mapping
from typing import Any

from training.workouts.files.fit_aims import speeds_of
from training.workouts.files.imported import Warnings, cadence_of, finite, note_of, target_of, whole_seconds
from training.workouts.structure import Cadence, Intent, Length, Repeat, Step, Target
from training.workouts.structure_json import MAX_COUNT, MAX_DISTANCE_M, MAX_NESTING

SPORTS = {
    "running": "run", "cycling": "ride", "swimming": "swim", "lap_swimming": "swim", "strength_training": "strength",
    "walking": "walk", "hiking": "walk", "rowing": "row", "cardio_training": "other", "multi_sport": "other",
}  # fmt: skip
_INTENTS: dict[str, Intent] = {"warmup": "warmup", "cooldown": "cooldown", "rest": "rest", "recovery": "recovery"}
_METRICS = {"power": "power", "heart": "heart_rate", "pace": "pace", "speed": "pace", "cadence": "cadence"}
_ABSOLUTE: dict[str, tuple[Any, Any]] = {"power": ("power", "watts"), "heart_rate": ("heart_rate", "bpm")}


def garmin_segments(document: Mapping[str, Any]) -> list[Any] | None:
    """None where the document is something else."""
    segments = document.get("workoutSegments")
    return segments if isinstance(segments, list) else None


def garmin_sport(document: Mapping[str, Any]) -> str:
    return SPORTS.get(_key(document.get("sportType"), "sportTypeKey"), "")


def garmin_steps(segments: list[Any], sport: str, warnings: Warnings) -> list[Step | Repeat]:
    reader = _Reader(sport, warnings)
    steps = [segment.get("workoutSteps") for segment in segments if isinstance(segment, Mapping)]
    return [part for told in steps for part in reader.parts(told, 0)]


def _key(told: object, name: str) -> str:
    value = told.get(name) if isinstance(told, Mapping) else None
    return value.casefold() if isinstance(value, str) else ""


class _Reader:
    def __init__(self, sport: str, warnings: Warnings) -> None:
        self.sport, self.warnings = sport, warnings

    def parts(self, told: object, depth: int) -> list[Step | Repeat]:
        steps = [step for step in told if isinstance(step, Mapping)] if isinstance(told, list) else []
        ordered = sorted(steps, key=lambda step: finite(step.get("stepOrder")) or 0.0)
        return [part for step in ordered for part in self._part(step, depth)] if depth <= MAX_NESTING else []

    def _part(self, step: Mapping[str, Any], depth: int) -> list[Step | Repeat]:
        if not isinstance(step.get("workoutSteps"), list):
            found = self._step(step)
            return [found] if found else []
        parts = self.parts(step["workoutSteps"], depth + 1)
        count = finite(step.get("numberOfIterations"))
        is_repeated = count is not None and 2 <= count <= MAX_COUNT and parts
        return [Repeat(int(count or 1), tuple(parts))] if is_repeated else parts

    def _step(self, step: Mapping[str, Any]) -> Step | None:
        length = self._length(step)
        if length is None:
            self.warnings.add("no_duration", "A step without a usable length was left out.")
            return None
        target, cadence = self._aims(step)
        intent = _INTENTS.get(_key(step.get("stepType"), "stepTypeKey"), "active")
        return Step(length, target, cadence, intent, note_of(str(step.get("description") or ""), self.warnings))

    def _length(self, step: Mapping[str, Any]) -> Length | None:
        kind, value = _key(step.get("endCondition"), "conditionTypeKey"), finite(step.get("endConditionValue"))
        if kind in {"time", "fixed.rest"}:
            return whole_seconds(value)
        if kind == "distance":
            return Length("distance", round(value, 3)) if value and 0.001 <= value <= MAX_DISTANCE_M else None
        if kind != "lap.button":
            self.warnings.add("other_length", f'A step that ends by "{kind[:40]}" ends with the lap button.')
        return Length("lap")

    def _aims(self, step: Mapping[str, Any]) -> tuple[Target | None, Cadence | None]:
        """Of the first and the second target whichever says something."""
        found: tuple[Target | None, Cadence | None] = (None, None)
        for kind, zone, low, high in (
            ("targetType", "zoneNumber", "targetValueOne", "targetValueTwo"),
            ("secondaryTargetType", "secondaryZoneNumber", "secondaryTargetValueOne", "secondaryTargetValueTwo"),
        ):
            name = _key(step.get(kind), "workoutTargetTypeKey")
            metric = _METRICS.get(name.partition(".")[0], "")
            values = finite(step.get(low)), finite(step.get(high))
            if metric == "cadence":
                found = found[0], found[1] or cadence_of(*values)
            elif metric and found[0] is None:
                found = self._target(metric, finite(step.get(zone)), *values), found[1]
            elif name not in {"", "no.target", "open"} and not metric:
                self.warnings.add("other_target", f'A target of the kind "{name[:40]}" is not kept.')
        return found

    def _target(self, metric: str, zone: float | None, low: float | None, high: float | None) -> Target | None:
        if zone and zone == int(zone):
            return target_of(metric, "zone", zone, zone)
        low, high = (low if low is not None else high), (high if high is not None else low)
        if low is None or high is None:
            return None
        if metric == "pace":
            return speeds_of(min(low, high), max(low, high), "100m" if self.sport == "swim" else "km")
        return target_of(*_ABSOLUTE[metric], low, high)
