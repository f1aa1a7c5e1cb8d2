"""Plans are given to athletes, brought up to date and taken back: a few at once, many in the background."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Scope, User
from core.errors import DomainError, NotFound
from core.ids import uuid7
from core.models import WorkState
from training.applying import Outcome
from training.bulk import ask_for
from training.bulk_kinds import KINDS, Perform, whom_of
from training.contents import content_of
from training.models import BulkJob, LibraryWorkout, Plan, PlanApplication, Workout
from training.people_days import today_of
from training.plan_acts import REFUSALS
from training.plan_rights import plan_sight
from training.plan_templates import Options, check_options
from training.plans import items_from_calendar, newest, weeks_between

MOST_ATHLETES = 500
FEW, FEW_ROWS = 5, 1_000
"""So many athletes, and so many sessions for all of them together, are done while one waits."""
_USUAL_ROWS = 100
_STATES = {WorkState.DONE: "done", WorkState.DEAD: "failed", WorkState.LEASED: "processing"}
_TROUBLE = {"refused", "failed"}
_MESSAGES = {**REFUSALS, "error": _("Something went wrong here; nothing was changed.")}


@dataclass(frozen=True, slots=True)
class Run:
    """What became of it, athlete by athlete; with an id it goes on in the background."""

    kind: str
    state: str
    batch_id: UUID | None
    is_dry: bool
    total: int
    done: int
    results: list[Outcome]
    id: UUID | None = None
    created_at: datetime = field(default_factory=timezone.now)
    finished_at: datetime | None = None

    @property
    def refused(self) -> int:
        return sum(one["state"] in _TROUBLE for one in self.results)

    @property
    def version(self) -> str:
        """Of its entity tag: what a reader has seen of it."""
        return f"{self.state}-{self.done}"

    def told(self) -> dict[str, Any]:
        return {
            "id": self.id, "kind": self.kind, "state": self.state, "batch_id": self.batch_id, "dry_run": self.is_dry,
            "total": self.total, "done": self.done, "refused": self.refused,
            "results": [_worded(one) for one in self.results],
            "created_at": self.created_at, "finished_at": self.finished_at,
        }  # fmt: skip


def run_of(job: BulkJob, *, with_results: bool = True) -> Run:
    batch = job.values.get("batch")
    waiting = "processing" if job.done else "queued"
    return Run(
        job.kind, _STATES.get(WorkState(job.state), waiting), UUID(batch) if batch else None,
        job.values.get("is_dry", False), job.total, job.done, job.results if with_results else [], job.pk,
        job.created_at, job.finished_at,
    )  # fmt: skip


def _worded(outcome: Outcome) -> Outcome:
    """In the language of whoever reads; what no code stands for was worded when it happened."""
    reason = outcome.get("reason")
    message = _MESSAGES.get(reason) if reason else None
    told = {"athlete_id": None, "application_id": None, "message": None, **outcome}
    return {**told, "message": str(message) if message else told["message"]}


# --- putting sessions into calendars ------------------------------------------------------------------------------
def apply_plan(
    *, plan: Plan, options: Options, athlete_ids: Sequence[UUID], actor: User, now: datetime,
    batch: UUID | None = None, team_id: UUID | None = None, is_dry: bool = False,
) -> Run:  # fmt: skip
    edition = newest(plan)
    check_options(options, edition.weeks)
    values = {"edition_id": str(edition.pk), "options": options.to_json(), **_asked(batch, team_id, is_dry=is_dry)}
    return _run("apply_plan", athlete_ids, values, actor, now, rows_each=len(edition.items))


def clone_stretch(
    *, from_athlete_id: UUID, from_on: date, to_on: date, options: Options, athlete_ids: Sequence[UUID], actor: User,
    now: datetime, batch: UUID | None = None, team_id: UUID | None = None, is_dry: bool = False,
) -> Run:  # fmt: skip
    """A week, a block or a whole plan of one athlete, for others or for other days; done ones are planned once more."""
    sight, weeks = plan_sight(viewer_id=actor.pk, athlete_id=from_athlete_id), weeks_between(from_on, to_on)
    check_options(options, weeks)
    rows = Workout.objects.shown_to(actor.pk, today=today_of(actor.pk, now)).filter(athlete_id=from_athlete_id)
    items = items_from_calendar(rows.on_days(from_on, to_on).order_by("on", "position", "id"), sight, from_on)
    if not items:
        raise DomainError(_("Nothing is planned on these days."), field="from_on", detail="empty")
    slots = [{**item, "id": str(item["id"])} for item in items]
    template = {"slots": slots, "weeks": weeks, "options": options.to_json()}
    values = {**template, **_asked(batch, team_id, is_dry=is_dry)}
    return _run("clone", athlete_ids, values, actor, now, rows_each=len(items))


def schedule(
    *, workout: LibraryWorkout, athlete_ids: Sequence[UUID], on: date, actor: User, now: datetime,
    team_id: UUID | None = None,
) -> Run:  # fmt: skip
    """One workout of the library on a day of each."""
    values = {"content": content_of(workout), "on": on.isoformat(), **_asked(None, team_id, is_dry=False)}
    return _run("schedule", athlete_ids, {**values, "batch": None}, actor, now, rows_each=1)


# --- what is there already ----------------------------------------------------------------------------------------
def rebase_plan(
    *, plan: Plan, actor: User, now: datetime, application_ids: Sequence[UUID] | None = None, is_dry: bool = False
) -> Run:
    """The newest edition for those who run an older one: for all of them, or for some."""
    edition = newest(plan)
    items = _ids(offers_for(actor.pk, plan)) if application_ids is None else application_ids
    values = {"edition_id": str(edition.pk), "is_dry": is_dry}
    return _run("rebase_plan", items, values, actor, now, rows_each=len(edition.items))


def undo_applications(
    *, actor: User, now: datetime, batch: UUID | None = None, application_ids: Sequence[UUID] | None = None
) -> Run:
    """A whole act of applying, or the plans of some athletes."""
    items = _ids(applications_of(actor.pk, batch=batch)) if batch else application_ids or ()
    if not items:
        raise NotFound
    return _run("undo_plan", items, {"is_dry": False}, actor, now, rows_each=_USUAL_ROWS)


def applications_of(
    viewer_id: UUID, *, athlete_id: UUID | None = None, plan_id: UUID | None = None, batch: UUID | None = None
) -> QuerySet[PlanApplication]:
    """Newest first, with what the plan is called and whether a newer edition is there."""
    rows = PlanApplication.objects.visible_to(viewer_id, scope=Scope.VIEW_PLAN).told()
    wanted = {"athlete_id": athlete_id, "plan_id": plan_id, "batch": batch}
    return rows.filter(**{name: pk for name, pk in wanted.items() if pk}).order_by("-applied_at", "-id")


def offers_for(viewer_id: UUID, plan: Plan) -> QuerySet[PlanApplication]:
    """Running applications that the newest edition has not come to."""
    return behind(applications_of(viewer_id, plan_id=plan.pk))


def behind(rows: QuerySet[PlanApplication]) -> QuerySet[PlanApplication]:
    return rows.filter(undone_at=None, edition__number__lt=F("plan__edition"))


# --- at once, or in the background --------------------------------------------------------------------------------
def _run(
    kind: str, items: Iterable[UUID], values: dict[str, Any], actor: User, now: datetime, *, rows_each: int
) -> Run:
    chosen = list(dict.fromkeys(items))
    if len(chosen) > MOST_ATHLETES:
        raise DomainError(_("These are too many at once."), field="athlete_ids", detail="too_many")
    batch, team = values.get("batch"), values.get("team_id")
    if len(chosen) > FEW or len(chosen) * rows_each > FEW_ROWS:
        there = BulkJob.objects.filter(asked_by=actor, kind=kind, values__batch=batch).first() if batch else None
        asked = there or ask_for(
            kind=kind, actor=actor, items=chosen, values=values, team_id=UUID(team) if team else None
        )
        return run_of(asked)
    results = _at_once(chosen, KINDS[kind](values, actor, now, is_brief=False), whom_of(kind))
    made = UUID(batch) if batch else None
    return Run(kind, "done", made, values.get("is_dry", False), len(chosen), len(chosen), results, finished_at=now)


def _at_once(chosen: Sequence[UUID], perform: Perform, whom: str) -> list[Outcome]:
    """In the order of the athletes, whatever was asked: two who plan for the same ones do not wait for each other."""
    ranks: dict[UUID, UUID] = {}
    if whom == "application_id":
        ranks = dict(PlanApplication.objects.filter(pk__in=chosen).values_list("pk", "athlete_id"))
    results = {}
    for item in sorted(chosen, key=lambda pk: (ranks.get(pk, pk), pk)):
        with transaction.atomic():
            results[item] = perform(str(item))
    return [results[item] for item in chosen]


def _asked(batch: UUID | None, team_id: UUID | None, *, is_dry: bool) -> dict[str, Any]:
    return {"batch": str(batch or uuid7()), "team_id": team_id and str(team_id), "is_dry": is_dry}


def _ids(rows: QuerySet[PlanApplication]) -> list[UUID]:
    return list(rows.values_list("pk", flat=True)[: MOST_ATHLETES + 1])
