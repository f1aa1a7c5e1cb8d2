from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.web.guards import signed_in
from accounts.web.subjects import Subject
from accounts.web.visitor import PageRequest
from training.web.filters import ActivityFilter
from training.web.listing import page_of, totals_of
from training.web.subjects import activities_of, address, seen_athlete
from training.web.withheld import gaps_of

PARTS = {"more": "training/_more.html", "results": "training/_results.html"}


@signed_in
@require_safe
def list_activities(request: PageRequest, athlete_id: UUID | None = None) -> HttpResponse:
    seen = seen_athlete(request, athlete_id)
    subject = seen.subject
    form = ActivityFilter(request.GET, units=subject.units)
    rows = form.apply(activities_of(request, subject))
    page, part = page_of(rows, request.GET.get("before", "")), _wanted_part(request)
    context: dict[str, Any] = {"subject": subject, "units": subject.units, "form": form, "page": page}
    context["more_url"] = _more_url(request, subject, page.next_before)
    context["hides_heart"] = "heart_rate" in seen.hidden
    if part != "more":
        context["totals"] = totals_of(rows)
        context["withheld"] = gaps_of(seen.sight)
        context["has_any"] = bool(page.months) or activities_of(request, subject).exists()
    response = render(request, PARTS.get(part, "training/activities.html"), context)
    response.headers["Vary"] = "HX-Request, HX-Target"
    return response


def _wanted_part(request: PageRequest) -> str:
    if not request.htmx or request.htmx.history_restore_request:
        return ""
    return str(request.htmx.target or "")


def _more_url(request: PageRequest, subject: Subject, before: str) -> str:
    if not before:
        return ""
    asked = {name: value for name, value in request.GET.items() if value and name != "before"}
    return f"{address(subject, 'activities')}?{urlencode({**asked, 'before': before})}"
