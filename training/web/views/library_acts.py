from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.web.guards import signed_in
from accounts.web.refusals import refusals_as_messages, refusals_beside
from accounts.web.visitor import PageRequest
from training.models import LibraryWorkout
from training.people_days import today_of
from training.plan_runs import schedule
from training.web.forms.library import ScheduleForm
from training.web.library.files import written_file
from training.web.planners import plannable_choices, told_of
from training.web.workouts.sheets import thresholds_of_visitor
from training.workout_files import FORMATS


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def schedule_workout(request: PageRequest, pk: UUID) -> HttpResponse:
    """On a day of one's own calendar, or of athletes one plans for."""
    row = get_object_or_404(LibraryWorkout.objects.visible_to(request.user.pk), pk=pk)
    choices = plannable_choices(request.visitor)
    today = today_of(request.visitor.athlete.pk, timezone.now())
    initial = {
        "on": request.GET.get("on") or today,
        "athletes": [pk for pk, _name in choices] if len(choices) == 1 else [],
    }
    form = ScheduleForm(request.POST or None, initial=initial, athletes=choices)
    context: dict[str, Any] = {"row": row, "form": form, "has_choices": bool(choices)}
    if form.is_valid():
        with refusals_beside(form):
            run = schedule(
                workout=row, athlete_ids=form.chosen(), on=form.cleaned_data["on"], actor=request.user,
                now=timezone.now(), team_id=None,
            )  # fmt: skip
            if run.id:
                return redirect("plan_job", pk=run.id)
            context["run"] = told_of(run, request.visitor)
    return render(request, "training/library_schedule.html", context)


@signed_in
@require_safe
def export_workout(request: PageRequest, pk: UUID, form: str) -> HttpResponse:
    """With the targets of whoever asks; shares of the threshold stay shares."""
    row = get_object_or_404(LibraryWorkout.objects.visible_to(request.user.pk), pk=pk)
    if form not in FORMATS:
        raise Http404
    with refusals_as_messages(request):
        made = written_file(row, form, thresholds_of_visitor(request.visitor, row.sport))
        headers = {"Content-Disposition": f'attachment; filename="{made.filename}"'}
        return HttpResponse(made.content, content_type=made.media_type, headers=headers)
    return redirect("library_workout", pk=pk)
