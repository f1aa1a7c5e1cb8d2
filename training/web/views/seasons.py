from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.web.guards import signed_in
from accounts.web.refusals import refusals_as_messages, refusals_beside
from accounts.web.visitor import PageRequest
from training.models import Season
from training.people_days import today_of
from training.season_plans import change_season, create_season, remove_season, seasons_seen
from training.web.forms.seasons import PhaseFormSet, SeasonForm, phases_of
from training.web.goals.events import countdown_of
from training.web.goals.seasons import Sight, drawn, events_between, weeks_of
from training.web.planners import Planned, asked_athlete, planned_of, subject_of_plan
from training.web.views.events import back_to

USUAL_WEEKS = 16


@signed_in
@require_safe
def show_seasons(request: PageRequest) -> HttpResponse:
    """The season that today lies in; else the next, else the last."""
    planned = planned_of(request, asked_athlete(request))
    today = today_of(planned.id, timezone.now())
    rows = list(seasons_seen(request.user.pk).filter(athlete_id=planned.id).order_by("-from_on", "id")[:50])
    season = _chosen(rows, request.GET.get("season"), today)
    context: dict[str, Any] = {**page_of(request, planned), "rows": rows, "season": season}
    if season is not None:
        context |= _shown(request, planned, season, today)
    return render(request, "training/seasons.html", context)


def _chosen(rows: list[Season], asked: str | None, today: date) -> Season | None:
    found = next((row for row in rows if str(row.pk) == asked), None)
    if asked and found is None:
        raise Http404
    now = next((row for row in rows if row.from_on <= today <= row.to_on), None)
    coming = [row for row in rows if row.from_on > today]
    return found or now or (coming[-1] if coming else None) or (rows[0] if rows else None)


def _shown(request: PageRequest, planned: Planned, season: Season, today: date) -> dict[str, Any]:
    starts_on = request.visitor.person.week_starts_on
    sight = Sight(request.user.pk, planned.id, today, starts_on)
    phases = list(season.phases.all())
    weeks, events = weeks_of(season, phases, sight), events_between(sight, season)
    return {
        "phases": phases, "weeks": weeks, "today": today,
        "events": [{"row": event, "countdown": countdown_of(event.on, today)} for event in events],
        "picture": drawn(season, weeks, phases, events, today),
        "has_fitness": any(week.fitness is not None for week in weeks),
    }  # fmt: skip


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def add_season(request: PageRequest) -> HttpResponse:
    planned = editable(request)
    first = today_of(planned.id, timezone.now())
    last = first + timedelta(weeks=USUAL_WEEKS) - timedelta(days=1)
    return _form_page(request, planned, None, {"from_on": first, "to_on": last}, [])


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit_season(request: PageRequest, pk: UUID) -> HttpResponse:
    season, planned = _season(request, pk)
    names = ("title", "from_on", "to_on")
    phases = season.phases.order_by("from_on", "id").values("kind", "from_on", "to_on", "weekly_load")
    return _form_page(
        request, planned, season, {name: getattr(season, name) for name in names}, [dict(one) for one in phases]
    )


def _form_page(
    request: PageRequest, planned: Planned, season: Season | None, initial: dict[str, Any], phases: list[dict[str, Any]]
) -> HttpResponse:
    form = SeasonForm(request.POST or None, initial=initial)
    rows = PhaseFormSet(request.POST or None, initial=phases, prefix="phase")
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        with refusals_beside(form):
            saved = _save(request, planned, season, {**form.cleaned_data, "phases": phases_of(rows.forms)})
            messages.success(request, _("The season is saved."))
            return redirect(f"{back_to('seasons', planned)}{'&' if planned.is_other else '?'}season={saved.pk}")
    context = {**page_of(request, planned), "form": form, "phases": rows, "season": season}
    return render(request, "training/season_form.html", context)


def _save(request: PageRequest, planned: Planned, season: Season | None, given: dict[str, Any]) -> Season:
    if season is None:
        return create_season(athlete_id=planned.id, actor=request.user, **given)
    return change_season(season=season, actor=request.user, **given)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def delete_season(request: PageRequest, pk: UUID) -> HttpResponse:
    season, planned = _season(request, pk)
    if request.method == "POST":
        with refusals_as_messages(request):
            remove_season(season=season, actor=request.user)
            messages.success(request, _("The season is deleted."))
        return redirect(back_to("seasons", planned))
    context = {**page_of(request, planned), "title": season.title, "cancel": reverse("season_edit", args=[pk])}
    return render(request, "training/goal_delete.html", context)


def _season(request: PageRequest, pk: UUID) -> tuple[Season, Planned]:
    season = get_object_or_404(seasons_seen(request.user.pk), pk=pk)
    planned = planned_of(request, season.athlete_id)
    if not planned.is_editable:
        raise Http404
    return season, planned


def editable(request: PageRequest) -> Planned:
    planned = planned_of(request, asked_athlete(request))
    if not planned.is_editable:
        raise Http404
    return planned


def page_of(request: PageRequest, planned: Planned) -> dict[str, Any]:
    return {"planned": planned, "subject": subject_of_plan(request, planned), "units": request.visitor.person.units}
