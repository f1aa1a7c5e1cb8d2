from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from accounts.web.guards import signed_in
from accounts.web.visitor import PageRequest
from training.goal_events import events_seen
from training.models import Workout
from training.naming import sport_name
from training.notes import notes_on
from training.people_days import today_of
from training.plan_rights import PlanSight
from training.structures import structure_of
from training.thresholds import ThresholdBook
from training.web.planners import asked_athlete, planned_of, subject_of_plan
from training.web.workouts.sheets import sheet_of

WEEK = timedelta(days=6)


@signed_in
@require_safe
def print_week(request: PageRequest) -> HttpResponse:
    """One week of a calendar for the wall or the back pocket: black on white, with every target."""
    planned = planned_of(request, asked_athlete(request))
    today = today_of(planned.id, timezone.now())
    first = _first(request.GET.get("on"), today, request.visitor.person.week_starts_on)
    rows = _rows(request, planned.sight, first, today_of(request.user.pk, timezone.now()))
    context: dict[str, Any] = {
        "planned": planned, "subject": subject_of_plan(request, planned), "units": request.visitor.person.units,
        "first": first, "last": first + WEEK, "before": first - timedelta(days=7), "after": first + timedelta(days=7),
        "days": _days(request, planned.sight, first, rows),
        "seconds": sum(row.planned_duration_s or 0.0 for row in rows), "load": sum(row.planned_load or 0.0 for row in rows),
    }  # fmt: skip
    return render(request, "training/week_print.html", context)


def _first(text: str | None, today: date, week_starts_on: int) -> date:
    """Of the week that was asked for; what is no day of any calendar is today."""
    try:
        asked = parse_date(text or "")
    except ValueError:
        asked = None
    day = asked if asked and 1950 <= asked.year <= 2150 else today
    return day - timedelta(days=(day.weekday() - week_starts_on) % 7)


def _rows(request: PageRequest, sight: PlanSight, first: date, today: date) -> list[Workout]:
    rows = Workout.objects.shown_to(request.user.pk, today=today).filter(athlete_id=sight.athlete_id)
    return list(rows.on_days(first, first + WEEK).order_by("on", "position", "id"))


def _days(request: PageRequest, sight: PlanSight, first: date, rows: list[Workout]) -> list[dict[str, Any]]:
    book, units = ThresholdBook(sight.athlete_id), request.visitor.person.units
    last = first + WEEK
    notes = list(notes_on(sight, first, last).order_by("on", "id"))
    events = list(events_seen(request.user.pk).filter(athlete_id=sight.athlete_id, on__gte=first, on__lte=last))
    return [
        {
            "on": day,
            "notes": [one for one in notes if one.on <= day <= (one.to_on or one.on)],
            "events": [one for one in events if one.on == day],
            "workouts": [_told(row, sight, book, units) for row in rows if row.on == day],
        }
        for day in (first + timedelta(days=number) for number in range(7))
    ]


def _told(row: Workout, sight: PlanSight, book: ThresholdBook, units: str) -> dict[str, Any]:
    has_words = sight.reads_words_of(row)
    structure = structure_of(row.structure) if has_words else None
    thresholds = book.at(row.sport, row.on).values
    return {
        "row": row, "has_words": has_words, "name": (row.title if has_words else "") or sport_name(row.sport),
        "sheet": sheet_of(structure, thresholds, row.sport, units) if structure else None,
    }  # fmt: skip
