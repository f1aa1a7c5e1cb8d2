"""Workout files into the library, and library workouts out as files."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import DomainError
from training.contents import settled
from training.formats.recording import Unreadable
from training.library import create_workout
from training.models import LibraryWorkout
from training.science.session import Thresholds
from training.structures import structure_of
from training.workout_files import fields_of, read_file
from training.workouts.files.exported import Exported, Source
from training.workouts.files.formats import write_workout

LARGEST = 5 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file."""

    name: str
    workout: LibraryWorkout | None = None
    error: str = ""
    warnings: list[str] = field(default_factory=list)


def take_files(files: "Iterable[UploadedFile[Any]]", *, actor: User, sport: str, **place: Any) -> list[Taken]:
    return [_take(file, actor, sport, place) for file in files]


def _take(file: "UploadedFile[Any]", actor: User, sport: str, place: dict[str, Any]) -> Taken:
    name = (file.name or "")[:200]
    if (file.size or 0) > LARGEST:
        return Taken(name, error=_("A workout file has at most 5 MB."))
    try:
        imported = read_file(file.read(), name)
        with transaction.atomic():
            told = {**fields_of(imported, sport)}
            told["title"] = told["title"] or name.rpartition(".")[0] or name
            workout = create_workout(actor=actor, **settled(told), **place)
    except DomainError as error:
        return Taken(name, error=str(error.message))
    return Taken(name, workout, warnings=[one.text for one in imported.warnings])


def written_file(workout: LibraryWorkout, form: str, thresholds: Thresholds) -> Exported:
    structure = structure_of(workout.structure)
    if structure is None or not structure.steps:
        raise DomainError(_("This workout has no steps."))
    source = Source(
        structure, thresholds, workout.sport, title=workout.title, description=workout.description,
        purpose=workout.purpose,
    )  # fmt: skip
    try:
        return write_workout(source, form)
    except Unreadable as error:
        raise DomainError(error.message) from error
