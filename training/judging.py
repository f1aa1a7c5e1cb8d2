"""How what was done compares to what was planned. Kept with the workout when a session is paired with it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import Team
from core.acting import as_system
from training.measuring import clean_track
from training.models import Activity, Workout, WorkoutState
from training.science.session import Thresholds
from training.structures import kept_thresholds, structure_of, thresholds_kept
from training.thresholds import ThresholdBook
from training.workouts.compliance import DoneSession, Judgement, Limits, PlannedSession
from training.workouts.compliance import judge as compared
from training.workouts.easy_days import is_easy
from training.workouts.executed import Executed, executed_of
from training.workouts.resolving import resolve

JUDGED = ("compliance", "alignment")
AMOUNTS = ("duration", "distance", "load")
JUDGED_AGAIN = timedelta(days=400)
_BATCH = 500
_APART = ("steps", "extras")  # read with one workout only, so kept beside the rest


def judge(workout: Workout, activity: Activity) -> None:
    """Written into the row; saving it is the caller's."""
    thresholds = thresholds_for(workout)
    planned = planned_session(workout, thresholds)
    is_looked_into = bool(planned.steps) or is_easy(planned.purpose, planned.intensity)
    found = compared(
        planned, done_session(activity, is_looked_into=is_looked_into), state=WorkoutState.DONE, thresholds=thresholds,
        limits=limits_of(workout.team_id),
    )  # fmt: skip
    details = found.details()
    workout.alignment = {name: details.pop(name) for name in _APART}
    workout.compliance = _told(found, details) | {"planned_with": kept_thresholds(thresholds)}


def judge_at_once(activity: Activity) -> None:
    """Not when the event arrives: until then whoever may see the session now would see what another source gave."""
    with as_system("pair sessions with the plan"):
        for workout in Workout.objects.filter(activity=activity):
            judge(workout, activity)
            workout.save(update_fields=JUDGED)


def planned_session(workout: Workout, thresholds: Thresholds) -> PlannedSession:
    structure = structure_of(workout.structure)
    return PlannedSession(
        duration_s=workout.planned_duration_s, distance_m=workout.planned_distance_m, load=workout.planned_load,
        intensity=workout.planned_intensity, sport=workout.sport, purpose=workout.purpose,
        steps=resolve(structure, thresholds, workout.sport) if structure else (),
    )  # fmt: skip


def done_session(activity: Activity, *, is_looked_into: bool = True) -> DoneSession:
    """What was recorded is read only where something is compared with it."""
    return DoneSession(
        duration_s=activity.timer_s or activity.elapsed_s, distance_m=activity.distance_m, load=activity.load,
        intensity=activity.intensity, executed=executed(activity) if is_looked_into else None,
    )  # fmt: skip


def executed(activity: Activity) -> Executed | None:
    """What its leading source recorded, corrections applied; None of a session that was typed in."""
    leader = activity.leader
    if leader is None or not leader.record_count:
        return None
    return executed_of(clean_track(activity, leader))


def limits_of(team_id: UUID | None) -> Limits:
    """What the planner's team takes for as planned."""
    team = Team.objects.filter(pk=team_id).first() if team_id else None
    return Limits() if team is None else team_limits(team)


def team_limits(team: Team) -> Limits:
    by: Any = team.compliance_by
    return Limits(green=team.compliance_green_pct / 100, yellow=team.compliance_yellow_pct / 100, metric=by)


def thresholds_for(workout: Workout) -> Thresholds:
    """Those of its day; of one that is done, those of when it was done."""
    kept = workout.compliance.get("planned_with")
    if kept is not None:
        return thresholds_kept(kept)
    return ThresholdBook(workout.athlete_id).at(workout.sport, workout.on).values


def standing(workout: Workout) -> dict[str, Any] | None:
    """What is to be said of a workout without a session: nothing while it is still to come."""
    if workout.compliance:
        details = {"decided_by": "", "flags": [], "reasons": [], **workout.compliance.get("details", {})}
        return {**workout.compliance, "details": details}
    if workout.state == WorkoutState.PLANNED or workout.activity_id:
        return None
    found = compared(PlannedSession(), None, state=workout.state)
    return _told(found, {name: value for name, value in found.details().items() if name not in _APART})


def _told(found: Judgement, details: dict[str, Any]) -> dict[str, Any]:
    return {
        **{name: getattr(found, name) for name in AMOUNTS},
        "intent": found.intent,
        "colour": found.colour,
        "score": found.score,
        "details": details,
    }


@transaction.atomic(savepoint=False)
def colour_again(*, team_id: UUID, now: datetime) -> int:
    """A team judges otherwise from now on: the shares of what was done stay, their colours follow."""
    with as_system("judge sessions of a team again"):
        limits = limits_of(team_id)
        rows = Workout.objects.filter(team_id=team_id, state=WorkoutState.DONE, on__gte=now.date() - JUDGED_AGAIN)
        told = rows.exclude(compliance={}).only("id", "compliance").order_by("id").iterator(_BATCH)
        changed = [row for row in told if _coloured(row, limits)]
        Workout.objects.bulk_update(changed, ["compliance"], batch_size=_BATCH)
    return len(changed)


def _coloured(row: Workout, limits: Limits) -> bool:
    """Whether the row has another colour now. The shares stand for what was done of a plan of one."""
    shares = {name: row.compliance.get(name) for name in AMOUNTS}
    plan = {name: None if share is None else 1.0 for name, share in shares.items()}
    found = compared(
        PlannedSession(plan["duration"], plan["distance"], plan["load"]),
        DoneSession(shares["duration"], shares["distance"], shares["load"]), state=WorkoutState.DONE, limits=limits,
    )  # fmt: skip
    details = row.compliance["details"]
    is_lowered = "too_hard" in details.get("flags", ()) and found.colour == "green"
    colour = "yellow" if is_lowered else found.colour
    before = row.compliance["colour"], details.get("decided_by")
    row.compliance["colour"], details["decided_by"] = colour, found.decided_by
    return before != (colour, found.decided_by)
