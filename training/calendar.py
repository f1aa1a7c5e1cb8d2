"""One reading of an athlete's calendar: what is planned, what was done, and what surrounds it. A handful of questions
whatever its length."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Model, Q, QuerySet, Value
from django.db.models.functions import JSONObject

from accounts.models import Absence, AvailableDay, Scope
from core.errors import NotAllowed, NotFound
from training.calendar_weeks import Week, weeks_of
from training.models import Activity, CalendarNote, GoalEvent, Priority, SeasonPhase, Workout
from training.plan_rights import PlanSight
from training.reading_rights import Sight, sight_on

ACTIVITY = (
    "id", "athlete_id", "title", "source_title", "sport", "sub_sport", "start_at", "time_zone", "local_on", "elapsed_s",
    "timer_s", "moving_s", "distance_m", "ascent_m", "avg_power_w", "normalized_power_w", "intensity", "avg_hr_bpm",
    "avg_speed_mps", "load", "load_method", "rpe", "feel", "version", "combinable",
)  # fmt: skip
AHEAD_DAYS = 400
"""How far one looks for the next event."""
Told = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    workouts: list[Workout] = field(default_factory=list)
    activities: list[Told] = field(default_factory=list)
    notes: list[Told] = field(default_factory=list)
    events: list[Told] = field(default_factory=list)
    absences: list[Told] = field(default_factory=list)
    phases: list[Told] = field(default_factory=list)
    available_s: int | None = None
    """None where the athlete has not said; zero is a rest day."""


@dataclass(frozen=True, slots=True)
class Calendar:
    first: date
    last: date
    today: date
    days: list[Day]
    weeks: list[Week]
    next_event: Told | None


def activity_sight(*, viewer_id: UUID, athlete_id: UUID) -> Sight | None:
    """None for whom sees the plan but no sessions."""
    try:
        return sight_on(viewer_id=viewer_id, athlete_id=athlete_id)
    except (NotFound, NotAllowed):
        return None


def read_calendar(
    *, plan: PlanSight, sessions: Sight | None, first: date, last: date, today: date, week_starts_on: int = 0,
    is_preview: bool = False,
) -> Calendar:  # fmt: skip
    """`is_preview` leaves out what the athlete does not see yet."""
    around = _around(plan, first, last, today)
    available = {row["weekday"]: row["duration_s"] for row in around["available"]}
    span = (first + timedelta(days=number) for number in range((last - first).days + 1))
    days = {on: Day(on, available_s=available.get(on.weekday())) for on in span}
    for workout in _workouts(plan, first, last, today, is_preview=is_preview):
        days[workout.on].workouts.append(workout)
    for activity in _activities(sessions, first, last):
        days[activity["local_on"]].activities.append(activity)
    for name in ("notes", "events", "absences", "phases"):
        _lay(around[name], name, days, first, last)
    found = list(days.values())
    return Calendar(first, last, today, found, weeks_of(found, week_starts_on), _next(around["events"], today))


def _workouts(plan: PlanSight, first: date, last: date, today: date, *, is_preview: bool) -> Iterable[Workout]:
    rows = Workout.objects.shown_to(plan.viewer_id, today=today).filter(athlete_id=plan.athlete_id)
    if is_preview:
        rows = rows.exclude(hidden_until__gt=today)
    return rows.on_days(first, last).told().order_by("on", "position", "start_time", "id")


def _activities(sight: Sight | None, first: date, last: date) -> Iterable[Told]:
    if sight is None:
        return ()
    rows = Activity.objects.filter(athlete_id=sight.athlete_id).readable_by(sight.reader).on_days(first, last)
    found = rows.order_by("local_on", "start_at", "id").values(*ACTIVITY, workout_id=F("workout"))
    return found if sight.sees_heart_rate else ({**row, "avg_hr_bpm": None} for row in found)


# --- what surrounds the sessions, in one question -----------------------------------------------------------------
_FIELDS: dict[str, tuple[str, ...]] = {
    "notes": ("id", "team_id", "author_id", "kind", "on", "to_on", "title", "body", "version"),
    "events": ("id", "on", "title", "priority", "sport", "goal", "distance_m", "goal_time_s", "version"),
    "absences": ("id", "kind", "from_on", "to_on", "reason", "version"),
    "phases": ("id", "season_id", "kind", "from_on", "to_on", "weekly_load"),
    "available": ("weekday", "duration_s", "note"),
}


def _around(plan: PlanSight, first: date, last: date, today: date) -> dict[str, list[Told]]:
    whose = {"athlete_id": plan.athlete_id}
    seen = {"scope": Scope.VIEW_PLAN}
    ahead = Q(on__gte=today, on__lte=today + timedelta(days=AHEAD_DAYS), priority__in=[Priority.A, Priority.B])
    asked: dict[str, QuerySet[Any]] = {
        "notes": _overlapping(CalendarNote.objects.visible_to(plan.viewer_id, **seen), "on", first, last),
        "events": GoalEvent.objects.visible_to(plan.viewer_id, **seen).filter(ahead | Q(on__gte=first, on__lte=last)),
        "absences": _overlapping(Absence.objects.visible_to(plan.viewer_id, **seen), "from_on", first, last),
        "phases": SeasonPhase.objects.filter(from_on__lte=last, to_on__gte=first),
        "available": AvailableDay.objects.visible_to(plan.viewer_id, **seen),
    }
    parts = [_told(name, rows.filter(**whose)) for name, rows in asked.items()]
    found: dict[str, list[Told]] = {name: [] for name in _FIELDS}
    for name, row in parts[0].union(*parts[1:], all=True):
        found[name].append(_dated(row))
    return found


def _overlapping(rows: QuerySet[Any], begin: str, first: date, last: date) -> QuerySet[Any]:
    """Days without an end: a note is for one day, an absence goes on."""
    open_end = Q(to_on=None) if begin == "from_on" else Q(to_on=None, on__gte=first)
    return rows.filter(open_end | Q(to_on__gte=first), **{f"{begin}__lte": last})


def _told(name: str, rows: QuerySet[Model]) -> QuerySet[Any, tuple[str, Told]]:
    document = JSONObject(**{field: field for field in _FIELDS[name]})
    return rows.order_by().values_list(Value(name), document)


def _dated(row: Told) -> Told:
    for name in ("on", "from_on", "to_on"):
        if row.get(name):
            row[name] = date.fromisoformat(row[name])
    return row


def _lay(rows: list[Told], name: str, days: dict[date, Day], first: date, last: date) -> None:
    """Onto every day that it covers."""
    for row in sorted(rows, key=lambda row: (row.get("from_on") or row["on"], str(row["id"]))):
        begin = row.get("from_on") or row["on"]
        end = row.get("to_on") or (last if name == "absences" else begin)
        on = max(begin, first)
        while on <= min(end, last):
            getattr(days[on], name).append(row)
            on += timedelta(days=1)


def _next(events: list[Told], today: date) -> Told | None:
    ahead = [row for row in events if row["on"] >= today and row["priority"] != Priority.C]
    return min(ahead, key=lambda row: (row["on"], row["priority"]), default=None)
