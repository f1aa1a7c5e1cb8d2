"""What an act has changed, made or removed is written as it was: a few statements, however much it is."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from accounts.models import User
from core.acting import as_system
from training.entries import Entry, kept_fields, parted
from training.judging import judge
from training.models import Activity, CalendarNote, Workout, WorkoutState
from training.workout_rows import insert_workouts, rewrite_workouts


@dataclass(slots=True)
class PutBack:
    """Gathers rows, and writes them all at once."""

    made: list[Entry] = field(default_factory=list)
    changed: list[Entry] = field(default_factory=list)
    removed: list[Entry] = field(default_factory=list)
    days: dict[UUID, set[date]] = field(default_factory=dict)
    """Of the workouts among them."""

    def take(self, row: Entry | None, restored: Entry | None) -> None:
        """What is there now, and what was."""
        if restored is None and row is not None:
            self.made.append(row)
        elif restored is not None and row is not None:
            self.changed.append(restored)
        elif restored is not None:
            self.removed.append(restored)
        for one in (row, restored):
            if isinstance(one, Workout):
                self.days.setdefault(one.athlete_id, set()).add(one.on)

    def write(self) -> None:
        for model, rows in parted(self.made).items():
            model._default_manager.filter(pk__in=[row.pk for row in rows]).delete()
        for model, rows in parted(self.changed).items():  # a workout kept its session, if it had one
            names = [name for name in kept_fields(model) if name != "id"]
            if model is Workout:
                rewrite_workouts(rows, names)
            else:
                model._default_manager.bulk_update(rows, names, batch_size=200)
        self._settle()
        for model, rows in parted(self.removed).items():
            if model is Workout:
                insert_workouts(rows)
            else:
                model._default_manager.bulk_create(rows, batch_size=200)

    def _settle(self) -> None:
        """What a row hung on may have gone since; it comes back all the same, as a newer version than was ever read."""
        people = _those_there(User, {_writer(row) for row in self.removed})
        _release_sessions([row for row in self.removed if isinstance(row, Workout)])
        for row in self.removed:
            row.version += 1
            if isinstance(row, Workout):
                row.planned_by_id = row.planned_by_id if row.planned_by_id in people else None
            elif isinstance(row, CalendarNote):
                row.author_id = row.author_id if row.author_id in people else None


def _writer(row: Entry) -> UUID | None:
    return row.planned_by_id if isinstance(row, Workout) else row.author_id if isinstance(row, CalendarNote) else None


def _those_there(model: Any, ids: Collection[UUID | None]) -> set[UUID]:
    wanted = [pk for pk in ids if pk]
    return set(model._default_manager.filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()


def _release_sessions(rows: list[Workout]) -> None:
    """A session may be gone by now, or belong to another workout; then the workout looks for one like any other."""
    wanted = {row.activity_id for row in rows if row.activity_id}
    if not wanted:
        return
    there = {activity.pk: activity for activity in Activity.objects.filter(pk__in=wanted)}
    taken = set(Workout.objects.filter(activity_id__in=wanted).values_list("activity_id", flat=True))
    for row in rows:
        if row.activity_id in taken or row.activity_id not in there:
            _open(row)
        else:
            with as_system("pair sessions with the plan"):  # by what the session says now
                judge(row, there[row.activity_id])


def _open(row: Workout) -> None:
    if row.activity_id is not None:
        row.activity, row.compliance, row.alignment, row.state = None, {}, {}, WorkoutState.PLANNED
