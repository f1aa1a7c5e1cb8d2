"""The library beside the calendar: workouts to drag onto a day, in their folders."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.safestring import SafeString

from training.library import search
from training.models import LibraryFolder, LibraryWorkout
from training.web.calendar.cards import Text, hours, silhouette

MOST = 60


@dataclass(frozen=True, slots=True)
class Row:
    workout: LibraryWorkout
    profile: SafeString
    duration: Text


@dataclass(frozen=True, slots=True)
class Drawer:
    rows: list[Row]
    folders: list[LibraryFolder]
    folder: str
    q: str
    has_more: bool


def drawer_of(viewer_id: UUID, q: str, folder: str) -> Drawer:
    rows = search(LibraryWorkout.objects.visible_to(viewer_id), q[:200])
    folders = list(LibraryFolder.objects.visible_to(viewer_id).order_by("title", "id")[:200])
    chosen = next((one for one in folders if str(one.pk) == folder), None)
    if chosen is not None:
        rows = rows.filter(folder=chosen)
    found = list(rows.order_by("title", "id")[: MOST + 1])
    shown = [_row(workout) for workout in found[:MOST]]
    return Drawer(shown, folders, str(chosen.pk) if chosen else "", q, has_more=len(found) > MOST)


def _row(workout: LibraryWorkout) -> Row:
    return Row(workout, silhouette(workout), hours(workout.planned_duration_s) if workout.planned_duration_s else "")
