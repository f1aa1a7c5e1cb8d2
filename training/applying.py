"""A plan is put into calendars, one athlete at a time, and taken out again as far as nobody has touched it."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Count
from django.db.models.functions import Now

from accounts.models import User
from core.errors import DomainError, NotAllowed, NotFound
from training.applied import why_kept
from training.models import PlanApplication, Workout
from training.placing import Placed, place
from training.plan_rights import PlanSight, plan_sight, planning_team, require_planning
from training.plan_templates import Template
from training.planned_days import lock_plan
from training.planning import after_change

Outcome = dict[str, Any]
_AT_ONCE = 500


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
                return _told(athlete_id, template, place(template, athlete_id), "planned", is_brief=is_brief)
            return _apply(athlete_id, template, team, actor, now, batch, is_brief=is_brief)
    except DomainError as error:
        return refused(athlete_id, error)


def refused(athlete_id: UUID, error: DomainError) -> Outcome:
    code = (
        "not_found" if isinstance(error, NotFound) else "not_allowed" if isinstance(error, NotAllowed) else error.detail
    )
    return {"athlete_id": str(athlete_id), "state": "refused", "reason": code, "text": str(error.message)}


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
    lock_plan(athlete_id)
    there = PlanApplication.objects.filter(pk=uuid5(batch, str(athlete_id))).first()
    if there is not None:
        return {
            **_head(athlete_id, template, "applied"),
            "application_id": str(there.pk),
            "created": there.workouts.count(),
        }
    application = PlanApplication.objects.create(
        id=uuid5(batch, str(athlete_id)), athlete_id=athlete_id, team_id=team_id, batch=batch,
        plan_id=template.edition.plan_id if template.edition else None, edition=template.edition,
        starts_on=template.starts_on, options=template.options.to_json(), applied_by=actor,
    )  # fmt: skip
    placed = place(template, athlete_id)
    rows = workouts_of(application, placed, planned_by=actor)
    Workout.objects.bulk_create(rows, batch_size=_AT_ONCE)
    after_change(athlete_id=athlete_id, days={row.on for row in rows}, now=now)
    ids = {row.plan_item_key: row.pk for row in rows}
    told = _told(athlete_id, template, placed, "applied", is_brief=is_brief, ids=ids)
    return {**told, "application_id": str(application.pk)}


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
    told = {
        **_head(athlete_id, template, state),
        "application_id": None,
        "created": len(placed),
        "load": sum(one.figures["planned_load"] or 0.0 for one in placed),
        "shifted": [one.told() for one in placed if one.is_shifted],
        "warnings": [one.told() for one in placed if one.reason and not one.is_shifted],
    }
    return told if is_brief else {**told, "workouts": [_session(one, ids or {}) for one in placed]}


def _head(athlete_id: UUID, template: Template, state: str) -> Outcome:
    days = {"starts_on": template.starts_on.isoformat(), "ends_on": template.ends_on.isoformat()}
    return {"athlete_id": str(athlete_id), "state": state, "reason": "", "text": "", **days}


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
        require_application(application, actor)
    except DomainError as error:
        return {**refused(athlete_id, error), "application_id": str(application.pk)}
    lock_plan(athlete_id)
    rows = list(Workout.objects.select_for_update().filter(application=application))
    kept = [(row, reason) for row in rows if (reason := why_kept(row))]
    gone = {row.pk: row.on for row in rows} if application.undone_at is None else {}
    for row, _reason in kept:
        gone.pop(row.pk, None)
    Workout.objects.filter(pk__in=gone).delete()
    PlanApplication.objects.filter(pk=application.pk, undone_at=None).update(undone_at=Now())
    after_change(athlete_id=athlete_id, days=set(gone.values()), now=now)
    told = {"application_id": str(application.pk), "athlete_id": str(athlete_id), "state": "undone", "reason": ""}
    return {**told, "text": "", "removed": len(gone), "kept": kept_told(kept)}


def require_application(application: PlanApplication, actor: User) -> PlanSight:
    """Changed by the athlete and by the team that has applied it."""
    sight = plan_sight(viewer_id=actor.pk, athlete_id=application.athlete_id)
    require_planning(sight)
    if not sight.is_own and application.team_id is not None and application.team_id not in sight.editing_teams:
        raise NotFound
    return sight


def kept_told(kept: Iterable[tuple[Workout, str]]) -> list[Outcome]:
    return [{"id": str(row.pk), "on": row.on.isoformat(), "title": row.title, "reason": reason} for row, reason in kept]
