"""What somebody says about a workout beside the calendar: why it was left out, which session belongs to it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.web.guards import signed_in
from accounts.web.visitor import PageRequest
from core.errors import DomainError
from training.models import Activity, Excuse, Workout
from training.pairing import pair_by_hand, unpair_by_hand
from training.plan_rights import require_change
from training.planning import excuse_workout
from training.web.calendar.acts import Told
from training.web.views.calendar_workouts import seen_workout, workout_context


@signed_in
@require_POST
def say(request: PageRequest, pk: UUID) -> HttpResponse:
    workout, reader = seen_workout(request, pk)
    try:
        require_change(reader.sight, workout)
        told = Told(_said(request, workout, request.user))
    except DomainError as refusal:
        told = Told(str(refusal.message), is_refused=True)
    if not request.htmx:
        messages.add_message(request, messages.ERROR if told.is_refused else messages.SUCCESS, told.text)
        return redirect("calendar_workout", pk=pk)
    shown, reader = seen_workout(request, pk)
    response = render(request, "training/_calendar_saved.html", {**workout_context(shown, reader), "told": told})
    response.headers["HX-Trigger-After-Swap"] = "calendar-changed"
    return response


def _said(request: PageRequest, workout: Workout, actor: User) -> str:
    sent, now = request.POST, timezone.now()
    if "unpair" in sent:
        unpair_by_hand(workout=workout, actor=actor, now=now)
        return _("They are parted, and stay so.")
    if "pair" in sent:
        activity = get_object_or_404(Activity.objects.visible_to(actor.pk), pk=sent["pair"])
        pair_by_hand(workout=workout, activity=activity, actor=actor, now=now)
        return _("They belong together now.")
    excuse = sent.get("excuse", "")
    excuse_workout(workout=workout, actor=actor, now=now, excuse=excuse if excuse in Excuse.values else None)
    return _("Noted.")
