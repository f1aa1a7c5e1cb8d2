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
from training.goal_events import change_event, create_event, events_seen, remove_event
from training.models import GoalEvent
from training.people_days import today_of
from training.web.forms.seasons import EventForm
from training.web.goals.events import rows_of
from training.web.planners import Planned, asked_athlete, planned_of, subject_of_plan

MOST_PAST = 30


@signed_in
@require_safe
def list_events(request: PageRequest) -> HttpResponse:
    planned = planned_of(request, asked_athlete(request))
    today = today_of(planned.id, timezone.now())
    mine = events_seen(request.user.pk).filter(athlete_id=planned.id)
    coming = list(mine.filter(on__gte=today).order_by("on", "id")[:100])
    past = list(mine.filter(on__lt=today).order_by("-on", "id")[:MOST_PAST])
    units = request.visitor.person.units
    asked: dict[str, Any] = {"viewer_id": request.user.pk, "today": today, "units": units}
    context = {
        **_page(request, planned),
        "coming": rows_of(planned, coming, **asked),
        "past": rows_of(planned, past, **asked),
    }
    return render(request, "training/events.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def add_event(request: PageRequest) -> HttpResponse:
    planned = planned_of(request, asked_athlete(request))
    if not planned.is_editable:
        raise Http404
    form = _form(request, {"on": request.GET.get("on", ""), "priority": "B", "sport": "ride"})
    if form.is_valid():
        with refusals_beside(form):
            create_event(athlete_id=planned.id, actor=request.user, **form.fields_of())
            messages.success(request, _("The event is saved."))
            return redirect(back_to("events", planned))
    return render(request, "training/event_form.html", {**_page(request, planned), "form": form})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit_event(request: PageRequest, pk: UUID) -> HttpResponse:
    event, planned = _event(request, pk)
    form = _form(request, EventForm.initial_of(event, request.visitor.person.units))
    if form.is_valid():
        with refusals_beside(form):
            change_event(event=event, actor=request.user, **form.fields_of())
            messages.success(request, _("The event is saved."))
            return redirect(back_to("events", planned))
    return render(request, "training/event_form.html", {**_page(request, planned), "form": form, "event": event})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def delete_event(request: PageRequest, pk: UUID) -> HttpResponse:
    event, planned = _event(request, pk)
    if request.method == "POST":
        with refusals_as_messages(request):
            remove_event(event=event, actor=request.user)
            messages.success(request, _("The event is deleted."))
        return redirect(back_to("events", planned))
    context = {**_page(request, planned), "title": event.title, "cancel": reverse("event_edit", args=[pk])}
    return render(request, "training/goal_delete.html", context)


def _event(request: PageRequest, pk: UUID) -> tuple[GoalEvent, Planned]:
    event: GoalEvent = get_object_or_404(events_seen(request.user.pk), pk=pk)
    planned = planned_of(request, event.athlete_id)
    if not planned.is_editable:
        raise Http404
    return event, planned


def _form(request: PageRequest, initial: dict[str, Any]) -> EventForm:
    return EventForm(request.POST or None, initial=initial, units=request.visitor.person.units)


def _page(request: PageRequest, planned: Planned) -> dict[str, Any]:
    return {"planned": planned, "subject": subject_of_plan(request, planned), "units": request.visitor.person.units}


def back_to(name: str, planned: Planned) -> str:
    return reverse(name) + (f"?athlete={planned.id}" if planned.is_other else "")
