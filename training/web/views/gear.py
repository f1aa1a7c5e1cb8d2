from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Units
from accounts.web.guards import signed_in
from accounts.web.refusals import refusals_beside
from accounts.web.visitor import PageRequest
from training.equipment import gear_with_mileage, save_gear
from training.models import Gear
from training.units import KILOMETRE_M, MILE_M
from training.web.forms.activities import GearForm
from training.web.subjects import own_subject


@signed_in
@require_safe
def list_gear(request: PageRequest) -> HttpResponse:
    subject = own_subject(request)
    rows = list(gear_with_mileage(subject.id).order_by("retired_on", "sport", "name"))
    context = {"subject": subject, "units": subject.units, "used": [row for row in rows if not row.retired_on]}
    context["retired"] = [row for row in rows if row.retired_on]
    return render(request, "training/gear.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def add_gear(request: PageRequest) -> HttpResponse:
    return _page(request, Gear(athlete_id=own_subject(request).id))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit_gear(request: PageRequest, pk: UUID) -> HttpResponse:
    return _page(request, get_object_or_404(Gear, athlete_id=own_subject(request).id, pk=pk))


def _page(request: PageRequest, gear: Gear) -> HttpResponse:
    subject = own_subject(request)
    length = MILE_M if subject.units == Units.IMPERIAL else KILOMETRE_M
    names = ("name", "sport", "is_default", "retired_on")
    initial = {name: getattr(gear, name) for name in names} | {
        "distance_before": round(gear.distance_before_m / length, 1)
    }
    form = GearForm(request.POST or None, initial=initial, units=subject.units)
    if form.is_valid():
        with refusals_beside(form):
            save_gear(gear=gear, actor=request.user, **form.fields_of())
            messages.success(request, _("The gear is saved."))
            return redirect("gear")
    return render(request, "training/gear_form.html", {"form": form, "subject": subject, "gear": gear})
