from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Absence, AvailableDay, Weekday
from accounts.profiles import add_absence, change_absence, remove_absence, set_week
from accounts.web.forms.training import AbsenceForm, WeekForm
from accounts.web.guards import signed_in
from accounts.web.refusals import refusals_beside
from accounts.web.subjects import editable_subject
from accounts.web.visitor import PageRequest


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def show_availability(request: PageRequest, athlete_id: UUID | None = None) -> HttpResponse:
    subject = editable_subject(request, athlete_id)
    days = list(AvailableDay.objects.of(subject.id))
    form = WeekForm(
        request.POST or None, weekdays=_weekdays(subject.person.week_starts_on), initial=WeekForm.initial_of(days)
    )
    if form.is_valid():
        with refusals_beside(form):
            set_week(athlete_id=subject.id, durations_s=form.durations_s(), actor=request.user)
            messages.success(request, _("Your week is saved."))
            return redirect(subject.url("availability"))
    absences = Absence.objects.of(subject.id).order_by("-from_on", "-id")
    context = {"subject": subject, "form": form, "absences": list(absences), "today": timezone.localdate()}
    return render(request, "accounts/availability.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def add_an_absence(request: PageRequest, athlete_id: UUID | None = None) -> HttpResponse:
    subject = editable_subject(request, athlete_id)
    form = AbsenceForm(request.POST or None, initial={"from_on": timezone.localdate()})
    if form.is_valid():
        with refusals_beside(form):
            add_absence(athlete_id=subject.id, **form.cleaned_data, actor=request.user)
            messages.success(request, _("The absence is saved."))
            return redirect(subject.url("availability"))
    return render(request, "accounts/absence_form.html", {"subject": subject, "form": form})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit_absence(request: PageRequest, pk: UUID, athlete_id: UUID | None = None) -> HttpResponse:
    subject = editable_subject(request, athlete_id)
    row = get_object_or_404(Absence.objects.of(subject.id), pk=pk)
    initial = {name: getattr(row, name) for name in AbsenceForm.base_fields}
    form = AbsenceForm(request.POST or None, initial=initial)
    if form.is_valid():
        with refusals_beside(form):
            change_absence(absence=row, **form.cleaned_data, actor=request.user)
            messages.success(request, _("The absence is saved."))
            return redirect(subject.url("availability"))
    return render(request, "accounts/absence_form.html", {"subject": subject, "form": form, "row": row})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def delete_absence(request: PageRequest, pk: UUID, athlete_id: UUID | None = None) -> HttpResponse:
    subject = editable_subject(request, athlete_id)
    row = get_object_or_404(Absence.objects.of(subject.id), pk=pk)
    if request.method == "POST":
        remove_absence(absence=row, actor=request.user)
        messages.success(request, _("The absence is removed."))
        return redirect(subject.url("availability"))
    return render(request, "accounts/absence_delete.html", {"subject": subject, "row": row})


def _weekdays(first: int) -> list[tuple[int, str]]:
    return [(day, str(Weekday(day).label)) for day in ((first + offset) % 7 for offset in range(7))]
