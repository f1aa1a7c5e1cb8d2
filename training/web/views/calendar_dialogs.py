"""What opens over or beside the calendar: where to move something, a week, the library, warnings about the plan."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.web.guards import signed_in
from accounts.web.visitor import PageRequest
from training.calendar_weeks import week_of
from training.entries import Entry, marks_seen
from training.models import LibraryWorkout, Workout
from training.plan_rights import require_planning
from training.web.calendar.acts import items_of
from training.web.calendar.athletes import choices_of
from training.web.calendar.drawer import drawer_of
from training.web.calendar.pages import Page, asked_page


@signed_in
@require_safe
def choose_day(request: PageRequest, athlete_id: UUID | None = None) -> HttpResponse:
    """Where chosen workouts go: the way without dragging."""
    page = planned_page(request, athlete_id)
    if "library" in request.GET:
        return _opened(request, page, "training/_calendar_plan.html", _shelved(request, page))
    items = request.GET.getlist("item")
    found = _named(request.user.pk, page.subject.id, list(items_of(items)))
    if not found:
        raise Http404
    context = {
        "rows": found, "items": [f"{row.pk}:{row.version}" for row in found], "first": found[0].on,
        "are_workouts": all(isinstance(row, Workout) for row in found),
    }  # fmt: skip
    return _opened(request, page, "training/_calendar_to.html", context)


def _named(viewer_id: UUID, athlete_id: UUID, ids: list[UUID]) -> list[Entry]:
    workouts = Workout.objects.visible_to(viewer_id).filter(pk__in=ids, athlete_id=athlete_id)
    rows: list[Entry] = list(workouts.order_by("position", "id"))
    if len(rows) < len(ids):
        rows += [mark for mark in marks_seen(viewer_id, ids).values() if mark.athlete_id == athlete_id]
    return sorted(rows, key=lambda row: row.on)


def _shelved(request: PageRequest, page: Page) -> dict[str, Any]:
    """One workout of the library, and the day that it would go to."""
    try:
        pk = UUID(request.GET["library"])
    except ValueError:
        raise Http404 from None
    row = get_object_or_404(LibraryWorkout.objects.visible_to(request.user.pk), pk=pk)
    return {"row": row, "on": _day(request, "to_on") or page.reader.today}


@signed_in
@require_safe
def choose_for_week(request: PageRequest, athlete_id: UUID | None = None) -> HttpResponse:
    page = planned_page(request, athlete_id)
    first = week_of(_day(request, "from_on") or page.reader.today, page.span.week_starts_on)
    context = {"first": first, "last": first + timedelta(days=6), "week_before": first - timedelta(days=7)}
    return _opened(
        request, page, "training/_calendar_week_acts.html", {**context, "week_after": first + timedelta(days=7)}
    )


@signed_in
@require_safe
def show_library(request: PageRequest, athlete_id: UUID | None = None) -> HttpResponse:
    page = planned_page(request, athlete_id)
    drawer = drawer_of(request.user.pk, request.GET.get("q", ""), request.GET.get("folder", ""))
    context = {"page": page, "subject": page.subject, "drawer": drawer, "units": page.reader.units}
    part = (
        "_calendar_library_rows" if request.htmx and request.htmx.target == "calendar-library" else "_calendar_library"
    )
    return render(request, f"training/{part}.html", context)


def planned_page(request: PageRequest, athlete_id: UUID | None) -> Page:
    page = asked_page(request, athlete_id)
    require_planning(page.sight)
    return page


def _opened(request: PageRequest, page: Page, template: str, context: dict[str, Any]) -> HttpResponse:
    """In the dialog, or as a page of its own where there is no script."""
    others = choices_of(request.visitor, current=page.subject.id, query=page.span.query)
    told = {**context, "page": page, "subject": page.subject, "others": [one for one in others if one.may_plan]}
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, template, told)
    return render(request, "training/calendar_panel.html", {**told, "part": template, "title": _("Move or copy")})


def _day(request: PageRequest, name: str) -> date | None:
    try:
        return parse_date(request.GET.get(name, ""))
    except ValueError:
        return None
