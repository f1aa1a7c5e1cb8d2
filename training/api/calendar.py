"""The calendar: workouts, sessions and what surrounds them, with what the weeks add up to, in one answer."""

from datetime import date, timedelta
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import AbsenceKind, Sport
from core.api.conditional import answer_unmodified
from core.api.fields import DayField, IdField, InstantField
from core.api.serializers import Query, StrictSerializer
from core.changes import list_etag
from training.api.load import require_span
from training.api.plan_base import PlanView
from training.api.plan_serializers import WorkoutSerializer, written
from training.calendar import Calendar, Day, Told, activity_sight, read_calendar
from training.calendar_weeks import Sum, Week
from training.models import LoadMethod, NoteKind, PhaseKind, Priority, SubSport
from training.plan_rights import PlanSight

KINDS = ("workout", "activity", "calendar_note", "event", "season", "absence", "available_day")
LONG = ("structure", "structure_text")
"""Only with `include=structure`."""
SHORT = tuple(name for name in WorkoutSerializer.Meta.fields if name not in LONG)


class CalendarQuery(Query):
    athlete = IdField(required=False)
    from_on = DayField(required=False, help_text="Left out, the first day of this month.")
    to_on = DayField(required=False, help_text="Left out, the last day of the month in which it begins.")
    may_include = ("structure",)


class CalendarWorkoutSerializer(WorkoutSerializer):
    class Meta(WorkoutSerializer.Meta):
        pass


class CalendarActivitySerializer(StrictSerializer):
    id = IdField()
    athlete_id = IdField()
    title = serializers.CharField()
    sport = serializers.ChoiceField(choices=Sport.choices)
    sub_sport = serializers.ChoiceField(choices=SubSport.choices, allow_null=True)
    start_at = InstantField()
    time_zone = serializers.CharField()
    local_on = DayField()
    elapsed_s = serializers.FloatField(allow_null=True)
    timer_s = serializers.FloatField(allow_null=True)
    moving_s = serializers.FloatField(allow_null=True)
    distance_m = serializers.FloatField(allow_null=True)
    ascent_m = serializers.FloatField(allow_null=True)
    avg_power_w = serializers.FloatField(allow_null=True)
    normalized_power_w = serializers.FloatField(allow_null=True)
    intensity = serializers.FloatField(allow_null=True)
    avg_hr_bpm = serializers.FloatField(allow_null=True)
    avg_speed_mps = serializers.FloatField(allow_null=True)
    load = serializers.FloatField(allow_null=True)
    load_method = serializers.ChoiceField(choices=LoadMethod.choices)
    rpe = serializers.FloatField(allow_null=True)
    feel = serializers.IntegerField(allow_null=True)
    workout_id = IdField(allow_null=True)
    version = serializers.IntegerField()


class CalendarNoteRowSerializer(StrictSerializer):
    id = IdField()
    team_id = IdField(allow_null=True)
    author_id = IdField(allow_null=True)
    kind = serializers.ChoiceField(choices=NoteKind.choices)
    on = DayField()
    to_on = DayField(allow_null=True)
    title = serializers.CharField()
    body = serializers.CharField()
    version = serializers.IntegerField()


class CalendarEventSerializer(StrictSerializer):
    id = IdField()
    on = DayField()
    title = serializers.CharField()
    priority = serializers.ChoiceField(choices=Priority.choices)
    sport = serializers.ChoiceField(choices=Sport.choices)
    goal = serializers.CharField()
    distance_m = serializers.FloatField(allow_null=True)
    goal_time_s = serializers.FloatField(allow_null=True)
    days_left = serializers.IntegerField(help_text="From the athlete's today; negative once it is over.")
    version = serializers.IntegerField()


class CalendarAbsenceSerializer(StrictSerializer):
    id = IdField()
    kind = serializers.ChoiceField(choices=AbsenceKind.choices)
    from_on = DayField()
    to_on = DayField(allow_null=True)
    reason = serializers.CharField()
    version = serializers.IntegerField()


class CalendarPhaseSerializer(StrictSerializer):
    id = IdField()
    season_id = IdField()
    kind = serializers.ChoiceField(choices=PhaseKind.choices)
    from_on = DayField()
    to_on = DayField()
    weekly_load = serializers.FloatField(allow_null=True)


class CalendarDaySerializer(StrictSerializer):
    on = DayField()
    workouts = CalendarWorkoutSerializer(many=True)
    activities = CalendarActivitySerializer(many=True)
    notes = CalendarNoteRowSerializer(many=True)
    events = CalendarEventSerializer(many=True)
    absences = CalendarAbsenceSerializer(many=True)
    phases = CalendarPhaseSerializer(many=True)
    available_s = serializers.IntegerField(allow_null=True, help_text="Null where nothing is said; 0 is a rest day.")


