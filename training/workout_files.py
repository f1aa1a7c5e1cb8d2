"""Workouts as files of other programs and devices, out of the calendar and into it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError, NotAllowed
from core.text import clean_block, clean_line
from training.formats.recording import Unreadable
from training.judging import thresholds_for
from training.models import Workout
from training.plan_rights import PlanSight
from training.refusals import explain
from training.structures import structure_of
from training.workouts.files.exported import Exported, Source
from training.workouts.files.formats import FORMATS, read_workout, write_workout
from training.workouts.files.imported import Imported

__all__ = ["FORMATS", "export_workout", "fields_of", "read_file"]

USUAL_SPORT = "ride"  # what files that name no sport are written for


def export_workout(*, workout: Workout, sight: PlanSight, form: str) -> Exported:
    """With the targets of its day; of one that is done, with those it was done with."""
    if not sight.reads_words_of(workout):
        raise NotAllowed(_("Another team has planned this."))
    structure = structure_of(workout.structure)
    if structure is None or not structure.steps:
        raise DomainError(_("This workout has no steps."), field="format", detail="no_structure")
    source = Source(
        structure, thresholds_for(workout), workout.sport, title=workout.title, description=workout.description,
        purpose=workout.purpose,
    )  # fmt: skip
    try:
        return write_workout(source, form)
    except Unreadable as error:
        raise DomainError(error.message, field="format", detail=error.code) from error


def read_file(content: bytes, filename: str) -> Imported:
    try:
        return read_workout(content, filename)
    except Unreadable as error:
        told = f"{error.message}\n{error.place}"
        raise DomainError(explain(error.code, filename, told), field="file", detail=error.code) from error


def fields_of(imported: Imported, sport: str = "") -> dict[str, Any]:
    """What `plan_workout` takes."""
    return {
        "sport": sport or imported.sport or USUAL_SPORT,
        "title": clean_line(imported.title),
        "description": clean_block(imported.description),
        "purpose": imported.purpose or "",
        "structure": imported.workout.to_json() if imported.workout.steps else None,
    }
