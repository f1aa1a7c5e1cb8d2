"""What the home page of an athlete says about the plan: today's workouts, the next ones, and this week so far."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.web.sections import Section
from accounts.web.subjects import Subject
from accounts.web.visitor import PageRequest
from training.calendar import Calendar, activity_sight, read_calendar
from training.calendar_weeks import week_of
from training.models import WorkoutState
from training.people_days import today_of
from training.plan_rights import plan_sight
from training.web.calendar.cards import Card, Reader
from training.web.calendar.grids import Cell, WeekRow, grid_of
from training.web.calendar.spans import Span

AHEAD_DAYS, NEXT = 7, 3


@dataclass(frozen=True, slots=True)
class Coming:
    """A workout of one of the days to come, and where it is told in full."""

    on: date
    card: Card

    @property
    def url(self) -> str:
        return reverse("workout", kwargs={"pk": self.card.workout.pk})


def today_section(request: PageRequest, subject: Subject) -> Section:
    today = today_of(subject.id, timezone.now())
    sight = plan_sight(viewer_id=request.user.pk, athlete_id=subject.id)
    starts_on = request.visitor.person.week_starts_on
    span, reader = Span("week", today, starts_on), Reader(subject, sight, today)
    found = read_calendar(
        plan=sight,
        sessions=activity_sight(viewer_id=request.user.pk, athlete_id=subject.id),
        first=week_of(today, starts_on),
        last=today + timedelta(days=AHEAD_DAYS),
        today=today,
        week_starts_on=starts_on,
    )
    return Section("training/_today.html", _told(found, span, reader))


def _told(found: Calendar, span: Span, reader: Reader) -> dict[str, object]:
    grid = grid_of(found, span, reader)
    cells = [cell for week in grid.weeks for cell in week.cells]
    week = next(row for row in grid.weeks if row.is_current)
    return {
        "today": next(cell for cell in cells if cell.is_today),
        "workouts": [one for one in _coming(cells) if one.on == reader.today],
        "next": [one for one in _coming(cells) if one.on > reader.today and _is_open(one.card)][:NEXT],
        "week": week if _is_told(week) else None,
        "event": grid.next_event,
    }


def _coming(cells: Iterable[Cell]) -> Iterator[Coming]:
    return (Coming(cell.on, card) for cell in cells for card in cell.cards)


def _is_open(card: Card) -> bool:
    return card.workout.state == WorkoutState.PLANNED


def _is_told(week: WeekRow) -> bool:
    return bool(week.whole.planned_s or week.whole.planned_load)
