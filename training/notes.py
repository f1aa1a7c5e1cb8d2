"""Words on days of the calendar: notes, and days kept free on purpose."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import DomainError
from training.models import CalendarNote
from training.plan_rights import PlanSight, plan_sight, planning_team, require_change
from training.planned_days import lock_plan


def notes_read(sight: PlanSight) -> QuerySet[CalendarNote]:
    """What another team has noted stays in it."""
    rows = CalendarNote.objects.filter(athlete_id=sight.athlete_id)
    return rows if sight.is_own else rows.filter(Q(team_id=None) | Q(team_id__in=sight.teams))


def notes_on(sight: PlanSight, first: date, last: date) -> QuerySet[CalendarNote]:
    """Those that touch a stretch of days."""
    ends = Q(to_on__gte=first) | Q(to_on=None, on__gte=first)
    return notes_read(sight).filter(ends, on__lte=last)


@transaction.atomic
def write_note(
    *, athlete_id: UUID, actor: User, on: date, id: UUID | None = None, team_id: UUID | None = None,  # noqa: A002 - the client's id
    **given: Any,
) -> CalendarNote:  # fmt: skip
    sight = plan_sight(viewer_id=actor.pk, athlete_id=athlete_id)
    note = CalendarNote(
        athlete_id=athlete_id, author=actor, team_id=planning_team(sight, team_id), on=on, **given,
        **({"id": id} if id else {}),
    )  # fmt: skip
    _require_order(note)
    note.save(force_insert=True)
    return note


@transaction.atomic
def change_note(*, note: CalendarNote, actor: User, **given: Any) -> CalendarNote:
    require_change(plan_sight(viewer_id=actor.pk, athlete_id=note.athlete_id), note)
    lock_plan(note.athlete_id)
    changes = {name: value for name, value in given.items() if getattr(note, name) != value}
    for name, value in changes.items():
        setattr(note, name, value)
    _require_order(note)
    if changes:
        note.save(update_fields=sorted(changes))
        note.refresh_from_db()
    return note


@transaction.atomic
def remove_note(*, note: CalendarNote, actor: User) -> None:
    require_change(plan_sight(viewer_id=actor.pk, athlete_id=note.athlete_id), note)
    lock_plan(note.athlete_id)
    note.delete()


def _require_order(note: CalendarNote) -> None:
    if note.to_on is not None and note.to_on < note.on:
        raise DomainError(_("The last day cannot come before the first."), field="to_on")