class CalendarSumSerializer(StrictSerializer):
    planned_duration_s = serializers.FloatField()
    planned_distance_m = serializers.FloatField()
    planned_load = serializers.FloatField()
    done_duration_s = serializers.FloatField()
    done_distance_m = serializers.FloatField()
    done_load = serializers.FloatField()


class CalendarSportSumSerializer(CalendarSumSerializer):
    sport = serializers.ChoiceField(choices=Sport.choices)


class CalendarWeekSerializer(CalendarSumSerializer):
    from_on = DayField()
    to_on = DayField()
    target_load = serializers.FloatField(allow_null=True, help_text="What the phase of the season asks of a week.")
    states = serializers.DictField(child=serializers.IntegerField(), help_text="How many workouts are in which state.")
    sports = CalendarSportSumSerializer(many=True)


class CalendarSerializer(StrictSerializer):
    data = CalendarDaySerializer(many=True)  # type: ignore[assignment]
    weeks = CalendarWeekSerializer(many=True)
    today = DayField(help_text="Where the athlete lives.")
    next_event = CalendarEventSerializer(allow_null=True)


class CalendarView(PlanView):
    query = CalendarQuery

    @extend_schema(responses=CalendarSerializer)
    def get(self, request: Request) -> Response:
        sight = self.plan_sight()
        sessions = activity_sight(viewer_id=self.me.pk, athlete_id=sight.athlete_id)
        today, starts_on = self.today_of(sight.athlete_id), self.signed_in.person["week_starts_on"]
        first, last = _span(self.asked, today)
        tag = list_etag(KINDS, owner=sight.athlete_id) if sight.is_own else None
        tag = f'{tag[:-1]}-{today}-{starts_on}"' if tag else None
        answer_unmodified(request, tag)
        found = read_calendar(
            plan=sight, sessions=sessions, first=first, last=last, today=today, week_starts_on=starts_on
        )  # fmt: skip
        names = WorkoutSerializer.Meta.fields if "structure" in self.asked.get("include", ()) else SHORT
        body = told(found, sight, names)
        if not sight.is_own:
            return self.answer_by_content(body)
        return Response(body, headers={"ETag": tag} if tag else None)


def _span(asked: dict[str, Any], today: date) -> tuple[date, date]:
    first: date = asked.get("from_on") or (asked.get("to_on") or today).replace(day=1)
    last: date = asked.get("to_on") or (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    require_span(first, last)
    return first, last


# --- written by hand: a month has hundreds of rows, and the serializers above describe them ---------------------------
def told(found: Calendar, sight: PlanSight, names: tuple[str, ...]) -> dict[str, Any]:
    return {
        "data": [_day(day, sight, names, found.today) for day in found.days],
        "weeks": [_week(week) for week in found.weeks],
        "today": found.today,
        "next_event": found.next_event and _event(found.next_event, found.today),
    }


def _day(day: Day, sight: PlanSight, names: tuple[str, ...], today: date) -> dict[str, Any]:
    return {
        "on": day.on,
        "workouts": [_workout(row, sight, names) for row in day.workouts],
        "activities": [_activity(row) for row in day.activities],
        "notes": day.notes,
        "events": [_event(row, today) for row in day.events],
        "absences": day.absences,
        "phases": day.phases,
        "available_s": day.available_s,
    }


def _workout(row: Any, sight: PlanSight, names: tuple[str, ...]) -> dict[str, Any]:
    found = written(row, sight)
    return {name: found[name] for name in names}


def _activity(row: Told) -> Told:
    found = {name: value for name, value in row.items() if name not in {"source_title", "combinable"}}
    return found | {"title": row["title"] or row["source_title"], "sub_sport": row["sub_sport"] or None}


def _event(row: Told, today: date) -> Told:
    return {**row, "days_left": (row["on"] - today).days}


def _sum(found: Sum) -> dict[str, float]:
    return {
        "planned_duration_s": found.planned_s, "planned_distance_m": found.planned_m, "planned_load": found.planned_load,
        "done_duration_s": found.done_s, "done_distance_m": found.done_m, "done_load": found.done_load,
    }  # fmt: skip


def _week(week: Week) -> dict[str, Any]:
    return {
        "from_on": week.from_on, "to_on": week.to_on, "target_load": week.target_load, "states": week.states,
        **_sum(week.whole), "sports": [{"sport": name, **_sum(part)} for name, part in week.sports.items()],
    }  # fmt: skip
