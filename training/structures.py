"""Between the rows of the plan and the pure package `training.workouts`: reading, writing and measuring structures."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from training.science.session import Thresholds
from training.workouts.language import parse, write
from training.workouts.planning import plan
from training.workouts.resolving import resolve
from training.workouts.structure import Workout as Structure
from training.workouts.structure_json import StructureError, from_json

PLANNED = ("planned_duration_s", "planned_distance_m", "planned_load", "planned_intensity")


class WrongText(DomainError):
    """The first fault of a typed structure, with its place."""


@dataclass(frozen=True, slots=True)
class Read:
    structure: Structure | None
    text: str
    errors: tuple[dict[str, Any], ...] = ()


def read_text(text: str, sport: str) -> Read:
    """What can be understood of it, in its usual writing, and each fault with its place."""
    parsed = parse(text, sport)
    errors = tuple(
        {name: getattr(fault, name) for name in ("line", "column", "code", "message", "expected")}
        for fault in parsed.errors
    )
    return Read(parsed.workout, text if errors else write(parsed.workout, sport), errors)


def read_structure(document: Mapping[str, Any], sport: str) -> Read:
    try:
        structure = from_json(document)
    except StructureError as error:
        raise DomainError(
            _("%(place)s: %(text)s") % {"place": error.path or "structure", "text": error.message},
            field="structure",
            detail=error.code,
        ) from error
    return Read(structure, write(structure, sport))


def settle(given: dict[str, Any], *, sport: str, before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Whichever of text and structure was sent is the truth, the other follows from it."""
    old = before or {"structure": None, "structure_text": ""}
    changed = [name for name in ("structure", "structure_text") if name in given and given[name] != old[name]]
    rest = {name: value for name, value in given.items() if name not in {"structure", "structure_text"}}
    if not changed:
        return rest
    told = {name: _settled(given[name], name, sport) for name in changed}
    if len({repr(both) for both in told.values()}) > 1:
        raise DomainError(_("Text and structure say different things; send one of them."), field="structure_text")
    return {**rest, **next(iter(told.values()))}


def _settled(value: Any, name: str, sport: str) -> dict[str, Any]:
    if not value or (isinstance(value, str) and not value.strip()):
        return {"structure": None, "structure_text": ""}
    read = read_structure(value, sport) if name == "structure" else _read_all(value, sport)
    structure = read.structure
    return {
        "structure": structure.to_json() if structure and structure.steps else None,
        "structure_text": read.text if structure and structure.steps else "",
    }


def _read_all(text: str, sport: str) -> Read:
    read = read_text(text, sport)
    if read.errors:
        fault = read.errors[0]
        place = _("Line %(line)d, column %(column)d: %(text)s") % {
            "line": fault["line"], "column": fault["column"], "text": fault["message"],
        }  # fmt: skip
        raise WrongText(place, field="structure_text")
    return read


def planned_figures(structure: Structure | None, thresholds: Thresholds, sport: str) -> dict[str, float | None]:
    """Duration, distance, load and intensity as they follow from the structure and what the athlete can do."""
    if structure is None or not structure.steps:
        return dict.fromkeys(PLANNED)
    planned = plan(structure, thresholds, sport)
    return {
        "planned_duration_s": planned.duration_s,
        "planned_distance_m": planned.distance_m,
        "planned_load": planned.load,
        "planned_intensity": planned.intensity,
    }


def resolved_steps(structure: Structure, thresholds: Thresholds, sport: str) -> list[dict[str, Any]]:
    """Each step as it is executed, its target in watts, beats or metres per second."""
    return [
        {
            "path": list(step.path),
            "rounds": list(step.rounds),
            "intent": step.intent,
            "length": step.length.kind,
            "duration_s": step.duration_s,
            "distance_m": step.distance_m,
            "metric": step.metric,
            "low": step.aim.low if step.aim else None,
            "high": step.aim.high if step.aim else None,
            "is_ramp": step.is_ramp,
            "is_max": step.is_max,
            "share": step.share,
            "cadence_rpm": [step.cadence.low, step.cadence.high] if step.cadence else None,
            "note": step.note,
            "reason": step.reason or None,
        }
        for step in resolve(structure, thresholds, sport)
    ]


def structure_of(document: Mapping[str, Any] | None) -> Structure | None:
    """Of a row: what was let in before is not checked for its words again."""
    return from_json(document) if document else None


def kept_thresholds(thresholds: Thresholds) -> dict[str, Any]:
    """What a done workout was planned with, so that its targets stay what they were."""
    return {name: value for name, value in asdict(thresholds).items() if value}


def thresholds_kept(told: Mapping[str, Any]) -> Thresholds:
    known = {field.name for field in fields(Thresholds)}
    values = {name: value for name, value in told.items() if name in known}
    zones = {name: tuple(edges) for name, edges in values.pop("zones", {}).items()}
    return Thresholds(**values, zones=zones)
