from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.web.guards import signed_in
from accounts.web.refusals import refusals_as_messages, refusals_beside
from accounts.web.visitor import PageRequest
from training.corrections import add_correction, undo_correction
from training.merging import merge_activities, split_sources
from training.models import Activity, ChangeCause, Correction, CorrectionKind
from training.naming import local_time, name_of, source_name
from training.recomputing import ask_for_recomputation
from training.web.forms.corrections import correction_form
from training.web.subjects import activities_of, own_activity, own_subject


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def correct_activity(request: PageRequest, pk: UUID) -> HttpResponse:
    activity, subject = own_activity(request, pk), own_subject(request)
    kind = request.POST.get("kind", "")
    forms = {
        one.value: correction_form(one.value, request.POST if one.value == kind else None, subject.units, request.GET)
        for one in CorrectionKind
    }
    chosen = forms.get(kind)
    if chosen is not None and chosen.is_valid():
        with refusals_beside(chosen):
            add_correction(activity=activity, kind=kind, values=chosen.values(), actor=request.user)
            messages.success(request, _("Put right. You can take it back at any time."))
            return redirect("activity_correct", pk=pk)
    return render(
        request, "training/activity_correct.html", {**_about(activity), "subject": subject, "forms": _named(forms)}
    )


@signed_in
@require_POST
def take_back_correction(request: PageRequest, pk: UUID, correction_id: UUID) -> HttpResponse:
    activity = own_activity(request, pk)
    correction = get_object_or_404(Correction, activity=activity, pk=correction_id)
    undo_correction(correction=correction, actor=request.user)
    messages.success(request, _("Taken back. The session is as it was recorded."))
    return redirect("activity_correct", pk=pk)


@signed_in
@require_POST
def recompute_activity(request: PageRequest, pk: UUID) -> HttpResponse:
    activity = own_activity(request, pk)
    ask_for_recomputation(athlete_id=activity.athlete_id, cause=ChangeCause.FORMULA, activity_ids=[activity.pk])
    messages.success(request, _("The session is being computed again; that takes a few seconds."))
    return redirect("activity", pk=pk)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def arrange_sources(request: PageRequest, pk: UUID) -> HttpResponse:
    """Two activities that are one session, or one that is two."""
    activity, subject = own_activity(request, pk), own_subject(request)
    others = _overlapping(request, activity)
    if request.method == "POST":
        with refusals_as_messages(request):
            _arrange(request, activity, others)
            return redirect("activity", pk=pk)
    sources = [{"row": row, "name": source_name(row.kind), "leads": row.pk == activity.leader_id}
               for row in activity.sources.select_related("original").order_by("fetched_at", "id")]  # fmt: skip
    told = [{"row": other, "name": name_of(other), "began": local_time(other)} for other in others]
    context = {**_about(activity), "subject": subject, "sources": sources, "others": told}
    return render(request, "training/activity_sources.html", context)


def _arrange(request: PageRequest, activity: Activity, others: list[Activity]) -> None:
    if "join" in request.POST:
        chosen = [other for other in others if str(other.pk) in request.POST.getlist("other")]
        merge_activities(into=activity, others=chosen, actor=request.user)
        messages.success(request, _("They are one session now."))
        return
    leaving = [
        UUID(str(row))
        for row in activity.sources.values_list("pk", flat=True)
        if str(row) in request.POST.getlist("source")
    ]
    split_sources(activity=activity, source_ids=leaving, actor=request.user)
    messages.success(request, _("They are sessions of their own now."))


def _overlapping(request: PageRequest, activity: Activity) -> list[Activity]:
    rows = activities_of(request, own_subject(request)).exclude(pk=activity.pk)
    return list(rows.filter(start_at__lt=activity.end_at, end_at__gt=activity.start_at).order_by("start_at")[:20])


def _about(activity: Activity) -> dict[str, Any]:
    corrections = list(activity.corrections.order_by("created_at", "id"))
    return {"activity": activity, "name": name_of(activity), "corrections": corrections}


def _named(forms: dict[str, Any]) -> list[dict[str, Any]]:
    hints = {
        CorrectionKind.CROP: _("For a drive home with the device still running, or a start too early."),
        CorrectionKind.REMOVE_SPIKES: _("Values that stand far above their neighbours are taken out."),
        CorrectionKind.FIX_DISTANCE: _("For a treadmill or a pool: every part is stretched alike."),
        CorrectionKind.FIX_ALTITUDE: _("For a barometer that was set wrong."),
    }
    return [
        {"kind": kind, "label": CorrectionKind(kind).label, "hint": hints[CorrectionKind(kind)], "form": form}
        for kind, form in forms.items()
    ]
