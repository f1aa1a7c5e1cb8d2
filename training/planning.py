"""Workouts are planned, changed and taken away. Sums of the day and pairs follow in the same transaction."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import DomainError
from training.judging import thresholds_for
from training.models import Excuse, Workout, WorkoutState
from training.pairing import has_sessions, judge_again, pair_days
from training.people_days import today_of
from training.plan_rights import plan_sight, planning_team, require_change, require_unlocked
from training.planned_days import lock_plan, sum_days
from training.science.session import Thresholds
from training.structures import PLANNED, planned_figures, settle, structure_of
from training.thresholds import ThresholdBook

_MEASURED_BY = frozenset({"structure", "sport", "on", *PLANNED})
_JUDGED_BY = frozenset({"structure", "sport", "purpose", *PLANNED})


@transaction.atomic
def plan_workout(
    *, athlete_id: UUID, actor: User, now: datetime, on: date, sport: str, id: UUID | None = None,  # noqa: A002 - the client's id
    team_id: UUID | None = None, **given: Any,
) -> Workout:  # fmt: skip
    told = {**given, "id": id, "team_id": team_id}
    workout = drafted_workout(athlete_id=athlete_id, actor=actor, now=now, on=on, sport=sport, **told)
    lock_plan(athlete_id)
    if "position" not in given:
        workout.position = Workout.objects.filter(athlete_id=athlete_id, on=on).count()
    return insert_workout(workout, now=now)


def insert_workout(draft: Workout, *, now: datetime) -> Workout:
    draft.save(force_insert=True)
    after_change(athlete_id=draft.athlete_id, days={draft.on}, now=now)
    draft.refresh_from_db()
    return draft


def drafted_workout(
    *, athlete_id: UUID, actor: User, now: datetime, on: date, sport: str, id: UUID | None = None,  # noqa: A002 - the client's id
    team_id: UUID | None = None, **given: Any,
) -> Workout:  # fmt: skip
    """As it would be planned; nothing is kept of it."""
    sight = plan_sight(viewer_id=actor.pk, athlete_id=athlete_id)
    workout = Workout(
        athlete_id=athlete_id, team_id=planning_team(sight, team_id), planned_by=actor, on=on, sport=sport,
        **({"id": id} if id else {}),
    )  # fmt: skip
    require_unlocked(sight, workout, given.keys())
    _set(workout, {**given, "on": on, "sport": sport}, ThresholdBook(athlete_id), today=today_of(athlete_id, now))
    return workout


@transaction.atomic
def change_workout(*, workout: Workout, actor: User, now: datetime, **given: Any) -> Workout:
    sight = plan_sight(viewer_id=actor.pk, athlete_id=workout.athlete_id)
    require_change(sight, workout)
    changes = {name: value for name, value in given.items() if getattr(workout, name) != value}
    require_unlocked(sight, workout, changes.keys())
    before = workout.on
    names = _set(workout, changes, None, today=today_of(workout.athlete_id, now))
    if names:
        lock_plan(workout.athlete_id)
        workout.save(update_fields=sorted(names))
        if workout.activity_id and _JUDGED_BY & names:
            judge_again(workout)
        after_change(athlete_id=workout.athlete_id, days={before, workout.on}, now=now)
        workout.refresh_from_db()
    return workout


@transaction.atomic
def remove_workout(*, workout: Workout, actor: User, now: datetime) -> None:
    sight = plan_sight(viewer_id=actor.pk, athlete_id=workout.athlete_id)
    require_change(sight, workout)
    require_unlocked(sight, workout, {"on"})
    athlete_id, on = workout.athlete_id, workout.on
    lock_plan(athlete_id)
    workout.delete()
    after_change(athlete_id=athlete_id, days={on}, now=now)


def excuse_workout(*, workout: Workout, actor: User, now: datetime, excuse: str | None, note: str = "") -> Workout:
    """A reason makes it neutral; without one it asks for its session again."""
    state = WorkoutState.EXCUSED if excuse else WorkoutState.PLANNED
    if not excuse and workout.state != WorkoutState.EXCUSED:
        return workout
    return change_workout(
        workout=workout, actor=actor, now=now, state=state, excuse=excuse or "", excuse_note=note if excuse else ""
    )


def after_change(*, athlete_id: UUID, days: Collection[date], now: datetime) -> None:
    """What follows from any change of a plan. What is done keeps its session, whatever is planned beside it."""
    sum_days(athlete_id, days)
    passed = {day for day in days if day <= now.date() + timedelta(days=1)}
    if passed and has_sessions(athlete_id, passed):
        pair_days(athlete_id=athlete_id, days=passed, now=now, keeps_pairs=True)


def measure(workout: Workout, book: ThresholdBook) -> set[str]:
    """The planned figures that nobody typed, from the structure and the thresholds of the workout's day."""
    return measure_with(workout, book.at(workout.sport, workout.on).values)


