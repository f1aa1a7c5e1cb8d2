"""Which days a page of the calendar shows, and where its neighbours are."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from django.utils.dateparse import parse_date
from django.utils.formats import date_format

from training.calendar_weeks import week_of

VIEWS = ("month", "week")
FIRST_YEAR, LAST_YEAR = 1990, 2150


@dataclass(frozen=True, slots=True)
class Span:
    """`on` is the day that was asked for."""

    view: str
    on: date
    week_starts_on: int
    is_preview: bool = False

    @property
    def first(self) -> date:
        return week_of(self.on.replace(day=1) if self.view == "month" else self.on, self.week_starts_on)

    @property
    def last(self) -> date:
        if self.view == "week":
            return self.first + timedelta(days=6)
        return week_of(_end_of_month(self.on), self.week_starts_on) + timedelta(days=6)

    @property
    def title(self) -> str:
        if self.view == "month":
            return date_format(self.on, "YEAR_MONTH_FORMAT")
        return f"{date_format(self.first, 'j M')} – {date_format(self.last, 'j M Y')}"

    @property
    def before(self) -> str:
        on = self.first - timedelta(days=1) if self.view == "week" else self.on.replace(day=1) - timedelta(days=1)
        return replace(self, on=_start(on, self.view)).query

    @property
    def after(self) -> str:
        on = self.last + timedelta(days=1) if self.view == "week" else _end_of_month(self.on) + timedelta(days=1)
        return replace(self, on=_start(on, self.view)).query

    @property
    def query(self) -> str:
        asked = {"view": self.view, "on": self.on.isoformat()}
        return urlencode({**asked, "as": "athlete"} if self.is_preview else asked)

    @property
    def month(self) -> str:
        return replace(self, view="month").query

    @property
    def week(self) -> str:
        return replace(self, view="week").query

    @property
    def preview(self) -> str:
        return replace(self, is_preview=True).query

    @property
    def own(self) -> str:
        return replace(self, is_preview=False).query


def asked_span(asked: dict[str, str], *, today: date, week_starts_on: int, may_preview: bool) -> Span:
    """Nonsense means today."""
    try:
        on = parse_date(asked.get("on", "")) or today
    except ValueError:
        on = today
    if not FIRST_YEAR <= on.year <= LAST_YEAR:
        on = today
    view = asked.get("view", "") if asked.get("view") in VIEWS else "month"
    return Span(view, on, week_starts_on, is_preview=may_preview and asked.get("as") == "athlete")


def _start(on: date, view: str) -> date:
    return on.replace(day=1) if view == "month" else on


def _end_of_month(on: date) -> date:
    return (on.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
