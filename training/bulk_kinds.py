"""What can be done for many athletes, at once or in the background: each kind reads its plain values and does one item."""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Any, Protocol
from uuid import UUID

from accounts.models import User
from core.errors import DomainError, NotFound
from core.work import Hopeless
from training.applying import Outcome, apply_to, refused, undo
from training.library import schedule_for
from training.models import PlanApplication, PlanEdition
from training.plan_templates import Options, Template, template_of
from training.rebasing import rebase

Perform = Callable[[str], Outcome]
Values = dict[str, Any]


class Kind(Protocol):
    def __call__(self, values: Values, actor: User, now: datetime, *, is_brief: bool) -> Perform: ...


def _apply(values: Values, actor: User, now: datetime, *, is_brief: bool) -> Perform:
    team = values["team_id"]
    act = partial(
        apply_to, template=read_template(values), actor=actor, now=now, batch=UUID(values["batch"]),
        team_id=UUID(team) if team else None, is_dry=values["is_dry"], is_brief=is_brief,
    )  # fmt: skip
    return lambda item: act(UUID(item))


def _rebase(values: Values, actor: User, now: datetime, *, is_brief: bool) -> Perform:
    edition = _edition(values["edition_id"])
    act = partial(rebase, edition=edition, actor=actor, now=now, is_dry=values["is_dry"])
    return lambda item: _to_application(item, lambda row: act(application=row))


def _undo(values: Values, actor: User, now: datetime, *, is_brief: bool) -> Perform:
    return lambda item: _to_application(item, lambda row: undo(application=row, actor=actor, now=now))


def _schedule(values: Values, actor: User, now: datetime, *, is_brief: bool) -> Perform:
    team = values["team_id"]
    act = partial(
        schedule_for, content=values["content"], on=date.fromisoformat(values["on"]), actor=actor, now=now,
        team_id=UUID(team) if team else None,
    )  # fmt: skip
    return lambda item: _scheduled(UUID(item), act)


KINDS: dict[str, Kind] = {
    "apply_plan": _apply,
    "clone": _apply,
    "rebase_plan": _rebase,
    "undo_plan": _undo,
    "schedule": _schedule,
}


def whom_of(kind: str) -> str:
    """What its items are."""
    return "application_id" if kind in {"rebase_plan", "undo_plan"} else "athlete_id"


def read_template(values: Values) -> Template:
    """Of an edition, or of items that were copied out of a calendar."""
    options = Options.from_json(values["options"])
    if values.get("edition_id"):
        return template_of(_edition(values["edition_id"]), options)
    return Template(values["slots"], values["weeks"], options)


def _edition(pk: str) -> PlanEdition:
    edition = PlanEdition.objects.filter(pk=pk).first()
    if edition is None:
        raise Hopeless("the plan was removed, or is not shared any more")
    return edition


def _to_application(item: str, act: Callable[[PlanApplication], Outcome]) -> Outcome:
    row = PlanApplication.objects.filter(pk=item).first()
    return act(row) if row else refused(None, NotFound(), UUID(item))


def _scheduled(athlete_id: UUID, act: Callable[..., Any]) -> Outcome:
    try:
        row = act(athlete_id=athlete_id)
    except DomainError as error:
        return {**refused(athlete_id, error), "workout_id": None}
    told = {"athlete_id": str(athlete_id), "application_id": None, "state": "planned", "reason": None}
    return {**told, "message": None, "workout_id": str(row.pk), "on": row.on.isoformat()}
