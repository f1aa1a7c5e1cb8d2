"""Workouts as JSON: our own form, and those of TrainingPeaks and Intervals.icu."""

import json
from collections.abc import Mapping
from typing import Any

from training.formats.recording import Unreadable
from training.workouts.files.exported import Exported, Source, filename
from training.workouts.files.imported import (
    MAX_DESCRIPTION,
    Imported,
    Warnings,
    check_bytes,
    clean,
    decoded,
    finished,
    not_a_workout,
    one_line,
)
from training.workouts.files.intervals_json import intervals_steps
from training.workouts.files.trainingpeaks_json import trainingpeaks_steps
from training.workouts.structure import PURPOSES, Workout
from training.workouts.structure_json import StructureError, from_json

FORMAT = "paceline-workout"
_TP_SPORTS = {1: "swim", 2: "ride", 3: "run", 8: "ride", 9: "strength", 12: "row", 13: "walk"}
_OUR_SPORTS = {"ride", "run", "swim", "strength", "walk", "row", "ski", "other"}
_INTERVALS_SPORTS = {
    "Ride": "ride", "VirtualRide": "ride", "MountainBikeRide": "ride", "GravelRide": "ride", "Run": "run",
    "VirtualRun": "run", "TrailRun": "run", "Swim": "swim", "OpenWaterSwim": "swim", "WeightTraining": "strength",
    "Walk": "walk", "Hike": "walk", "Rowing": "row", "VirtualRow": "row", "NordicSki": "ski",
}  # fmt: skip


def export_json(source: Source, purpose: str | None = None) -> Exported:
    document = {
        "format": FORMAT,
        "title": source.title,
        "description": source.description,
        "sport": source.sport,
        "purpose": purpose,
        "structure": source.workout.to_json(),
    }
    content = json.dumps(document, indent=1, ensure_ascii=False).encode()
    return Exported(content, filename(source.title, "json"), "application/json")


def import_json(content: bytes) -> Imported:
    check_bytes(content)
    try:
        document = json.loads(decoded(content))
    except (ValueError, RecursionError) as error:
        raise Unreadable("damaged", "This is no JSON that can be read.") from error
    if isinstance(document, list) and document and isinstance(document[0], Mapping):
        document = document[0]
    if not isinstance(document, Mapping):
        raise _unknown()
    return _imported(document)


def _imported(document: Mapping[str, Any]) -> Imported:
    for steps_of, reader in (
        (_intervals_document, _intervals),
        (_trainingpeaks_document, _trainingpeaks),
        (_own_document, _own),
    ):
        found = steps_of(document)
        if found is not None:
            return reader(document, found)
    raise _unknown()


def _unknown() -> Unreadable:
    return not_a_workout("This JSON holds no workout: neither a structure nor steps.")


def _own_document(document: Mapping[str, Any]) -> Mapping[str, Any] | None:
    structure = document.get("structure", document)
    return structure if isinstance(structure, Mapping) and isinstance(structure.get("steps"), list) else None


def _own(document: Mapping[str, Any], structure: Mapping[str, Any]) -> Imported:
    try:
        workout = from_json(structure)
    except StructureError as error:
        raise Unreadable("damaged", f"The structure is not valid: {error}", error.path) from error
    purpose, sport = document.get("purpose"), document.get("sport")
    return Imported(
        workout=workout,
        kind="json",
        title=one_line(_text(document, "title")),
        description=clean(_text(document, "description"), MAX_DESCRIPTION),
        sport=sport if isinstance(sport, str) and sport in _OUR_SPORTS else "",
        purpose=next((known for known in PURPOSES if known == purpose), None),
    )


def _trainingpeaks_document(document: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The `structure` of a planned workout, which may be a text of JSON itself, or that alone."""
    structure = document.get("structure", document)
    if isinstance(structure, str):
        try:
            structure = json.loads(structure)
        except (ValueError, RecursionError):
            return None
    if isinstance(structure, list):
        structure = document
    is_theirs = isinstance(structure, Mapping) and isinstance(structure.get("structure"), list)
    return structure if is_theirs else None


def _trainingpeaks(document: Mapping[str, Any], structure: Mapping[str, Any]) -> Imported:
    kind = document.get("workoutTypeValueId", document.get("workoutTypeId"))
    sport = _TP_SPORTS.get(kind, "") if isinstance(kind, int) else ""
    warnings = Warnings()
    steps = trainingpeaks_steps(structure, warnings)
    return Imported(
        workout=finished(Workout(tuple(steps))),
        kind="trainingpeaks",
        title=one_line(_text(document, "title", "itemName", "name")),
        description=clean(_text(document, "description"), MAX_DESCRIPTION),
        sport=sport,
        warnings=warnings.all(),
    )


def _intervals_document(document: Mapping[str, Any]) -> Mapping[str, Any] | None:
    inner = document.get("workout_doc")
    if isinstance(inner, Mapping) and isinstance(inner.get("steps"), list):
        return inner
    steps = document.get("steps")
    is_theirs = isinstance(steps, list) and steps and all(isinstance(s, Mapping) and "kind" not in s for s in steps)
    return document if is_theirs else None


def _intervals(document: Mapping[str, Any], inner: Mapping[str, Any]) -> Imported:
    warnings = Warnings()
    kind = document.get("type")
    sport = _INTERVALS_SPORTS.get(kind, "") if isinstance(kind, str) else ""
    steps = intervals_steps(inner, warnings)
    ftp = inner.get("ftp")
    return Imported(
        workout=finished(Workout(tuple(steps))),
        kind="intervals",
        title=one_line(_text(document, "name")),
        description=clean(_text(document, "description"), MAX_DESCRIPTION),
        sport=sport,
        ftp_w=float(ftp) if isinstance(ftp, (int, float)) and 20 <= ftp <= 1000 else None,
        warnings=warnings.all(),
    )


def _text(document: Mapping[str, Any], *names: str) -> str:
    return next((value for name in names if isinstance(value := document.get(name), str) and value), "")
