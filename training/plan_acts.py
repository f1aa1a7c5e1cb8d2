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
from training.entries import MODELS, Entry, entry_of, kept_fields, kind_of
from training.models import GoalEvent, PlanAct, Workout, WorkoutState
from training.plan_rights import PlanSight, plan_sights
from training.planned_days import lock_plan
from training.planning import after_change
from training.putting_back import PutBack

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
    left_id: UUID | None = None
    """What is there now."""
    on: date | None = None
    reason: str = ""
    kind: str = "workout"

    @property
    def workout_id(self) -> UUID | None:
        return self.left_id if self.kind == "workout" else None

    def told(self) -> dict[str, Any]:
        return {
            "id": self.id, "kind": self.kind, "athlete_id": self.athlete_id, "workout_id": self.workout_id,
            "left_id": self.left_id, "on": self.on,
            "state": self.state, "reason": self.reason or None,
            "message": str(REFUSALS[self.reason]) if self.reason else None,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Acted:
    act: PlanAct | None
    outcomes: tuple[Outcome, ...]


def snapshot(row: Entry) -> dict[str, Any]:
    """The row in plain JSON; a workout with the thresholds that it was done with."""
    told = _content(row) | {"version": row.version}
    if not isinstance(row, Workout):
        return told | {"entry": kind_of(row)}
    return told | {"compliance": {name: value for name, value in row.compliance.items() if name == "planned_with"}}


def _content(row: Entry) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(
        json.dumps({name: getattr(row, name) for name in kept_fields(type(row))}, cls=DjangoJSONEncoder)
    )
    return told


def fingerprint(row: Entry) -> str:
    """The same for a row that was changed and put back, which has another version by then."""
    return hashlib.sha256(json.dumps(_content(row), sort_keys=True).encode()).hexdigest()[:32]


def refusal_of(sight: PlanSight | None, row: Entry) -> str:
    """Why somebody may not move or remove it; empty if they may."""
    if sight is None:
        return "not_found"
    if not sight.may_plan:
        return "not_allowed"
    if isinstance(row, GoalEvent):
        return ""
    if not sight.may_change(row):
        return "other_team" if isinstance(row, Workout) else "not_found"
    return "locked" if isinstance(row, Workout) and sight.is_locked_out(row) else ""


def keep_act(
    *, actor: User, kind: str, before: list[dict[str, Any]], after_ids: Collection[UUID], outcomes: Iterable[Outcome]
) -> Acted:
    """Kept with what the rows are once everything has followed: a later change shows by that."""
    told = tuple(outcomes)
    if not before and not after_ids:
        return Acted(None, told)
    kinds = {outcome.kind for outcome in told}
    after = [_left(row) for row in _rows_of({kind: after_ids for kind in MODELS if kind in kinds}).values()]
    return Acted(PlanAct.objects.create(asked_by=actor, kind=kind, before=before, after=after), told)


def _left(row: Entry) -> dict[str, Any]:
    told = {"id": str(row.pk), "version": row.version, "print": fingerprint(row)}
    return told if isinstance(row, Workout) else told | {"entry": kind_of(row)}


def _rows_of(wanted: Mapping[str, Collection[UUID]]) -> dict[UUID, Entry]:
    found: dict[UUID, Entry] = {}
    for kind, ids in wanted.items():
        rows: Any = MODELS[kind]._default_manager.filter(pk__in=ids).order_by("id")
        found |= {row.pk: row for row in (rows.defer("search") if kind == "workout" else rows)}
    return found


@transaction.atomic
def undo_act(*, act: PlanAct, actor: User, now: datetime) -> Acted:
    """Row by row: what was changed since, or is done by now, stays as it is."""
    act = PlanAct.objects.select_for_update().get(pk=act.pk, asked_by=actor)
    if act.undone_at is not None:
        raise Conflict(_("This was undone already."), detail="undone")
    before = {UUID(row["id"]): row for row in act.before}
    after = {UUID(row["id"]): row for row in act.after}
    kinds = {pk: str(row.get("entry", "workout")) for pk, row in (before | after).items()}
    wanted = {kind: [pk for pk, its in kinds.items() if its == kind] for kind in {*kinds.values()}}
    rows = _rows_of(wanted)
    athletes = {row.athlete_id for row in rows.values()} | {UUID(row["athlete_id"]) for row in before.values()}
    sights = plan_sights(viewer_id=actor.pk, athlete_ids=athletes)
    for athlete_id in sorted(athletes):
        lock_plan(athlete_id)
    rows = _rows_of(wanted)
    back = PutBack()
    outcomes = [
        _undo_one(pk, before.get(pk), after.get(pk), rows.get(pk), sights, back) for pk in sorted({*before, *after})
    ]
    back.write()
    for athlete_id, touched in sorted(back.days.items()):
        after_change(athlete_id=athlete_id, days=touched, now=now)
    act.undone_at = now
    act.save(update_fields=["undone_at"])
    return Acted(act, tuple(outcomes))


def _undo_one(
    pk: UUID, was: Mapping[str, Any] | None, left: Mapping[str, Any] | None, row: Entry | None,
    sights: Mapping[UUID, PlanSight], back: PutBack,
) -> Outcome:  # fmt: skip
    kind = str((was or left or {}).get("entry", "workout"))
    if (row is None) != (left is None):
        return Outcome(pk, "refused", reason="changed", kind=kind)
    restored = entry_of(kind, was) if was else None
    shown = row or restored
    if shown is None:
        return Outcome(pk, "refused", reason="not_found", kind=kind)
    reason = refusal_of(sights.get(shown.athlete_id), shown) or _changed_since(row, left, was)
    if reason:
        return Outcome(pk, "refused", shown.athlete_id, pk, shown.on, reason=reason, kind=kind)
    back.take(row, restored)
    return Outcome(
        pk, "undone", shown.athlete_id, pk if restored else None, restored.on if restored else None, kind=kind
    )


def _changed_since(row: Entry | None, left: Mapping[str, Any] | None, was: Mapping[str, Any] | None) -> str:
    if row is None or left is None:
        return ""
    is_done = isinstance(row, Workout) and row.state == WorkoutState.DONE
    if is_done and (was is None or was["state"] != WorkoutState.DONE):
        return "done"
    return "" if fingerprint(row) == left.get("print") else "changed"
