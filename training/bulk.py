"""Acts on many athletes, one after the other in the background, with a result for each and in small transactions."""

import json
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from core.work import Hopeless, renew
from training.applying import Outcome, apply_to, undo
from training.models import BulkJob, Plan, PlanApplication, PlanEdition
from training.plan_templates import Options, Template, template_of
from training.rebasing import rebase

FEW = 5
FEW_ROWS = 1_000
Perform = Callable[[str], Outcome]


def ask_for(
    *, kind: str, actor: User, items: Sequence[UUID], values: dict[str, Any], team_id: UUID | None = None
) -> BulkJob:
    from core.tasks import wake  # noqa: PLC0415 - tasks import the functions they run
    from training.tasks import run_bulk_jobs  # noqa: PLC0415

    told = {**values, "items": [str(item) for item in items]}
    job = BulkJob.objects.create(kind=kind, asked_by=actor, team_id=team_id, values=told, total=len(items))
    transaction.on_commit(lambda: wake(run_bulk_jobs))
    return job


def run(job: BulkJob) -> Callable[[], None]:
    """Each item and its result are one transaction: stopped in the middle, the next attempt goes on behind it."""
    with transaction.atomic():
        perform = _KINDS[job.kind](job)
        done = BulkJob.objects.values_list("done", flat=True).get(pk=job.pk)
    for item in job.values["items"][done:]:
        with transaction.atomic():
            _keep(job, perform(item))
            renew(job)
    return lambda: None


def _keep(job: BulkJob, outcome: Outcome) -> None:
    """Added at the end by the database: a growing list is not sent again and again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update training_bulkjob set done = done + 1, results = results || %s::jsonb where id = %s",
            [json.dumps([outcome]), job.pk],
        )


# --- kinds --------------------------------------------------------------------------------------------------------
def _apply(job: BulkJob) -> Perform:
    values, actor, now = job.values, _actor(job), timezone.now()
    template = read_template(values)
    team = values.get("team_id")
    act = partial(
        apply_to, template=template, actor=actor, now=now, batch=UUID(values["batch"]), is_dry=values["is_dry"],
        is_brief=True, team_id=UUID(team) if team else None,
    )  # fmt: skip
    return lambda item: act(UUID(item))


def _rebase(job: BulkJob) -> Perform:
    actor, now = _actor(job), timezone.now()
    edition = _edition(job.values["edition_id"])
    return lambda item: _to_application(
        item, lambda row: rebase(application=row, edition=edition, actor=actor, now=now, is_dry=job.values["is_dry"])
    )


def _undo(job: BulkJob) -> Perform:
    actor, now = _actor(job), timezone.now()
    return lambda item: _to_application(item, lambda row: undo(application=row, actor=actor, now=now))


_KINDS: dict[str, Callable[[BulkJob], Perform]] = {"apply_plan": _apply, "rebase_plan": _rebase, "undo_plan": _undo}


def read_template(values: dict[str, Any]) -> Template:
    """Of an edition, or of items that were copied out of a calendar."""
    options = Options.from_json(values["options"])
    if values.get("edition_id"):
        return template_of(_edition(values["edition_id"]), options)
    return Template(values["slots"], values["weeks"], options)


def template_values(template: Template, items: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """What `read_template` makes the same template of."""
    told = {"options": template.options.to_json(), "weeks": template.weeks}
    return {**told, "edition_id": str(template.edition.pk)} if template.edition else {**told, "slots": items}


def _to_application(item: str, act: Callable[[PlanApplication], Outcome]) -> Outcome:
    row = PlanApplication.objects.filter(pk=item).first()
    if row is None:
        return {"application_id": item, "athlete_id": None, "state": "refused", "reason": "not_found", "text": ""}
    return act(row)


def _edition(pk: str) -> PlanEdition:
    edition = PlanEdition.objects.filter(pk=pk).first()
    if edition is None:
        raise Hopeless("the plan was removed")
    return edition


def _actor(job: BulkJob) -> User:
    actor = User.objects.filter(pk=job.asked_by_id, is_active=True).first()
    if actor is None:
        raise Hopeless("whoever asked is gone")
    return actor


# --- at once, or in the background --------------------------------------------------------------------------------
def is_little(count: int, rows_each: int) -> bool:
    return count <= FEW and count * rows_each <= FEW_ROWS


def behind(plan: Plan) -> QuerySet[PlanApplication]:
    """Applications that the newest edition has not come to yet."""
    rows = PlanApplication.objects.filter(plan=plan, undone_at=None, edition__number__lt=plan.edition)
    return rows.order_by("applied_at", "id")
