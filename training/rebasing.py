"""A newer edition is brought to those who run a plan: a three-way merge of what the plan put into the calendar, what it
says now, and what became of it. Sessions that are done, moved or edited stay as they are, and so does the past."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from core.errors import DomainError
from training.applied import why_kept
from training.applying import Outcome, kept_told, put, refused, require_application, workouts_of
from training.models import PlanApplication, PlanEdition, Workout
from training.people_days import today_of
from training.placing import Placed, place
from training.plan_templates import Options, Slot, Template, template_of
from training.planned_days import lock_plan
from training.planning import after_change
from training.plans import ids_of

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
        require_application(application, actor)
    except DomainError as error:
        return {**refused(athlete_id, error), "application_id": str(application.pk)}
    lock_plan(athlete_id)
    application = PlanApplication.objects.select_related("edition").get(pk=application.pk)
    base = application.edition
    if application.undone_at is not None or base is None or base.number >= edition.number:
        return _told(application, edition, Merge(), "unchanged")
    template = template_of(edition, Options.from_json(application.options))
    template.options = _from_day(template, application)
    merge = _merged(application, base, template, today_of(athlete_id, now))
    if is_dry:
        return _told(application, edition, merge, "planned")
    _write(application, edition, merge, now)
    return _told(application, edition, merge, "rebased")


def _from_day(template: Template, application: PlanApplication) -> Options:
    """The plan may have become longer: it still begins on the day it began."""
    told = {**template.options.to_json(), "on": application.starts_on.isoformat(), "anchor": "start"}
    return Options.from_json(told)


def _merged(application: PlanApplication, base: PlanEdition, template: Template, today: date) -> Merge:
    rows = list(Workout.objects.select_for_update().filter(application=application).order_by("on", "position", "id"))
    slots = {slot.key: slot for slot in template.slots}
    known = ids_of(base.items) | {row.plan_item_key for row in rows}
    merge, to_place = Merge(), {}
    for row in rows:
        slot = slots.get(row.plan_item_key) if row.plan_item_key else None
        reason = why_kept(row) or ("past" if row.on < today else "")
        if slot is not None and (row.applied.get("digest"), row.applied.get("day")) == (slot.digest, slot.day):
            merge.same += 1
        elif reason:
            merge.kept.append((row, reason))
        elif slot is None:
            merge.removed.append(row)
        else:
            to_place[slot.key] = row
    new = [slot for slot in template.slots if slot.key not in known]
    merge.left_out += [(slots[key], "removed") for key in slots if key in known - {row.plan_item_key for row in rows}]
    _place(merge, template, application, new, to_place, today)
    return merge


def _place(
    merge: Merge, template: Template, application: PlanApplication, new: Sequence[Slot], rows: dict[UUID, Workout],
    today: date,
) -> None:  # fmt: skip
    """A session whose day the plan has not changed stays where it was put, even where that was another day."""
    slots = {slot.key: slot for slot in template.slots}
    wanted = [*new, *(slots[key] for key in rows)]
    without = [row.pk for row in (*rows.values(), *merge.removed)]
    for one in place(template, application.athlete_id, wanted, without=without) if wanted else []:
        row = rows.get(one.slot.key)
        if row is not None and row.applied.get("day") == one.slot.day:
            one = Placed(one.slot, row.on, one.wanted_on, one.figures, one.reason)  # noqa: PLW2901
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
    Workout.objects.bulk_update([row for row, _one in merge.changed], _COLUMNS, batch_size=200)
    added = workouts_of(application, merge.added, planned_by=application.applied_by)
    Workout.objects.bulk_create(added, batch_size=500)
    PlanApplication.objects.filter(pk=application.pk).update(edition=edition)
    days |= {row.on for row, _one in merge.changed} | {row.on for row in added}
    after_change(athlete_id=application.athlete_id, days=days, now=now)


def _told(application: PlanApplication, edition: PlanEdition, merge: Merge, state: str) -> Outcome:
    told = {"application_id": str(application.pk), "athlete_id": str(application.athlete_id), "state": state}
    left = [{"item_id": str(slot.key), "title": slot.content["title"], "reason": why} for slot, why in merge.left_out]
    return {
        **told, "reason": "", "text": "", "edition": edition.number, "added": len(merge.added),
        "changed": len(merge.changed), "removed": len(merge.removed), "unchanged": merge.same,
        "kept": kept_told(merge.kept), "left_out": left,
    }  # fmt: skip
