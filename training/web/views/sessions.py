from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.web.guards import signed_in
from accounts.web.refusals import refusals_beside
from accounts.web.visitor import PageRequest
from training.editing import change_activity, delete_activity
from training.manual import enter_by_hand
from training.models import Activity
from training.naming import name_of
from training.web.forms.activities import ActivityForm, EffortForm, ManualForm
from training.web.session_page import session_context
from training.web.subjects import activities_of, own_activity, own_subject, seen_athlete


@signed_in
@require_safe
def show_activity(request: PageRequest, pk: UUID, athlete_id: UUID | None = None) -> HttpResponse:
    seen = seen_athlete(request, athlete_id)
    activity = activities_of(request, seen.subject).select_related("gear", "leader").filter(pk=pk).first()
    if activity is None:
        return _elsewhere(request, pk)
    context = session_context(activity, seen.subject, seen.hidden, seen.sight.reader)
    if seen.sight.is_own:
        context["effort"] = EffortForm(initial={"rpe": activity.rpe and int(activity.rpe), "feel": activity.feel})
    return render(request, "training/activity.html", context)


@signed_in
@require_POST
def save_effort(request: PageRequest, pk: UUID) -> HttpResponse:
    activity = own_activity(request, pk)
    form = EffortForm(request.POST)
    if form.is_valid() and form.answers():
        change_activity(activity=activity, actor=request.user, **form.answers())
        messages.success(request, _("Noted."))
    return redirect("activity", pk=pk)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit_activity(request: PageRequest, pk: UUID) -> HttpResponse:
    activity = own_activity(request, pk)
    initial = ActivityForm.initial_of(activity)
    form = ActivityForm(request.POST or None, initial=initial, athlete_id=activity.athlete_id)
    if form.is_valid():
        with refusals_beside(form):
            changes = form.changes_of(activity)
            if changes:
                change_activity(activity=activity, actor=request.user, **changes)
            messages.success(request, _("The session is saved."))
            return redirect("activity", pk=pk)
    context = {"form": form, "activity": activity, "name": name_of(activity), "subject": own_subject(request)}
    return render(request, "training/activity_edit.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def remove_activity(request: PageRequest, pk: UUID) -> HttpResponse:
    activity = own_activity(request, pk)
    if request.method == "POST":
        delete_activity(activity=activity, actor=request.user)
        messages.success(request, _("The session is deleted."))
        return redirect("activities")
    context = {"activity": activity, "name": name_of(activity), "subject": own_subject(request)}
    return render(request, "training/activity_delete.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def add_activity(request: PageRequest) -> HttpResponse:
    subject, now = own_subject(request), timezone.localtime()
    initial = {"on": now.date(), "at": now.time().replace(second=0), "time_zone": subject.person.time_zone}
    form = ManualForm(request.POST or None, initial=initial, units=subject.units)
    if form.is_valid():
        with refusals_beside(form):
            activity = enter_by_hand(athlete_id=subject.id, actor=request.user, now=timezone.now(), **form.session())
            messages.success(request, _("The session is saved."))
            return redirect("activity", pk=activity.pk)
    return render(request, "training/activity_add.html", {"form": form, "subject": subject})


def _elsewhere(request: PageRequest, pk: UUID) -> HttpResponse:
    """An address without its athlete also leads coaches to the session, as links in messages do."""
    found = get_object_or_404(Activity.objects.visible_to(request.user.pk).only("athlete_id"), pk=pk)
    if found.athlete_id == own_subject(request).id:
        raise Http404
    return redirect("athlete_training:activity", athlete_id=found.athlete_id, pk=pk)
