"""One workout planned, changed or taken from the library in a calendar, so that it can be taken back like any other act."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User
from training.models import LibraryWorkout, Workout
from training.plan_acts import Acted, Outcome, keep_act, snapshot
from training.plan_runs import schedule
from training.planning import change_workout, plan_workout


@transaction.atomic
def plan_undoably(*, athlete_id: UUID, actor: User, now: datetime, **given: Any) -> Acted:
    row = plan_workout(athlete_id=athlete_id, actor=actor, now=now, **given)
    return _kept("plan", "planned", row, actor, before=[])


@transaction.atomic
def change_undoably(*, workout: Workout, actor: User, now: datetime, **given: Any) -> Acted:
    before = snapshot(workout)
    row = change_workout(workout=workout, actor=actor, now=now, **given)
    return _kept("change", "changed", row, actor, before=[before])


@transaction.atomic
def schedule_undoably(
    *, workout: LibraryWorkout, athlete_id: UUID, on: date, actor: User, now: datetime, team_id: UUID | None = None
) -> Acted:  # fmt: skip
    run = schedule(workout=workout, athlete_ids=[athlete_id], on=on, actor=actor, now=now, team_id=team_id)
    made = [result["workout_id"] for result in run.results if result.get("workout_id")]
    outcomes = [Outcome(UUID(str(pk)), "planned", athlete_id, UUID(str(pk)), on) for pk in made]
    return keep_act(actor=actor, kind="plan", before=[], after_ids=made, outcomes=outcomes)


def _kept(kind: str, state: str, row: Workout, actor: User, *, before: list[dict[str, Any]]) -> Acted:
    outcome = Outcome(row.pk, state, row.athlete_id, row.pk, row.on)
    return keep_act(actor=actor, kind=kind, before=before, after_ids=[row.pk], outcomes=[outcome])
