"""A plan is put into calendars, one athlete at a time, and taken out again as far as nobody has touched it."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Count, Sum
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Conflict, DomainError, NotAllowed, NotFound
from training.applied import why_kept_from
from training.constraints import read_warnings, session_of
from training.models import PlanApplication, Workout
from training.people_days import today_of
from training.placing import Placed, place
from training.plan_rights import PlanSight, plan_sight, planning_team, require_planning
from training.plan_templates import Template
from training.planned_days import lock_plan
from training.planning import after_change
from training.workout_rows import insert_workouts

Outcome = dict[str, Any]
_MENTIONED = 5
"""In an answer about many athletes: the full lists would grow with both."""


def apply_to(
    athlete_id: UUID, template: Template, *, actor: User, now: datetime, batch: UUID, team_id: UUID | None = None,
    is_dry: bool = False, is_brief: bool = False,
) -> Outcome:  # fmt: skip
    """What came of it for one athlete. Done a second time for the same batch it changes nothing."""
    try:
        with transaction.atomic():
            sight = plan_sight(viewer_id=actor.pk, athlete_id=athlete_id)
            team = team_for(sight, team_id, template)
            if is_dry:
                return _tried(athlete_id, template, actor, now, is_brief=is_brief)
            lock_plan(athlete_id)
            there = PlanApplication.objects.filter(pk=uuid5(batch, str(athlete_id))).first()
            if there is not None:
                return _told_again(there, template, actor)
            return _apply(athlete_id, template, team, actor, now, batch, is_brief=is_brief)
    except DomainError as error:
        return refused(athlete_id, error)


def _tried(athlete_id: UUID, template: Template, actor: User, now: datetime, *, is_brief: bool) -> Outcome:
    """What would be, and for a few athletes also what would speak against it."""
    placed = place(template, athlete_id)
    told = _told(athlete_id, template, placed, "planned", is_brief=is_brief)
    if is_brief:
        return told
    found = read_warnings(
        viewer_id=actor.pk, athlete_id=athlete_id, from_on=template.starts_on, to_on=template.ends_on,
        today=today_of(athlete_id, now),
        extra=[session_of(one.on, one.slot.content, one.figures, is_key=one.slot.is_key) for one in placed],
    )  # fmt: skip
    return {**told, "plan_warnings": [one.told() for one in found if one.waiver is None]}


def refused(athlete_id: UUID | None, error: DomainError, application_id: UUID | None = None) -> Outcome:
    known = {NotFound: "not_found", NotAllowed: "not_allowed"}
    code = known.get(type(error), error.detail)
    told = {"athlete_id": athlete_id and str(athlete_id), "application_id": application_id and str(application_id)}
    return {**told, "state": "refused", "reason": code, "message": str(error.message)}


def team_for(sight: PlanSight, wanted: UUID | None, template: Template) -> UUID | None:
    """If nothing is said, the team the plan is shared with."""
    require_planning(sight)
    shared = template.edition.team_id if template.edition else None
    if sight.is_own:
        return None
    return planning_team(sight, wanted or (shared if shared in sight.editing_teams else None))


def _apply(
    athlete_id: UUID, template: Template, team_id: UUID | None, actor: User, now: datetime, batch: UUID, *,
    is_brief: bool,
) -> Outcome:  # fmt: skip
    application = PlanApplication.objects.create(
        id=uuid5(batch, str(athlete_id)), athlete_id=athlete_id, team_id=team_id, batch=batch,
        plan_id=template.edition.plan_id if template.edition else None, edition=template.edition,
        starts_on=template.starts_on, options=template.options.to_json(), applied_by=actor,
    )  # fmt: skip
    placed = place(template, athlete_id)
    rows = workouts_of(application, placed, planned_by=actor)
    insert_workouts(rows)
    after_change(athlete_id=athlete_id, days={row.on for row in rows}, now=now)
    ids = {row.plan_item_key: row.pk for row in rows}
    told = _told(athlete_id, template, placed, "applied", is_brief=is_brief, ids=ids)
    return {**told, "application_id": str(application.pk)}


def _told_again(there: PlanApplication, template: Template, actor: User) -> Outcome:
    plan_id = template.edition.plan_id if template.edition else None
    asked = (actor.pk, plan_id, template.options.to_json())
    if asked != (there.applied_by_id, there.plan_id, there.options):
        raise Conflict(_("This id is taken."), field="id", detail="taken")
    figures = there.workouts.aggregate(created=Count("pk"), load=Coalesce(Sum("planned_load"), 0.0))
    head = _head(there.athlete_id, template, "undone" if there.undone_at else "applied")
    nothing = {"shifted_count": 0, "warning_count": 0, "shifted": [], "warnings": []}
    return {**head, "application_id": str(there.pk), **figures, **nothing}


def workouts_of(application: PlanApplication, placed: Sequence[Placed], *, planned_by: User | None) -> list[Workout]:
    """Rows to be written, behind what is on their days already."""
    positions = _positions(application.athlete_id, {one.on for one in placed})
    rows = []
    for one in placed:
        row = Workout(
            athlete_id=application.athlete_id, team_id=application.team_id, planned_by=planned_by,
            application=application, plan_item_key=one.slot.key, position=positions.get(one.on, 0),
        )  # fmt: skip
        put(row, one)
        positions[one.on] = row.position + 1
        rows.append(row)
    return rows


def put(row: Workout, one: Placed) -> None:
    """The content of a placed session into a row, and what one compares with later."""
    for name, value in {**one.slot.content, **one.figures}.items():
        setattr(row, name, value)
    row.on, row.start_time, row.key = one.on, one.slot.starts_at, one.slot.is_key
    row.applied = {"on": one.on.isoformat(), "digest": one.slot.digest, "day": one.slot.day}


def _positions(athlete_id: UUID, days: Collection[date]) -> dict[date, int]:
    rows = Workout.objects.filter(athlete_id=athlete_id, on__in=days)
    return dict(rows.values_list("on").annotate(Count("pk")))


def _told(
    athlete_id: UUID, template: Template, placed: Sequence[Placed], state: str, *, is_brief: bool,
    ids: dict[UUID | None, UUID] | None = None,
) -> Outcome:  # fmt: skip
    shifted = [one.told() for one in placed if one.is_shifted]
    warnings = [one.told() for one in placed if one.reason and not one.is_shifted]
    most = _MENTIONED if is_brief else None
    told = {
        **_head(athlete_id, template, state),
        "created": len(placed),
        "load": sum(one.figures["planned_load"] or 0.0 for one in placed),
        "shifted_count": len(shifted),
        "warning_count": len(warnings),
        "shifted": shifted[:most],
        "warnings": warnings[:most],
    }
    return told if is_brief else {**told, "workouts": [_session(one, ids or {}) for one in placed]}


def _head(athlete_id: UUID, template: Template, state: str) -> Outcome:
    days = {"starts_on": template.starts_on.isoformat(), "ends_on": template.ends_on.isoformat()}
    told = {"athlete_id": str(athlete_id), "application_id": None, "state": state, "reason": None, "message": None}
    return {**told, **days}


def _session(one: Placed, ids: dict[UUID | None, UUID]) -> Outcome:
    content, key = one.slot.content, ids.get(one.slot.key)
    told = {"id": key and str(key), "item_id": str(one.slot.key), "on": one.on.isoformat()}
    return {**told, "sport": content["sport"], "title": content["title"], "key": one.slot.is_key, **one.figures}


# --- undoing ------------------------------------------------------------------------------------------------------
@transaction.atomic
def undo(*, application: PlanApplication, actor: User, now: datetime) -> Outcome:
    """Sessions that are done, moved or edited stay; the others go. A second time nothing is left to do."""
    athlete_id = application.athlete_id
    try:
        sight = require_application(application, actor)
    except DomainError as error:
        return refused(athlete_id, error, application.pk)
    lock_plan(athlete_id)
    rows = list(Workout.objects.select_for_update().filter(application=application).order_by("on", "id"))
    today = today_of(athlete_id, now)
    kept = [(row, reason) for row in rows if (reason := why_kept_from(sight, row, today))]
    staying = {row.pk for row, _reason in kept}
    is_first = bool(PlanApplication.objects.filter(pk=application.pk, undone_at=None).update(undone_at=Now()))
    gone = {row.pk: row.on for row in rows if is_first and row.pk not in staying}
    Workout.objects.filter(pk__in=gone).delete()
    after_change(athlete_id=athlete_id, days=set(gone.values()), now=now)
    told = {"athlete_id": str(athlete_id), "application_id": str(application.pk), "state": "undone"}
    return {**told, "reason": None, "message": None, "removed": len(gone), "kept": kept_told(kept)}


def require_application(application: PlanApplication, actor: User) -> PlanSight:
    """Changed by the athlete and by the team that has applied it."""
    sight = plan_sight(viewer_id=actor.pk, athlete_id=application.athlete_id)
    require_planning(sight)
    if not sight.is_own and application.team_id is not None and application.team_id not in sight.editing_teams:
        raise NotFound
    return sight


def kept_told(kept: Iterable[tuple[Workout, str]]) -> list[Outcome]:
    """What the athlete is not to see yet is not mentioned either."""
    return [
        {"id": str(row.pk), "on": row.on.isoformat(), "title": row.title, "reason": reason}
        for row, reason in kept
        if reason != "hidden"
    ]
