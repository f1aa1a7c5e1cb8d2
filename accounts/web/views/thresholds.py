from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Threshold, ThresholdKind
from accounts.thresholds import remove_threshold, set_threshold
from accounts.web import measures
from accounts.web.forms.training import ThresholdForm
from accounts.web.guards import signed_in
from accounts.web.refusals import refusals_beside
from accounts.web.subjects import Subject, editable_subject
from accounts.web.thresholds import ALL, KINDS, entry, groups_of, sport_label
from accounts.web.visitor import PageRequest


@signed_in
@require_safe
def show_thresholds(request: PageRequest, athlete_id: UUID | None = None) -> HttpResponse:
    subject = editable_subject(request, athlete_id)
    groups = groups_of(subject, timezone.localdate())
    return render(request, "accounts/thresholds.html", {"subject": subject, "groups": groups})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def add_threshold(request: PageRequest, sport: str, kind: str, athlete_id: UUID | None = None) -> HttpResponse:
    subject = editable_subject(request, athlete_id)
    if sport not in KINDS or kind not in ThresholdKind.values:
        raise Http404
    form = ThresholdForm(request.POST or None, measure=measures.measure(kind, subject.units))
    if form.is_valid():
        with refusals_beside(form):
            _save(request, subject, form, sport=sport, kind=kind)
            return _saved(request, subject)
    return _page(request, form, subject, sport=sport, kind=kind)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit_threshold(request: PageRequest, pk: UUID, athlete_id: UUID | None = None) -> HttpResponse:
    subject = editable_subject(request, athlete_id)
    row = get_object_or_404(Threshold.objects.of(subject.id), pk=pk)
    measure = measures.measure(row.kind, subject.units)
    initial = {"value": measure.show(row.value), "effective_on": row.effective_on}
    form = ThresholdForm(request.POST or None, measure=measure, initial=initial)
    if form.is_valid():
        with refusals_beside(form):
            _save(request, subject, form, sport=row.sport or ALL, kind=row.kind, replacing=row)
            return _saved(request, subject)
    return _page(request, form, subject, sport=row.sport or ALL, kind=row.kind, row=row)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def delete_threshold(request: PageRequest, pk: UUID, athlete_id: UUID | None = None) -> HttpResponse:
    subject = editable_subject(request, athlete_id)
    row = get_object_or_404(Threshold.objects.of(subject.id), pk=pk)
    if request.method == "POST":
        remove_threshold(threshold=row, actor=request.user)
        messages.success(request, _("The threshold is removed."))
        return redirect(subject.url("thresholds"))
    context = {
        "subject": subject,
        "entry": entry(row, subject.units),
        "label": measures.NAMES[row.kind],
        "sport": sport_label(row.sport),
    }
    return render(request, "accounts/threshold_delete.html", context)


def _save(
    request: PageRequest,
    subject: Subject,
    form: ThresholdForm,
    *,
    sport: str,
    kind: str,
    replacing: Threshold | None = None,
) -> None:
    set_threshold(
        athlete_id=subject.id,
        sport=None if sport == ALL else sport,
        kind=kind,
        value=form.cleaned_data["value"],
        effective_on=form.cleaned_data["effective_on"],
        actor=request.user,
        now=timezone.now(),
        replacing=replacing,
    )


def _saved(request: PageRequest, subject: Subject) -> HttpResponse:
    messages.success(request, _("The threshold is saved."))
    return redirect(subject.url("thresholds"))


def _page(
    request: PageRequest, form: ThresholdForm, subject: Subject, *, sport: str, kind: str, **extra: Any
) -> HttpResponse:
    names = {"label": measures.NAMES[kind], "sport": sport_label(sport)}
    return render(request, "accounts/threshold_form.html", {"form": form, "subject": subject, **names, **extra})
