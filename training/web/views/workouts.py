from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.web.guards import signed_in
from accounts.web.refusals import refusals_as_messages
from accounts.web.visitor import PageRequest
from training.models import Activity, Workout
from training.pairing import pair_by_hand, unpair_by_hand
from training.plan_rights import require_change
from training.planning import excuse_workout
from training.web.forms.saying import ExcuseForm
from training.web.workouts.pages import seen_workout, workout_page


@signed_in
@require_safe
def show_workout(request: PageRequest, pk: UUID) -> HttpResponse:
    """For the athlete and for whoever sees the plan; links in messages and calendars lead here."""
    workout, sight = seen_workout(request, pk)
    return render(request, "training/workout.html", workout_page(request, workout, sight))


@signed_in
@require_POST
def excuse(request: PageRequest, pk: UUID) -> HttpResponse:
    workout = _to_change(request, pk)
    form = ExcuseForm(request.POST)
    with refusals_as_messages(request):
        if form.is_valid():
            asked = form.cleaned_data
            excuse_workout(
                workout=workout, actor=request.user, now=timezone.now(), excuse=asked["excuse"] or None,
                note=asked["note"],
            )  # fmt: skip
            messages.success(request, _("Noted.") if asked["excuse"] else _("It is open again."))
    return redirect("workout", pk=pk)


@signed_in
@require_POST
def pair(request: PageRequest, pk: UUID) -> HttpResponse:
    workout = _to_change(request, pk)
    with refusals_as_messages(request):
        activity = get_object_or_404(
            Activity.objects.visible_to(request.user.pk), pk=_activity(request), athlete_id=workout.athlete_id
        )
        pair_by_hand(workout=workout, activity=activity, actor=request.user, now=timezone.now())
        messages.success(request, _("They belong together now."))
    return redirect("workout", pk=pk)


@signed_in
@require_POST
def unpair(request: PageRequest, pk: UUID) -> HttpResponse:
    workout = _to_change(request, pk)
    with refusals_as_messages(request):
        unpair_by_hand(workout=workout, actor=request.user, now=timezone.now())
        messages.success(request, _("They are parted, and stay so."))
    return redirect("workout", pk=pk)


def _to_change(request: PageRequest, pk: UUID) -> Workout:
    workout, sight = seen_workout(request, pk)
    require_change(sight, workout)
    return workout


def _activity(request: PageRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("activity", ""))
    except ValueError:
        return None
