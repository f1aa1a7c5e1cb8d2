"""Workouts as JSON: our own form, and those of TrainingPeaks and Intervals.icu."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from training.formats.recording import Unreadable
from training.workouts.files.exported import Exported, Source, filename
from training.workouts.files.garmin_json import garmin_segments, garmin_sport, garmin_steps
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
from training.workouts.files.trainerroad_json import Course, course_of, course_steps
from training.workouts.files.trainingpeaks_json import lowered, trainingpeaks_steps
from training.workouts.structure import PURPOSES, Workout
from training.workouts.structure_json import StructureError, from_json

FORMAT = "paceline-workout"
MAX_WRAPPERS, MAX_PARTS = 4, 2_000
_TP_SPORTS: dict[int | str, str] = {
    1: "swim", 2: "ride", 3: "run", 8: "ride", 9: "strength", 11: "ski", 12: "row", 13: "walk", 29: "strength",
    "swim": "swim", "bike": "ride", "run": "run", "mtb": "ride", "mountainbike": "ride", "strength": "strength",
    "xc-ski": "ski", "rowing": "row", "walk": "walk",
}  # fmt: skip
_OUR_SPORTS = {"ride", "run", "swim", "strength", "walk", "row", "ski", "other"}
_INTERVALS_SPORTS = {
    "Ride": "ride", "VirtualRide": "ride", "MountainBikeRide": "ride", "GravelRide": "ride", "Run": "run",
    "VirtualRun": "run", "TrailRun": "run", "Swim": "swim", "OpenWaterSwim": "swim", "WeightTraining": "strength",
    "Walk": "walk", "Hike": "walk", "Rowing": "row", "VirtualRow": "row", "NordicSki": "ski",
}  # fmt: skip


def export_json(source: Source) -> Exported:
    document = {
        "format": FORMAT,
        "title": source.title,
        "description": source.description,
        "sport": source.sport,
        "purpose": source.purpose or None,
        "structure": source.workout.to_json(),
    }
    content = json.dumps(document, indent=1, ensure_ascii=False).encode()
    return Exported(content, filename(source.title, "json"), "application/json")


def import_json(content: bytes) -> Imported:
    check_bytes(content)
    try:
        document = json.loads(decoded(content))
    except (ValueError, RecursionError) as error:
        raise Unreadable("damaged", "This is no JSON that can be read.", _place(error)) from error
    for inner in _wrapped(document):
        for steps_of, reader in READERS:
            found = steps_of(inner)
            if found is not None:
                return reader(inner, found)
    raise not_a_workout("This JSON holds no workout: neither a structure nor steps.")


def _wrapped(document: object) -> Iterator[Mapping[str, Any]]:
    """The document, then what it wraps: answers of an API hold a workout as one of a list, or under a name."""
    level, seen = [document], 0
    for _depth in range(MAX_WRAPPERS):
        below: list[object] = []
        for part in level:
            if isinstance(part, Mapping):
                yield part
            below += part if isinstance(part, list) else part.values() if isinstance(part, Mapping) else ()
            seen += 1
            if seen > MAX_PARTS:
                return
        level = below


def _place(error: Exception) -> str:
    return f"line {error.lineno}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""


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
    document = lowered(document)
    structure = document.get("structure", document)
    if isinstance(structure, str):
        try:
            structure = lowered(json.loads(structure))
        except (ValueError, RecursionError):
            return None
    if isinstance(structure, list):
        structure = document
    is_theirs = isinstance(structure, Mapping) and isinstance(structure.get("structure"), list)
    return structure if is_theirs else None


def _trainingpeaks(document: Mapping[str, Any], structure: Mapping[str, Any]) -> Imported:
    document = lowered(document)
    kind = document.get("workouttypevalueid", document.get("workouttypeid", document.get("workouttype")))
    sport = (
        _TP_SPORTS.get(kind.casefold() if isinstance(kind, str) else kind, "") if isinstance(kind, (int, str)) else ""
    )
    warnings = Warnings()
    steps = trainingpeaks_steps(structure, warnings)
    return Imported(
        workout=finished(Workout(tuple(steps))),
        kind="trainingpeaks",
        title=one_line(_text(document, "title", "itemname", "name")),
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


def _trainerroad(document: Mapping[str, Any], course: Course) -> Imported:
    warnings = Warnings()
    details = document.get("Details")
    about = lowered(details) if isinstance(details, Mapping) else {}
    return Imported(
        workout=finished(Workout(tuple(course_steps(course, warnings)))),
        kind="trainerroad",
        title=one_line(_text(about, "workoutname")),
        description=clean(_text(about, "workoutdescription", "goaldescription"), MAX_DESCRIPTION),
        sport="ride",
        ftp_w=course.ftp_w,
        warnings=warnings.all(),
    )


def _garmin(document: Mapping[str, Any], segments: list[Any]) -> Imported:
    warnings, sport = Warnings(), garmin_sport(document)
    return Imported(
        workout=finished(Workout(tuple(garmin_steps(segments, sport, warnings)))),
        kind="garmin",
        title=one_line(_text(document, "workoutName")),
        description=clean(_text(document, "description"), MAX_DESCRIPTION),
        sport=sport,
        warnings=warnings.all(),
    )


READERS: tuple[tuple[Callable[[Mapping[str, Any]], Any], Callable[[Mapping[str, Any], Any], Imported]], ...] = (
    (course_of, _trainerroad),
    (garmin_segments, _garmin),
    (_intervals_document, _intervals),
    (_trainingpeaks_document, _trainingpeaks),
    (_own_document, _own),
)
