"""Races and other days that training leads to."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import Scope, User
from training.models import GoalEvent
from training.plan_rights import plan_sight, require_planning
from training.planned_days import lock_plan


def events_seen(viewer_id: UUID) -> Any:
    """Of all athletes whose plan somebody sees."""
    return GoalEvent.objects.visible_to(viewer_id, scope=Scope.VIEW_PLAN)


@transaction.atomic
def create_event(
    *, athlete_id: UUID, actor: User, on: date, title: str, sport: str, id: UUID | None = None,  # noqa: A002 - the client's id
    **given: Any,
) -> GoalEvent:  # fmt: skip
    require_planning(plan_sight(viewer_id=actor.pk, athlete_id=athlete_id))
    event = GoalEvent(athlete_id=athlete_id, on=on, title=title, sport=sport, **given, **({"id": id} if id else {}))
    event.save(force_insert=True)
    return event


@transaction.atomic
def change_event(*, event: GoalEvent, actor: User, **given: Any) -> GoalEvent:
    require_planning(plan_sight(viewer_id=actor.pk, athlete_id=event.athlete_id))
    lock_plan(event.athlete_id)
    changes = {name: value for name, value in given.items() if getattr(event, name) != value}
    for name, value in changes.items():
        setattr(event, name, value)
    if changes:
        event.save(update_fields=sorted(changes))
        event.refresh_from_db()
    return event


@transaction.atomic
def remove_event(*, event: GoalEvent, actor: User) -> None:
    require_planning(plan_sight(viewer_id=actor.pk, athlete_id=event.athlete_id))
    lock_plan(event.athlete_id)
    event.delete()
