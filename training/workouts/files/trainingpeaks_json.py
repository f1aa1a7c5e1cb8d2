"""Steps of a TrainingPeaks structure: blocks of steps, repeated or once, targets of one metric for all."""

from collections.abc import Mapping, Sequence
from typing import Any

from training.workouts.files.imported import Warnings, cadence_of, finite, note_of, target_of, whole_seconds
from training.workouts.structure import Cadence, Intent, Length, Repeat, Step, Target
from training.workouts.structure_json import MAX_COUNT, MAX_DISTANCE_M, MAX_NESTING

_UNITS: dict[str, tuple[str, str]] = {
    "percentofftp": ("power", "percent_ftp"),
    "percentofthresholdhr": ("heart_rate", "percent_lthr"),
    "percentofmaxhr": ("heart_rate", "percent_max"),
    "percentofthresholdpace": ("pace", "percent_threshold"),
    "percentofthresholdspeed": ("pace", "percent_threshold"),
    "rpe": ("rpe", "rpe"),
    "percentofthresholdpower": ("power", "percent_ftp"),
    "watts": ("power", "watts"),
    "power": ("power", "watts"),
    "bpm": ("heart_rate", "bpm"),
    "heartrate": ("heart_rate", "bpm"),
}
_CADENCE = {"roundorstrideperminute", "rpm", "cadence"}
_INTENTS: dict[str, Intent] = {"warmup": "warmup", "cooldown": "cooldown", "rest": "recovery", "recovery": "recovery"}
_ONCE = {"step", "rampup", "rampdown"}  # whatever number stands in their length
_SECONDS = {"second": 1.0, "minute": 60.0, "hour": 3600.0}
DEEPEST = 12
_METRES = {"meter": 1.0, "kilometer": 1000.0, "mile": 1609.344, "yard": 0.9144}


def trainingpeaks_steps(structure: Mapping[str, Any], warnings: Warnings) -> list[Step | Repeat]:
    """Of `structure.structure`; the metric is named once, in `primaryIntensityMetric`."""
    metric = str(structure.get("primaryintensitymetric") or "percentOfFtp").casefold()
    if metric not in _UNITS:
        warnings.add("other_target", f'Targets by "{metric[:40]}" are not known and were left out.')
    return _Reader(metric, warnings).blocks(structure.get("structure"), 0)


def lowered(value: Any, depth: int = 0) -> Any:
    """The same with names in small letters: theirs are written in two ways."""
    if isinstance(value, Mapping) and depth < DEEPEST:
        return {str(name).casefold(): lowered(inner, depth + 1) for name, inner in value.items()}
    if isinstance(value, list) and depth < DEEPEST:
        return [lowered(inner, depth + 1) for inner in value]
    return value


def _as_cadence(target: object) -> dict[str, Any] | None:
    return {**target, "unit": "cadence"} if isinstance(target, Mapping) else None


class _Reader:
    def __init__(self, metric: str, warnings: Warnings) -> None:
        self.metric, self.warnings = metric, warnings

    def blocks(self, blocks: object, depth: int) -> list[Step | Repeat]:
        if not isinstance(blocks, Sequence) or isinstance(blocks, str) or depth > MAX_NESTING:
            return []
        return [part for block in blocks if isinstance(block, Mapping) for part in self._block(block, depth)]

    def _block(self, block: Mapping[str, Any], depth: int) -> list[Step | Repeat]:
        inner = block.get("steps")
        if not isinstance(inner, list):
            step = self._step(block)
            return [step] if step else []
        parts = self.blocks(inner, depth + 1)
        length = block.get("length")
        is_once = str(block.get("type", "")).casefold() in _ONCE
        count = _count(length) if isinstance(length, Mapping) and not is_once else 1
        return [Repeat(count, tuple(parts))] if count > 1 and parts else parts

    def _step(self, step: Mapping[str, Any]) -> Step | None:
        length = self._length(step)
        if length is None:
            return None
        told = step.get("targets")
        targets = list(told) if isinstance(told, list) else []
        target, cadence = self._aims([*targets, step.get("intensitytarget"), _as_cadence(step.get("cadencetarget"))])
        note = "\n".join(
            text for text in (step.get("name"), step.get("notes")) if isinstance(text, str) and text.strip()
        )
        intent = _INTENTS.get(str(step.get("intensityclass", "")).casefold(), "active")
        return Step(length, target, cadence, intent, note_of(note, self.warnings))

    def _length(self, step: Mapping[str, Any]) -> Length | None:
        length = step.get("length")
        value = finite(length.get("value")) if isinstance(length, Mapping) else None
        unit = str(length.get("unit", "")).casefold() if isinstance(length, Mapping) else ""
        if unit in _METRES and value and 0 < value * _METRES[unit] <= MAX_DISTANCE_M:
            return Length("distance", round(value * _METRES[unit], 3))
        found = whole_seconds(value * _SECONDS[unit]) if unit in _SECONDS and value is not None else None
        if str(step.get("openduration")).casefold() == "true":
            return Length("lap", found.value if found else 0.0)
        if found is None:
            self.warnings.add("no_duration", "A step without a usable length was left out.")
        return found

    def _aims(self, targets: Sequence[object]) -> tuple[Target | None, Cadence | None]:
        target, cadence = None, None
        for given in targets:
            if not isinstance(given, Mapping):
                continue
            low, high = finite(given.get("minvalue")), finite(given.get("maxvalue"))
            if low is None:
                low = finite(given.get("value"))
            unit = str(given.get("unit") or self.metric).casefold()
            if unit in _CADENCE:
                cadence = cadence_of(low, high)
            elif unit in _UNITS and target is None:
                target = target_of(*_UNITS[unit], low, low if high is None else high)
        return target, cadence


def _count(length: Mapping[str, Any]) -> int:
    value = finite(length.get("value"))
    is_count = str(length.get("unit", "repetition")).casefold() == "repetition"
    return int(value) if value and is_count and 1 <= value <= MAX_COUNT else 1
