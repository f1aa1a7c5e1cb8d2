"""Weeks and days of the calendar as the page lays them out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import ngettext

from accounts.models import AbsenceKind
from training.calendar import Calendar, Day
from training.calendar_weeks import Sum, Week
from training.models import PhaseKind, WorkoutState
from training.naming import sport_name
from training.web.calendar.cards import Card, Reader, SessionCard, card_of, hours, session_card
from training.web.calendar.spans import Span

Text = str | Promise
Told = Mapping[str, Any]
ABSENCE_ICONS = {"illness": "illness", "injury": "injury", "travel": "travel", "unavailable": "away"}
MINUTE_S = 60


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of days: it begins or ends here, or only passes through."""

    kind: str
    text: Text
    icon: str
    is_first: bool
    is_last: bool
    has_words: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    told: Told
    days_left: int


@dataclass(frozen=True, slots=True)
class Jot:
    """A note on one of its days."""

    told: Told
    can_move: bool


@dataclass(frozen=True, slots=True)
class Cell:
    on: date
    is_today: bool
    is_past: bool
    is_outside: bool
    cards: list[Card]
    sessions: list[SessionCard]
    notes: list[Jot]
    events: list[Event]
    phases: list[Band]
    absences: list[Band]
    available_s: int | None
    is_overfull: bool

    @property
    def is_empty(self) -> bool:
        return not (self.cards or self.sessions or self.notes or self.events)

    @property
    def label(self) -> str:
        """What is heard when the arrows come here."""
        parts = [date_format(self.on, "l j F")]
        if self.cards:
            parts.append(ngettext("%(n)d workout", "%(n)d workouts", len(self.cards)) % {"n": len(self.cards)})
        parts += [str(event.told["title"]) for event in self.events]
        parts += [str(band.text) for band in self.absences]
        return ", ".join(parts)

    @property
    def available(self) -> str:
        return "" if self.available_s is None else hours(self.available_s)


@dataclass(frozen=True, slots=True)
class SportRow:
    sport: str
    name: str
    planned: str
    done: str


@dataclass(frozen=True, slots=True)
class WeekRow:
    first: date
    last: date
    number: int
    cells: list[Cell]
    whole: Sum
    sports: list[SportRow]
    target_load: float | None
    counts: Mapping[str, int]
    is_current: bool
    is_ahead: bool
    can_shift: bool

    @property
    def planned(self) -> str:
        return hours(self.whole.planned_s)

    @property
    def done(self) -> str:
        return hours(self.whole.done_s)

    @property
    def load_share(self) -> int:
        """Done of planned, for the bar: at most the whole."""
        return _share(self.whole.done_load, self.whole.planned_load)

    @property
    def time_share(self) -> int:
        return _share(self.whole.done_s, self.whole.planned_s)

    @property
    def target_share(self) -> int:
        return _share(self.whole.planned_load, self.target_load or 0.0)

    @property
    def missed(self) -> int:
        return self.counts.get(WorkoutState.MISSED.value, 0)

    @property
    def is_blank(self) -> bool:
        return not (self.whole.planned_s or self.whole.done_s or self.whole.planned_load or self.whole.done_load)


@dataclass(frozen=True, slots=True)
class Grid:
    span: Span
    weeks: list[WeekRow]
    weekdays: list[date]
    today: date
    next_event: Event | None = None
    counted: int = 0
    reader: Reader = field(kw_only=True)


def grid_of(found: Calendar, span: Span, reader: Reader) -> Grid:
    sessions = {row["id"]: row for day in found.days for row in day.activities}
    cells = {day.on: _cell(day, sessions, span, reader) for day in found.days}
    event = found.next_event
    return Grid(
        span,
        [_week(week, cells, reader) for week in found.weeks],
        [found.first + timedelta(days=number) for number in range(7)],
        found.today,
        Event(event, (event["on"] - found.today).days) if event else None,
        sum(len(cell.cards) for cell in cells.values()),
        reader=reader,
    )


def _cell(day: Day, sessions: Mapping[Any, Told], span: Span, reader: Reader) -> Cell:
    cards = [card_of(row, sessions.get(row.activity_id), reader) for row in day.workouts]
    shown = {card.workout.activity_id for card in cards if card.workout.activity_id in sessions}
    planned = sum(row.planned_duration_s or 0.0 for row in day.workouts if row.state != WorkoutState.EXCUSED)
    return Cell(
        on=day.on,
        is_today=day.on == reader.today,
        is_past=day.on < reader.today,
        is_outside=span.view == "month" and day.on.month != span.on.month,
        cards=cards,
        sessions=[session_card(row, reader) for row in day.activities if row["id"] not in shown],
        notes=[_jot(row, reader) for row in day.notes],
        events=[Event(row, (row["on"] - reader.today).days) for row in day.events],
        phases=[_phase(row, day.on, span) for row in day.phases],
        absences=[_absence(row, day.on, span) for row in {row["kind"]: row for row in day.absences}.values()],
        available_s=day.available_s,
        is_overfull=day.available_s is not None and planned > day.available_s + MINUTE_S,
    )


def _jot(row: Told, reader: Reader) -> Jot:
    team_id = UUID(str(row["team_id"])) if row["team_id"] else None
    return Jot(row, reader.may_plan and reader.sight.may_change_of(team_id))


def _phase(row: Told, on: date, span: Span) -> Band:
    text = PhaseKind(row["kind"]).label if row["kind"] in PhaseKind.values else row["kind"]
    return _band(row, on, span, kind=row["kind"], text=text, icon="")


def _absence(row: Told, on: date, span: Span) -> Band:
    text = AbsenceKind(row["kind"]).label if row["kind"] in AbsenceKind.values else row["kind"]
    return _band(row, on, span, kind=row["kind"], text=text, icon=ABSENCE_ICONS.get(row["kind"], "away"))


def _band(row: Told, on: date, span: Span, *, kind: str, text: Text, icon: str) -> Band:
    """Its words stand where it begins, and again at the beginning of each row."""
    is_first = row["from_on"] == on
    has_words = is_first or on.weekday() == span.week_starts_on
    return Band(kind, text, icon, is_first, row["to_on"] == on, has_words, row.get("reason") or "")


def _week(week: Week, cells: Mapping[date, Cell], reader: Reader) -> WeekRow:
    days = [week.from_on + timedelta(days=number) for number in range((week.to_on - week.from_on).days + 1)]
    thursday = week.from_on + timedelta(days=(3 - week.from_on.weekday()) % 7)
    return WeekRow(
        first=week.from_on,
        last=week.to_on,
        number=thursday.isocalendar().week,
        cells=[cells[on] for on in days],
        whole=week.whole,
        sports=[
            SportRow(name, sport_name(name), hours(part.planned_s), hours(part.done_s))
            for name, part in week.sports.items()
        ],
        target_load=week.target_load,
        counts=week.states,
        is_current=week.from_on <= reader.today <= week.to_on,
        is_ahead=week.from_on > reader.today,
        can_shift=reader.may_plan and bool(week.states),
    )


def _share(part: float, whole: float) -> int:
    return round(min(part / whole, 1.0) * 100) if whole else 0
