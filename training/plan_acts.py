"""Acts in a calendar, kept with the rows as they were, so that whoever did something can take it back."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Conflict
from training.models import Activity, PlanAct, Workout, WorkoutState
from training.plan_rights import PlanSight, plan_sights
from training.planned_days import lock_plan
from training.planning import after_change

FIELDS = tuple(
    field.attname for field in Workout._meta.concrete_fields if field.name not in {"search", "created_at", "version"}
)
REFUSALS = {
    "not_found": _("Nothing is here."),
    "not_allowed": _("The athlete has not granted this."),
    "other_team": _("Another team has planned this."),
    "locked": _("The coach has locked this workout."),
    "changed": _("It was changed since."),
    "done": _("It is done."),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item of an act."""

    id: UUID
    state: str
    athlete_id: UUID | None = None
    workout_id: UUID | None = None
    on: date | None = None
    reason: str = ""

    def told(self) -> dict[str, Any]:
        return {
            "id": self.id, "athlete_id": self.athlete_id, "workout_id": self.workout_id, "on": self.on,
            "state": self.state, "reason": self.reason or None,
            "message": str(REFUSALS[self.reason]) if self.reason else None,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Acted:
    act: PlanAct | None
    outcomes: tuple[Outcome, ...]


def snapshot(workout: Workout) -> dict[str, Any]:
    """The row in plain JSON."""
    return _content(workout) | {"version": workout.version}


def _content(workout: Workout) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(
        json.dumps({name: getattr(workout, name) for name in FIELDS}, cls=DjangoJSONEncoder)
    )
    return told


def fingerprint(workout: Workout) -> str:
    """The same for a row that was changed and put back, which has another version by then."""
    return hashlib.sha256(json.dumps(_content(workout), sort_keys=True).encode()).hexdigest()[:32]


def refusal_of(sight: PlanSight | None, workout: Workout) -> str:
    """Why somebody may not move or remove it; empty if they may."""
    if sight is None:
        return "not_found"
    if not sight.may_plan:
        return "not_allowed"
    if not sight.may_change(workout):
        return "other_team"
    return "locked" if sight.is_locked_out(workout) else ""


def keep_act(
    *, actor: User, kind: str, before: list[dict[str, Any]], after_ids: Collection[UUID], outcomes: Iterable[Outcome]
) -> Acted:
    """Kept with what the rows are once everything has followed: a later change shows by that."""
    told = tuple(outcomes)
    if not before and not after_ids:
        return Acted(None, told)
    rows = Workout.objects.filter(pk__in=after_ids).order_by("id").defer("search")
    after = [{"id": str(row.pk), "version": row.version, "print": fingerprint(row)} for row in rows]
    return Acted(PlanAct.objects.create(asked_by=actor, kind=kind, before=before, after=after), told)


@transaction.atomic
def undo_act(*, act: PlanAct, actor: User, now: datetime) -> Acted:
    """Row by row: what was changed since, or is done by now, stays as it is."""
    act = PlanAct.objects.select_for_update().get(pk=act.pk, asked_by=actor)
    if act.undone_at is not None:
        raise Conflict(_("This was undone already."), detail="undone")
    before = {UUID(row["id"]): row for row in act.before}
    after = {UUID(row["id"]): row for row in act.after}
    rows = {row.pk: row for row in Workout.objects.filter(pk__in={*before, *after})}
    athletes = {row.athlete_id for row in rows.values()} | {UUID(row["athlete_id"]) for row in before.values()}
    sights = plan_sights(viewer_id=actor.pk, athlete_ids=athletes)
    for athlete_id in sorted(athletes):
        lock_plan(athlete_id)
    days: dict[UUID, set[date]] = {}
    outcomes = [
        _undo_one(pk, before.get(pk), after.get(pk), rows.get(pk), sights, days) for pk in sorted({*before, *after})
    ]
    for athlete_id, touched in sorted(days.items()):
        after_change(athlete_id=athlete_id, days=touched, now=now)
    act.undone_at = now
    act.save(update_fields=["undone_at"])
    return Acted(act, tuple(outcomes))


def _undo_one(
    pk: UUID, was: Mapping[str, Any] | None, left: Mapping[str, Any] | None, row: Workout | None,
    sights: Mapping[UUID, PlanSight], days: dict[UUID, set[date]],
) -> Outcome:  # fmt: skip
    if (row is None) != (left is None):
        return Outcome(pk, "refused", reason="changed")
    restored = _row_of(was) if was else None
    shown = row or restored
    if shown is None:
        return Outcome(pk, "refused", reason="not_found")
    reason = refusal_of(sights.get(shown.athlete_id), shown) or _changed_since(row, left, was)
    if reason:
        return Outcome(pk, "refused", athlete_id=shown.athlete_id, workout_id=pk, on=shown.on, reason=reason)
    _put_back(row, restored)
    days.setdefault(shown.athlete_id, set()).update(kept.on for kept in (row, restored) if kept)
    on = restored.on if restored else None
    return Outcome(pk, "undone", athlete_id=shown.athlete_id, workout_id=pk if restored else None, on=on)


def _changed_since(
    row: Workout | None, left: Mapping[str, Any] | None, was: Mapping[str, Any] | None
) -> str:  # fmt: skip
    if row is None or left is None:
        return ""
    if row.state == WorkoutState.DONE and (was is None or was["state"] != WorkoutState.DONE):
        return "done"
    return "" if fingerprint(row) == left.get("print") else "changed"


def _put_back(row: Workout | None, restored: Workout | None) -> None:
    if restored is None and row is not None:
        row.delete()
    elif restored is not None and row is not None:
        restored.created_at, restored.version = row.created_at, row.version
        restored._state.adding = False
        restored.save(update_fields=[name for name in FIELDS if name != "id"])
    elif restored is not None:
        _release_session(restored)
        _forget_planner(restored)
        restored.version += 1  # what somebody read of it before is an older version
        restored.save(force_insert=True)


def _forget_planner(workout: Workout) -> None:
    """Whoever planned it may have left since; the workout comes back all the same."""
    if workout.planned_by_id and not User.objects.filter(pk=workout.planned_by_id).exists():
        workout.planned_by_id = None


def _release_session(workout: Workout) -> None:
    """Its session may be gone by now, or belong to another workout; then it looks for one like any other."""
    session = workout.activity_id
    if session is None:
        return
    is_taken = Workout.objects.filter(activity_id=session).exists()
    if is_taken or not Activity.objects.filter(pk=session).exists():
        workout.activity, workout.compliance, workout.alignment = None, {}, {}
        workout.state = WorkoutState.PLANNED


def _row_of(was: Mapping[str, Any]) -> Workout:
    fields = {field.attname: field for field in Workout._meta.concrete_fields}
    return Workout(**{name: fields[name].to_python(value) for name, value in was.items() if name in fields})
