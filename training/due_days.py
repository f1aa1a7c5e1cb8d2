"""What has become of workouts whose day is over: missed, or neutral where the athlete had said they would be away.

A session that comes in later finds its workout all the same (`training.pairing`): missed is no last word.
"""

import time
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Min, Q

from accounts.models import Absence, AbsenceKind
from core.acting import as_system
from training.local_days import local_day
from training.models import Excuse, Workout, WorkoutState
from training.planned_days import lock_plan, sum_days

BUDGET_S = 8.0
EXCUSES = {
    AbsenceKind.ILLNESS: Excuse.ILL,
    AbsenceKind.INJURY: Excuse.ILL,
    AbsenceKind.TRAVEL: Excuse.TRAVEL,
    AbsenceKind.UNAVAILABLE: Excuse.WORK,
}


def decide_days(*, now: datetime, budget_s: float = BUDGET_S) -> int:
    """Athlete by athlete, each in a transaction of their own; what time does not suffice for is due the next time."""
    until, decided = time.monotonic() + budget_s, 0
    for athlete_id, today in _due(now):
        with as_system("decide what was missed"), transaction.atomic():
            decided += _decide(athlete_id, today)
        if time.monotonic() > until:
            break
    return decided


def _due(now: datetime) -> list[tuple[UUID, date]]:
    """Athletes with a workout still open on a day that is over where they live, and which day it is there."""
    latest = (now + timedelta(hours=14)).date()
    rows = Workout.objects.filter(state=WorkoutState.PLANNED, activity=None, on__lt=latest)
    with as_system("decide what was missed"), transaction.atomic():
        told = list(rows.values_list("athlete_id", "athlete__person__time_zone").annotate(first=Min("on")))
    found = [(athlete_id, first, local_day(now, zone or "UTC")) for athlete_id, zone, first in told]
    return sorted((athlete_id, today) for athlete_id, first, today in found if first < today)


def _decide(athlete_id: UUID, today: date) -> int:
    lock_plan(athlete_id)
    rows = Workout.objects.filter(athlete_id=athlete_id, state=WorkoutState.PLANNED, activity=None, on__lt=today)
    due = list(rows.values_list("id", "on"))
    if not due:
        return 0
    away = _absences(athlete_id, min(on for _pk, on in due), today)
    chosen: dict[str, list[UUID]] = {}
    for pk, on in due:
        chosen.setdefault(_excuse(away, on), []).append(pk)
    for excuse, ids in chosen.items():
        state = WorkoutState.EXCUSED if excuse else WorkoutState.MISSED
        Workout.objects.filter(pk__in=ids).update(state=state, excuse=excuse)
    sum_days(athlete_id, {on for _pk, on in due})
    return len(due)


def _absences(athlete_id: UUID, first: date, last: date) -> list[Absence]:
    rows = Absence.objects.filter(Q(to_on=None) | Q(to_on__gte=first), athlete_id=athlete_id, from_on__lte=last)
    return list(rows.order_by("from_on", "id"))


def _excuse(absences: Iterable[Absence], on: date) -> str:
    """The reason of the absence that the day lies in; empty if there is none."""
    found = (row for row in absences if row.from_on <= on and (row.to_on is None or on <= row.to_on))
    absence = next(found, None)
    return EXCUSES[AbsenceKind(absence.kind)] if absence else ""
