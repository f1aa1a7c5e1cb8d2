from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import ZoneSet
from accounts.thresholds import remove_zones, set_zones
from accounts.web.forms.training import ZonesForm
from accounts.web.guards import signed_in
from accounts.web.refusals import refusals_beside
from accounts.web.subjects import Subject, editable_subject
from accounts.web.visitor import PageRequest
from accounts.web.zones import METRICS, chapters_of, entry_of, measure_of, title_of


@signed_in
@require_safe
def show_zones(request: PageRequest, athlete_id: UUID | None = None) -> HttpResponse:
    subject = editable_subject(request, athlete_id)
    chapters = chapters_of(subject, timezone.localdate())
    return render(request, "accounts/zones.html", {"subject": subject, "chapters": chapters})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def add_zones(request: PageRequest, sport: str, metric: str, athlete_id: UUID | None = None) -> HttpResponse:
    subject = editable_subject(request, athlete_id)
    if metric not in METRICS.get(sport, ()):
        raise Http404
    form = ZonesForm(request.POST or None, measure=measure_of(sport, metric, subject.units))
    return _answer(request, subject, form, sport=sport, metric=metric)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit_zones(request: PageRequest, pk: UUID, athlete_id: UUID | None = None) -> HttpResponse:
    subject = editable_subject(request, athlete_id)
    row = _row(subject, pk)
    measure = measure_of(row.sport or "", row.metric, subject.units)
    initial = {
        "boundaries": " ".join(measure.show(bound) for bound in row.boundaries),
        "names": ", ".join(row.names),
        "effective_on": row.effective_on,
    }
    form = ZonesForm(request.POST or None, measure=measure, initial=initial)
    return _answer(request, subject, form, sport=row.sport or "", metric=row.metric, row=row)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def delete_zones(request: PageRequest, pk: UUID, athlete_id: UUID | None = None) -> HttpResponse:
    subject = editable_subject(request, athlete_id)
    row = _row(subject, pk)
    if request.method == "POST":
        remove_zones(zones=row, actor=request.user)
        messages.success(request, _("The zones are removed."))
        return redirect(subject.url("zones"))
    context = {
        "subject": subject,
        "entry": entry_of(row, subject.units),
        "title": title_of(row.sport or "", row.metric),
    }
    return render(request, "accounts/zones_delete.html", context)


def _answer(
    request: PageRequest, subject: Subject, form: ZonesForm, *, sport: str, metric: str, row: ZoneSet | None = None
) -> HttpResponse:
    if form.is_valid():
        with refusals_beside(form):
            set_zones(
                athlete_id=subject.id,
                sport=sport,
                metric=metric,
                **form.cleaned_data,
                actor=request.user,
                replacing=row,
            )
            messages.success(request, _("The zones are saved."))
            return redirect(subject.url("zones"))
    context: dict[str, Any] = {"subject": subject, "form": form, "row": row, "title": title_of(sport, metric)}
    return render(request, "accounts/zones_form.html", context)


def _row(subject: Subject, pk: UUID) -> ZoneSet:
    return get_object_or_404(ZoneSet.objects.of(subject.id), pk=pk)