def measure_with(workout: Workout, thresholds: Thresholds) -> set[str]:
    figures = planned_figures(structure_of(workout.structure), thresholds, workout.sport)
    typed = {name: getattr(workout, name) for name in workout.typed}
    figures = {**_typed_load(typed), **{k: v for k, v in figures.items() if v is not None}}
    changed = set()
    for name in PLANNED:
        value = figures.get(name)
        if name not in typed and getattr(workout, name) != value:
            setattr(workout, name, value)
            changed.add(name)
    return changed


def _typed_load(typed: Mapping[str, float]) -> dict[str, float]:
    """Load is hours times the square of intensity, in hundreds (Coggan)."""
    duration, intensity = typed.get("planned_duration_s"), typed.get("planned_intensity")
    return {"planned_load": duration / 36 * intensity**2} if duration and intensity else {}


def _set(workout: Workout, changes: dict[str, Any], book: ThresholdBook | None, *, today: date) -> set[str]:
    """Write what was asked into the row; returns the names of the columns that changed."""
    before = {name: getattr(workout, name) for name in ("structure", "structure_text")}
    changes = settle(changes, sport=changes.get("sport", workout.sport), before=before)
    changes = _with_state(workout, changes, today)
    for name, value in changes.items():
        setattr(workout, name, value)
    names = set(changes)
    if PLANNED_NAMES & names:
        workout.typed = _typed(workout, changes)
        names.add("typed")
    if workout.state == WorkoutState.DONE:
        return names | (measure_with(workout, thresholds_for(workout)) if _MEASURED_BY & names - {"on"} else set())
    if _MEASURED_BY & names:
        names |= measure(workout, book or ThresholdBook(workout.athlete_id))
    return names


PLANNED_NAMES = frozenset(PLANNED)


def _typed(workout: Workout, changes: Mapping[str, Any]) -> list[str]:
    kept = [name for name in PLANNED if name in workout.typed and name not in changes]
    given = [name for name in PLANNED if changes.get(name) is not None]
    return [name for name in PLANNED if name in {*kept, *given}]


def _with_state(workout: Workout, changes: dict[str, Any], today: date) -> dict[str, Any]:
    """A reason and the state `excused` go together; a workout brought to a day to come is open again."""
    state = changes.get("state", workout.state)
    if changes.get("excuse"):
        state = changes.get("state", WorkoutState.EXCUSED)
    elif "excuse" in changes and "state" not in changes and workout.state == WorkoutState.EXCUSED:
        state = WorkoutState.PLANNED
    excuse = changes.get("excuse", workout.excuse) if state == WorkoutState.EXCUSED else ""
    _require_sensible(workout, state, excuse, changes)
    if state == WorkoutState.MISSED and changes.get("on", workout.on) >= today:
        state = WorkoutState.PLANNED
    wanted = {"state": state, "excuse": excuse}
    if state != WorkoutState.EXCUSED and workout.excuse_note:
        wanted["excuse_note"] = ""
    told = {name: value for name, value in changes.items() if name not in {"state", "excuse"}}
    return told | {name: value for name, value in wanted.items() if getattr(workout, name) != value}


def _require_sensible(workout: Workout, state: str, excuse: str, changes: Mapping[str, Any]) -> None:
    if state == WorkoutState.EXCUSED and excuse not in Excuse.values:
        raise DomainError(_("Say why it is excused."), field="excuse", detail="required")
    if changes.get("excuse") and state != WorkoutState.EXCUSED:
        raise DomainError(_("Only an excused workout has a reason."), field="excuse")
    if changes.get("state") == WorkoutState.MISSED and workout.state != WorkoutState.MISSED:
        raise DomainError(_("A workout is missed when its day is over, not before."), field="state")
    if workout.activity_id and "state" in changes and state != WorkoutState.DONE:
        raise DomainError(_("It has a session; part them first."), field="state", detail="paired")


@transaction.atomic(savepoint=False)
def measure_to_come(*, athlete_id: UUID, now: datetime) -> int:
    """A threshold is another one: what is still to come follows, what was done stays as it was planned."""
    book, today = ThresholdBook(athlete_id), today_of(athlete_id, now)
    rows = Workout.objects.filter(athlete_id=athlete_id, on__gte=today, state=WorkoutState.PLANNED)
    lock_plan(athlete_id)
    found = list(rows.exclude(structure=None).defer("search"))
    touched = [workout for workout in found if measure(workout, book)]
    # Written even where no figure is another one: the watts behind "90 %" are, and readers go by the version.
    Workout.objects.bulk_update(found, list(PLANNED), batch_size=200)
    sum_days(athlete_id, {workout.on for workout in touched})
    return len(found)
