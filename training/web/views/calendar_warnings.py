"""Warnings about the plan beside the calendar, which the coach may overrule."""

from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.web.guards import signed_in
from accounts.web.visitor import PageRequest
from core.errors import DomainError
from training.constraints import read_warnings
from training.waivers import waive
from training.web.calendar.pages import Page
from training.web.views.calendar_dialogs import planned_page


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def show_warnings(request: PageRequest, athlete_id: UUID | None = None) -> HttpResponse:
    page = planned_page(request, athlete_id)
    refusal = _waived(request, page) if request.method == "POST" else ""
    found = read_warnings(
        viewer_id=request.user.pk, athlete_id=page.subject.id, from_on=page.span.first, to_on=page.span.last,
        today=page.reader.today,
    )  # fmt: skip
    ahead = [one for one in found if (one.to_on or one.on) >= page.reader.today]
    context = {"page": page, "open": [w for w in ahead if not w.waiver], "waived": [w for w in ahead if w.waiver]}
    return render(request, "training/_calendar_warnings.html", {**context, "refusal": refusal})


def _waived(request: PageRequest, page: Page) -> str:
    on, reason = _day(request.POST.get("on", "")), request.POST.get("reason", "").strip()
    if on is None or not reason:
        return _("Say why it is all right.")
    try:
        waive(
            athlete_id=page.subject.id,
            actor=request.user,
            code=request.POST.get("code", ""),
            on=on,
            reason=reason[:500],
            team_id=page.team_id,
        )
    except DomainError as refusal:
        return str(refusal.message)
    return ""


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
