"""The calendar page of one athlete: who looks at it, and everything that its template draws."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone

from accounts.models import Scope
from accounts.web.subjects import Subject, readable_subject
from accounts.web.visitor import PageRequest
from training.calendar import activity_sight, read_calendar
from training.people_days import today_of
from training.plan_rights import PlanSight, plan_sight
from training.reading_rights import Sight
from training.web.calendar.athletes import choices_of
from training.web.calendar.cards import Reader
from training.web.calendar.grids import Grid, grid_of
from training.web.calendar.spans import Span, asked_span
from training.web.subjects import address
from training.web.withheld import gaps_of


@dataclass(frozen=True, slots=True)
class Page:
    subject: Subject
    sight: PlanSight
    span: Span
    reader: Reader
    team_id: UUID | None = None
    """For which team one plans here; left out where there is no choice."""

    @property
    def url(self) -> str:
        return f"{address(self.subject, 'calendar')}?{self.span.query}"

    @property
    def act_url(self) -> str:
        return self._with_span("calendar_act")

    @property
    def undo_url(self) -> str:
        return self._with_span("calendar_undo")

    @property
    def to_url(self) -> str:
        return self._with_span("calendar_to")

    @property
    def week_base(self) -> str:
        return self._with_span("calendar_week")

    @property
    def drawer_url(self) -> str:
        return self._with_span("calendar_library")

    @property
    def warnings_url(self) -> str:
        return self._with_span("calendar_warnings") if self.reader.may_plan else ""

    @property
    def new_base(self) -> str:
        """A day is put behind it."""
        return f"{address(self.subject, 'calendar_new')}?view={self.span.view}"

    @property
    def new_url(self) -> str:
        """On the day that was asked for, else today if it is shown."""
        today = self.reader.today
        is_shown = self.span.first <= today <= self.span.last
        return f"{self.new_base}&on={today if is_shown else self.span.on}"

    def _with_span(self, name: str) -> str:
        return f"{address(self.subject, name)}?{self.span.query}"


def asked_page(request: PageRequest, athlete_id: UUID | None) -> Page:
    """Who may not see the plan finds nothing here."""
    subject = readable_subject(request, athlete_id)
    if Scope.VIEW_PLAN not in subject.scopes:
        raise Http404
    sight = plan_sight(viewer_id=request.user.pk, athlete_id=subject.id)
    today = today_of(subject.id, timezone.now())
    starts_on = request.visitor.person.week_starts_on
    span = asked_span(request.GET.dict(), today=today, week_starts_on=starts_on, may_preview=subject.is_other)
    return Page(subject, sight, span, Reader(subject, sight, today, span.is_preview), team_of(request, sight))


def team_of(request: PageRequest, sight: PlanSight) -> UUID | None:
    """The team that was chosen in the account menu, where it is one of those."""
    if sight.is_own or not sight.editing_teams:
        return None
    chosen = request.visitor.team
    return chosen.pk if chosen and chosen.pk in sight.editing_teams else min(sight.editing_teams)


def read_grid(page: Page, sessions: Sight | None) -> Grid:
    found = read_calendar(
        plan=page.sight,
        sessions=sessions,
        first=page.span.first,
        last=page.span.last,
        today=page.reader.today,
        week_starts_on=page.span.week_starts_on,
        is_preview=page.span.is_preview,
    )
    return grid_of(found, page.span, page.reader)


def page_context(request: PageRequest, page: Page) -> dict[str, Any]:
    sessions = activity_sight(viewer_id=request.user.pk, athlete_id=page.subject.id)
    return {
        "page": page,
        "subject": page.subject,
        "units": page.subject.units,
        "span": page.span,
        "grid": read_grid(page, sessions),
        "withheld": gaps_of(sessions, from_on=page.span.first, to_on=page.span.last),
        "choices": choices_of(request.visitor, current=page.subject.id, query=page.span.query),
        "here": address(page.subject, "calendar"),
    }
