"""Plans made up on the spot, and what became of them in calendars."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from accounts.models import User
from core.acting import acting_as, as_system
from tests.training.planned import NOW
from training.models import Plan, PlanApplication, Workout
from training.plan_runs import Run, apply_plan, rebase_plan, undo_applications
from training.plan_templates import Options
from training.plans import change_plan, create_plan

MONDAY = date(2026, 3, 2)
"""The day after the moment at which everything in these tests happens."""
INTERVALS = "- 15m 55-75%\n\n4x\n- 8m 95%\n- 3m 50%\n\n- 10m 50%"


def item(day: int, **fields: Any) -> dict[str, Any]:
    return {"day": day, "sport": "ride", "title": f"Day {day}", "planned_duration_s": 3600.0, **fields}


def intervals(day: int, **fields: Any) -> dict[str, Any]:
    return {"day": day, "sport": "ride", "title": "Intervals", "structure_text": INTERVALS, "key": True, **fields}


def make_plan(owner: User, *items: dict[str, Any], **fields: Any) -> Plan:
    with acting_as(owner):
        return create_plan(actor=owner, title="Base", items=items or [intervals(1), item(3), item(8)], **fields)


def new_edition(plan: Plan, actor: User, items: Sequence[dict[str, Any]]) -> Plan:
    with acting_as(actor):
        return change_plan(plan=Plan.objects.get(pk=plan.pk), actor=actor, items=items)


def put_in(plan: Plan, actor: User, *athletes: User, on: date = MONDAY, options: Any = None, **asked: Any) -> Run:
    with acting_as(actor):
        return apply_plan(
            plan=plan, options=Options(on, **(options or {})), athlete_ids=[athlete.pk for athlete in athletes],
            actor=actor, now=NOW, **asked,
        )  # fmt: skip


def bring_newest(plan: Plan, actor: User, **asked: Any) -> Run:
    with acting_as(actor):
        return rebase_plan(plan=Plan.objects.get(pk=plan.pk), actor=actor, now=NOW, **asked)


def take_back(actor: User, **asked: Any) -> Run:
    with acting_as(actor):
        return undo_applications(actor=actor, now=NOW, **asked)


def calendar_of(athlete: User) -> list[tuple[int, str]]:
    """Days from the Monday, and what stands there."""
    return [((row.on - MONDAY).days, row.title) for row in rows_of(athlete)]


def rows_of(athlete: User) -> list[Workout]:
    with as_system("test"):
        return list(Workout.objects.filter(athlete_id=athlete.pk).order_by("on", "position", "id"))


def application_of(run: Run, at: int = 0) -> PlanApplication:
    with as_system("test"):
        return PlanApplication.objects.get(pk=UUID(run.results[at]["application_id"]))


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)
