"""Workouts made up on the spot, and the moment at which everything in these tests happens."""

from datetime import UTC, date, datetime
from typing import Any

from accounts.models import User
from core.acting import acting_as, as_system
from tests.cast import Cast
from tests.training.recordings import ride
from training.formats.recording import Recording
from training.models import Activity, PlannedDay, SourceKind, Workout
from training.planning import plan_workout
from training.recording import record_session

NOW = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)
DAY = date(2026, 3, 1)
JSON = "application/json"


def planned(athlete: User, *, by: User | None = None, now: datetime = NOW, **fields: Any) -> Workout:
    actor = by or athlete
    wanted = {"on": DAY, "sport": "ride", "planned_duration_s": 3600.0, **fields}
    with acting_as(actor):
        return plan_workout(athlete_id=athlete.pk, actor=actor, now=now, **wanted)


def recorded(athlete: User, made: Recording | None = None, **options: Any) -> Activity:
    with as_system("test"):
        return record_session(
            athlete_id=athlete.pk, recording=made or ride(**options), kind=SourceKind.FILE, original=None, now=NOW
        ).activity


def fresh(workout: Workout) -> Workout:
    with as_system("test"):
        return Workout.objects.get(pk=workout.pk)


def sums(athlete: User) -> dict[tuple[date, str], tuple[float, float]]:
    with as_system("test"):
        rows = PlannedDay.objects.filter(athlete_id=athlete.pk)
        return {(row.local_on, row.sport): (row.load, row.open_load) for row in rows}


def created(cast: Cast, persona: str = "athlete", **body: Any) -> dict[str, Any]:
    sent = {"on": "2026-03-01", "sport": "ride", "planned_duration_s": 3600, **body}
    answer = cast.as_(persona).post("/api/v1/workouts", sent, content_type=JSON)
    assert answer.status_code == 201, answer.content
    found: dict[str, Any] = answer.json()
    return found
