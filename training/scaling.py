"""A session made longer or shorter: every step by the same factor, at the same targets."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from training.structures import structure_of
from training.workouts.structure import Length, Repeat, Step, Workout
from training.workouts.structure_json import MAX_DISTANCE_M, MAX_TIME_S

LEAST, MOST = 0.2, 3.0
_SCALED = ("planned_duration_s", "planned_distance_m", "planned_load")
# Nobody rides 7:12: longer steps go in coarser ones.
_STEPS_S = ((600.0, 60.0), (120.0, 15.0), (60.0, 5.0), (0.0, 1.0))
_STEPS_M = ((5000.0, 100.0), (400.0, 50.0), (100.0, 25.0), (0.0, 1.0))


def scale(content: Mapping[str, Any], factor: float) -> dict[str, Any]:
    """Typed figures and the lengths of steps. Intensity stays as it is."""
    if factor == 1:
        return dict(content)
    figures = {name: content[name] * factor for name in _SCALED if content[name] is not None}
    structure = structure_of(content["structure"])
    if structure is None:
        return {**content, **figures}
    from training.workouts.language import write  # noqa: PLC0415

    scaled = Workout(_parts(structure.steps, factor))
    return {**content, **figures, "structure": scaled.to_json(), "structure_text": write(scaled)}


def _parts(parts: tuple[Step | Repeat, ...], factor: float) -> tuple[Step | Repeat, ...]:
    return tuple(
        replace(part, length=_length(part.length, factor))
        if isinstance(part, Step)
        else replace(part, steps=_parts(part.steps, factor))
        for part in parts
    )


def _length(length: Length, factor: float) -> Length:
    if not length.value:
        return length
    steps, most = (_STEPS_M, MAX_DISTANCE_M) if length.kind == "distance" else (_STEPS_S, MAX_TIME_S)
    wanted = length.value * factor
    step = next(size for least, size in steps if wanted >= least)
    return Length(length.kind, float(min(max(round(wanted / step) * step, 1), most)))
