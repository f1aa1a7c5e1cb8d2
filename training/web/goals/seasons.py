"""A season week by week: what it aims at, what is planned, what was done, and where fitness goes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Sum
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from training import units as written
from training.fitness import read_fitness
from training.goal_events import events_seen
from training.models import GoalEvent, Season, SeasonPhase, Workout, WorkoutState
from training.pictures.years import Band, Mark, WeekBar, season_svg
from training.predictions import reader_of_sessions
from training.season_plans import weekly_targets

WEEK = timedelta(days=7)
_ASKS_NOTHING = (WorkoutState.EXCUSED, WorkoutState.SKIPPED)
Day = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Week:
    first: date
    phase: SeasonPhase | None
    target: float | None
    planned: float
    done: float
    fitness: float | None
    expected: float | None
    is_now: bool

    @property
    def share(self) -> float | None:
        """Of the target, by what is planned."""
        return self.planned / self.target if self.target else None


@dataclass(frozen=True, slots=True)
class Sight:
    """Who looks, and when."""

    viewer_id: UUID
    athlete_id: UUID
    today: date
    week_starts_on: int


def weeks_of(season: Season, phases: Sequence[SeasonPhase], sight: Sight) -> list[Week]:
    first = season.from_on - timedelta(days=(season.from_on.weekday() - sight.week_starts_on) % 7)
    starts = [first + WEEK * number for number in range((season.to_on - first).days // 7 + 1)]
    targets = weekly_targets(sight.athlete_id, first, season.to_on, week_starts_on=sight.week_starts_on)
    planned = _planned(sight, first, starts[-1] + WEEK)
    days = _fitness(sight, first, starts[-1] + WEEK)
    return [_week(start, phases, targets, planned, days, sight.today) for start in starts]


def _week(
    start: date, phases: Sequence[SeasonPhase], targets: Mapping[date, float], planned: Mapping[date, float],
    days: Mapping[date, Day], today: date,
) -> Week:  # fmt: skip
    dates = [start + timedelta(days=number) for number in range(7)]
    last = days.get(dates[-1], {})
    return Week(
        first=start,
        phase=next((one for one in phases if one.from_on <= dates[-1] and one.to_on >= start), None),
        target=targets.get(start),
        planned=sum(planned.get(day, 0.0) for day in dates),
        done=sum(days.get(day, {}).get("load") or 0.0 for day in dates if day <= today),
        fitness=_until(today, dates, days, "fitness"),
        expected=last.get("expected_fitness"),
        is_now=start <= today <= dates[-1],
    )


def _until(today: date, dates: Sequence[date], days: Mapping[date, Day], name: str) -> float | None:
    """At the end of a week that is over; today's of the one that goes on."""
    known = [days[day].get(name) for day in dates if day <= today and day in days]
    return known[-1] if known else None


def _planned(sight: Sight, first: date, last: date) -> dict[date, float]:
    rows = Workout.objects.shown_to(sight.viewer_id, today=sight.today).filter(athlete_id=sight.athlete_id)
    sums = (
        rows.on_days(first, last).exclude(state__in=_ASKS_NOTHING).order_by().values("on").annotate(Sum("planned_load"))
    )
    return {row["on"]: row["planned_load__sum"] or 0.0 for row in sums}


def _fitness(sight: Sight, first: date, last: date) -> dict[date, Day]:
    reader = reader_of_sessions(viewer_id=sight.viewer_id, athlete_id=sight.athlete_id)
    if reader is None:
        return defaultdict(dict)
    found = read_fitness(athlete_id=sight.athlete_id, reader=reader, from_on=first, to_on=last, today=sight.today)
    return {row["on"]: row for row in found["data"]}


def events_between(sight: Sight, season: Season) -> list[GoalEvent]:
    rows = events_seen(sight.viewer_id).filter(athlete_id=sight.athlete_id)
    return list(rows.filter(on__gte=season.from_on, on__lte=season.to_on).order_by("on", "id"))


def drawn(
    season: Season, weeks: Sequence[Week], phases: Sequence[SeasonPhase], events: Sequence[GoalEvent], today: date
) -> str:
    first, length = weeks[0].first, len(weeks) * 7

    def at(day: date, offset: float = 0.5) -> float:
        return min(max(((day - first).days + offset) / length, 0.0), 1.0)

    bands = [
        Band(
            one.kind, f"{one.get_kind_display()}: {_days(one.from_on, one.to_on)}", at(one.from_on, 0), at(one.to_on, 1)
        )
        for one in phases
    ]
    marks = [Mark(at(event.on), f"{event.title}, {date_format(event.on)}", event.priority) for event in events]
    if weeks[0].first <= today <= season.to_on:
        marks.append(Mark(at(today), _("Today"), "today"))
    bars = [WeekBar(one.planned, one.done, one.target, one.fitness, one.expected, _words(one)) for one in weeks]
    return season_svg(
        bars, bands, marks, label=_("%(title)s week by week; the table below says the same.") % {"title": season.title}
    )


def _words(week: Week) -> str:
    told = {
        "day": date_format(week.first, "j M"),
        "planned": written.number(week.planned),
        "done": written.number(week.done),
    }
    return _("Week of %(day)s: planned %(planned)s, done %(done)s") % told


def _days(first: date, last: date) -> str:
    return f"{date_format(first, 'j M')} – {date_format(last, 'j M')}"
