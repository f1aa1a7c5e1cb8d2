from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.web.guards import signed_in
from accounts.web.refusals import refusals_beside
from accounts.web.visitor import PageRequest
from training.naming import sport_name
from training.plan_rights import require_change
from training.swaps import Offer, accept_swap, offer_swaps
from training.web.forms.seasons import SwapForm
from training.web.workouts.pages import seen_workout, subject_of
from training.web.workouts.sheets import profile_of


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def swap_workout(request: PageRequest, pk: UUID) -> HttpResponse:
    """ "40 min, no bike": a few others with the same purpose, and one press to take one."""
    workout, sight = seen_workout(request, pk)
    if not (sight.may_plan and sight.may_change(workout)):
        raise Http404
    require_change(sight, workout)
    form = SwapForm(request.POST or request.GET or None)
    context: dict[str, Any] = {"workout": workout, "subject": subject_of(request, workout), "form": form}
    if form.is_valid():
        with refusals_beside(form):
            key = request.POST.get("key", "")
            if key:
                made = accept_swap(workout=workout, actor=request.user, now=timezone.now(), key=key, **form.wish())
                messages.success(request, _("Swapped. What was planned is excused."))
                return redirect("workout", pk=made.pk)
            context["offers"] = [_told(one) for one in offer_swaps(workout=workout, actor=request.user, **form.wish())]
    return render(request, "training/workout_swap.html", context)


def _told(offer: Offer) -> dict[str, Any]:
    told = offer.told()
    picture = mark_safe(profile_of(told["structure"], told["sport"]))  # noqa: S308 - drawn by us
    return {**told, "picture": picture, "sport_name": sport_name(told["sport"])}
