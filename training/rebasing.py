"""A newer edition is brought to those who run a plan: a three-way merge of what the plan put into the calendar, what it
says now, and what became of it. Sessions that are done, moved or edited stay as they are, and so does the past."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from core.errors import DomainError, NotFound
from training.applied import why_kept_from
from training.applying import Outcome, kept_told, put, refused, require_application, workouts_of
from training.models import PlanApplication, PlanEdition, Workout
from training.people_days import today_of
from training.placing import Placed, place
from training.plan_rights import PlanSight
from training.plan_templates import Options, Slot, Template, template_of
from training.planned_days import lock_plan
from training.planning import after_change
from training.plans import ids_of
from training.workout_rows import insert_workouts, rewrite_workouts

_COLUMNS = (
    "sport", "sub_sport", "title", "description", "purpose", "structure", "structure_text", "typed", "key", "on",
    "planned_duration_s", "planned_distance_m", "planned_load", "planned_intensity", "start_time", "applied",
)  # fmt: skip


@dataclass
class Merge:
    """What is to be done with each session."""

    added: list[Placed] = field(default_factory=list)
    changed: list[tuple[Workout, Placed]] = field(default_factory=list)
    removed: list[Workout] = field(default_factory=list)
    kept: list[tuple[Workout, str]] = field(default_factory=list)
    left_out: list[tuple[Slot, str]] = field(default_factory=list)
    """New sessions that do not come: somebody has removed them, or their day is over."""
    same: int = 0


@transaction.atomic
def rebase(
    *, application: PlanApplication, edition: PlanEdition, actor: User, now: datetime, is_dry: bool = False
) -> Outcome:
    athlete_id = application.athlete_id
    try:
        if application.plan_id != edition.plan_id:
            raise NotFound
        sight = require_application(application, actor)
    except DomainError as error:
        return refused(athlete_id, error, application.pk)
    lock_plan(athlete_id)
    application = PlanApplication.objects.select_related("edition").get(pk=application.pk)
    base = application.edition
    if application.undone_at is not None or base is None or base.number >= edition.number:
        return _told(application, edition, Merge(), "unchanged")
    template = template_of(edition, _from_day(application))
    merge = _merged(application, base, template, sight, today_of(athlete_id, now))
    if is_dry:
        return _told(application, edition, merge, "planned")
    _write(application, edition, merge, now)
    return _told(application, edition, merge, "rebased")


def _from_day(application: PlanApplication) -> Options:
    """The plan may have become longer: it still begins on the day it began."""
    return Options.from_json({**application.options, "on": application.starts_on.isoformat(), "anchor": "start"})


def _merged(
    application: PlanApplication, base: PlanEdition, template: Template, sight: PlanSight, today: date
) -> Merge:
    rows = list(Workout.objects.select_for_update().filter(application=application).order_by("on", "position", "id"))
    slots = {slot.key: slot for slot in template.slots}
    merge, to_place = Merge(), dict[UUID, Workout]()
    for row in rows:
        slot = slots.get(row.plan_item_key) if row.plan_item_key else None
        reason = why_kept_from(sight, row, today) or ("past" if row.on < today else "")
        if slot is not None and (row.applied.get("digest"), row.applied.get("day")) == (slot.digest, slot.day):
            merge.same += 1
        elif reason:
            merge.kept.append((row, reason))
        elif slot is None:
            merge.removed.append(row)
        else:
            to_place[slot.key] = row
    there = {row.plan_item_key for row in rows}
    known = ids_of(base.items)
    merge.left_out += [(slot, "removed") for key, slot in slots.items() if key in known and key not in there]
    new = [slot for key, slot in slots.items() if key not in known and key not in there]
    _place(merge, template, application.athlete_id, new, to_place, today)
    return merge


def _place(
    merge: Merge, template: Template, athlete_id: UUID, new: Sequence[Slot], rows: dict[UUID, Workout], today: date
) -> None:
    """A session whose day the plan has not changed stays where it was put, even where that was another day."""
    slots = {slot.key: slot for slot in template.slots}
    wanted = [*new, *(slots[key] for key in rows)]
    if not wanted:
        return
    pinned = {key: row.on for key, row in rows.items() if row.applied.get("day") == slots[key].day}
    without = [row.pk for row in (*rows.values(), *merge.removed)]
    for one in place(template, athlete_id, wanted, without=without, earliest=today, pinned=pinned):
        row = rows.get(one.slot.key)
        if one.on >= today:
            merge.changed.append((row, one)) if row else merge.added.append(one)
        elif row:
            merge.kept.append((row, "past"))
        else:
            merge.left_out.append((one.slot, "past"))


def _write(application: PlanApplication, edition: PlanEdition, merge: Merge, now: datetime) -> None:
    days = {row.on for row in merge.removed} | {row.on for row, _one in merge.changed}
    Workout.objects.filter(pk__in=[row.pk for row in merge.removed]).delete()
    for row, one in merge.changed:
        put(row, one)
    rewrite_workouts([row for row, _one in merge.changed], _COLUMNS)
    added = workouts_of(application, merge.added, planned_by=application.applied_by)
    insert_workouts(added)
    PlanApplication.objects.filter(pk=application.pk).update(edition=edition)
    days |= {row.on for row, _one in merge.changed} | {row.on for row in added}
    after_change(athlete_id=application.athlete_id, days=days, now=now)


def _told(application: PlanApplication, edition: PlanEdition, merge: Merge, state: str) -> Outcome:
    whose = {"athlete_id": str(application.athlete_id), "application_id": str(application.pk)}
    left = [{"item_id": str(slot.key), "title": slot.content["title"], "reason": why} for slot, why in merge.left_out]
    return {
        **whose, "state": state, "reason": None, "message": None, "edition": edition.number, "added": len(merge.added),
        "changed": len(merge.changed), "removed": len(merge.removed), "unchanged": merge.same,
        "kept": kept_told(merge.kept), "left_out": left,
    }  # fmt: skip
