"""Whatever stands on a day of the calendar and can be moved: workouts, notes and events."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from accounts.models import Scope, User
from core.ids import uuid7
from training.judging import JUDGED
from training.models import CalendarNote, GoalEvent, Workout
from training.plan_rights import PlanSight
from training.structures import PLANNED

Mark = CalendarNote | GoalEvent
Entry = Workout | CalendarNote | GoalEvent
MODELS: dict[str, type[Entry]] = {"workout": Workout, "note": CalendarNote, "event": GoalEvent}
KINDS: dict[type[Entry], str] = {model: kind for kind, model in MODELS.items()}
MARKS: tuple[type[Mark], ...] = (CalendarNote, GoalEvent)
MOVED: dict[type[Entry], tuple[str, ...]] = {
    Workout: ("on", "state", "hidden_until", *PLANNED),
    CalendarNote: ("on", "to_on"),
    GoalEvent: ("on",),
}
"""What moving may change."""
COPIED: dict[type[Entry], tuple[str, ...]] = {
    Workout: (
        "start_time", "position", "sport", "sub_sport", "title", "description", "structure", "structure_text", "typed",
        "purpose", "key", "locked", *PLANNED,
    ),
    CalendarNote: ("kind", "title", "body"),
    GoalEvent: ("title", "priority", "sport", "goal", "distance_m", "goal_time_s"),
}  # fmt: skip
_NOT_KEPT = {"search", "created_at", "version", *JUDGED}


def kind_of(row: Entry) -> str:
    return KINDS[type(row)]


@cache
def kept_fields(model: type[Entry]) -> tuple[str, ...]:
    """Without the judgement: it is made of the session, which may have to go, or be another one, until it is undone."""
    return tuple(field.attname for field in model._meta.concrete_fields if field.name not in _NOT_KEPT)


def last_day(row: Entry) -> date:
    return (row.to_on or row.on) if isinstance(row, CalendarNote) else row.on


def marks_seen(viewer_id: UUID, ids: Collection[UUID]) -> dict[UUID, Mark]:
    """Notes and events among the ids."""
    found: dict[UUID, Mark] = {}
    for model in MARKS if ids else ():
        rows: Any = model.objects.visible_to(viewer_id, scope=Scope.VIEW_PLAN).filter(pk__in=ids)
        found |= {row.pk: row for row in rows}
    return found


def versions_of(ids: Collection[UUID]) -> dict[UUID, int]:
    """As they are now; what is not there, or not seen, is left out."""
    found: dict[UUID, int] = {}
    for model in MODELS.values():
        missing = [pk for pk in ids if pk not in found]
        found |= dict(model._default_manager.filter(pk__in=missing).values_list("pk", "version")) if missing else {}
    return found


def parted(rows: Iterable[Entry]) -> dict[type[Entry], list[Any]]:
    """By what they are."""
    found: dict[type[Entry], list[Any]] = {}
    for row in rows:
        found.setdefault(type(row), []).append(row)
    return found


def copy_of(row: Entry, sight: PlanSight, actor: User, shift: timedelta) -> Entry:
    """For the team that wrote the first one, where this coach plans for it."""
    fields = {name: getattr(row, name) for name in COPIED[type(row)]}
    told: dict[str, Any] = {"id": uuid7(), "athlete_id": sight.athlete_id, "on": row.on + shift, **fields}
    if isinstance(row, GoalEvent):
        return GoalEvent(**told)
    told["team_id"] = _team_of(row, sight)
    if isinstance(row, CalendarNote):
        return CalendarNote(author=actor, to_on=row.to_on and row.to_on + shift, **told)
    hidden = row.hidden_until and row.hidden_until + shift
    return Workout(planned_by=actor, hidden_until=None if sight.is_own else hidden, **told)


def _team_of(row: Workout | CalendarNote, sight: PlanSight) -> UUID | None:
    if sight.is_own:
        return None
    return row.team_id if row.team_id in sight.editing_teams else next(iter(sorted(sight.editing_teams)), None)


def entry_of(kind: str, was: Mapping[str, Any]) -> Entry:
    """The row that a snapshot tells of."""
    model = MODELS[kind]
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return model(**{name: fields[name].to_python(value) for name, value in was.items() if name in fields})
