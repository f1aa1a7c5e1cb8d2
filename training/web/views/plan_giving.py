from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.web.guards import signed_in
from accounts.web.refusals import refusals_as_messages, refusals_beside
from accounts.web.visitor import PageRequest
from core.ids import uuid7
from training.models import BulkJob, PlanApplication
from training.people_days import today_of
from training.plan_runs import Run, applications_of, apply_plan, offers_for, rebase_plan, run_of, undo_applications
from training.web.forms.plans import ApplyForm
from training.web.planners import plannable_choices, told_of
from training.web.views.plans import changeable_plan, visible_plan


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def give_plan(request: PageRequest, pk: UUID) -> HttpResponse:
    """Tried first, athlete by athlete; then done, in the background where it is much."""
    plan, choices = visible_plan(request, pk), plannable_choices(request.visitor)
    form = ApplyForm(request.POST or None, initial=_initial(request, choices), athletes=choices)
    context: dict[str, Any] = {"plan": plan, "form": form, "has_choices": bool(choices)}
    if form.is_valid():
        with refusals_beside(form):
            is_dry = "try" in request.POST
            run = apply_plan(
                plan=plan, options=form.options(), athlete_ids=form.chosen(), actor=request.user, now=timezone.now(),
                batch=form.cleaned_data["batch"], is_dry=is_dry,
            )  # fmt: skip
            if run.id and not is_dry:
                return redirect("plan_job", pk=run.id)
            if not is_dry:
                return _given(request, run)
            context |= {"run": told_of(run, request.visitor)} if not run.id else {"job_id": run.id}
    return render(request, "training/plan_apply.html", context)


def _initial(request: PageRequest, choices: list[tuple[str, str]]) -> dict[str, Any]:
    today = today_of(request.visitor.athlete.pk, timezone.now())
    monday = today + timedelta(days=(7 - today.weekday()) % 7)
    chosen = [request.GET["athlete"]] if "athlete" in request.GET else [choices[0][0]] if len(choices) == 1 else []
    return {"athletes": chosen, "on": request.GET.get("on") or monday, "batch": uuid7()}


def _given(request: PageRequest, run: Run) -> HttpResponse:
    told = told_of(run, request.visitor)
    for one in told["results"]:
        if one["state"] == "refused":
            messages.error(request, f"{one['name']}: {one['message'] or ''}")
    return redirect("plan_given", batch=run.batch_id)


@signed_in
@require_safe
def show_given(request: PageRequest, batch: UUID) -> HttpResponse:
    """What came of giving a plan, with a way back for each and for all."""
    rows = list(applications_of(request.user.pk, batch=batch).select_related("athlete__person", "plan")[:500])
    if not rows:
        raise Http404
    context = {"rows": rows, "batch": batch, "plan_title": rows[0].plan_title, "plan_id": rows[0].plan_id}
    context["open"] = [row for row in rows if row.undone_at is None]
    return render(request, "training/plan_given.html", context)


@signed_in
@require_POST
def undo_given(request: PageRequest) -> HttpResponse:
    """One application, or all of one act of giving."""
    batch, one = _uuid(request.POST.get("batch")), _uuid(request.POST.get("application"))
    if batch is None and one is None:
        raise Http404
    with refusals_as_messages(request):
        given: dict[str, Any] = {"application_ids": [one]} if one else {"batch": batch}
        run = undo_applications(actor=request.user, now=timezone.now(), **given)
        if run.id:
            return redirect("plan_job", pk=run.id)
        _tell_undone(request, run)
    row = applications_of(request.user.pk).filter(**({"pk": one} if one else {"batch": batch})).first()
    return redirect("plan_given", batch=row.batch) if row else redirect("plans")


def _tell_undone(request: PageRequest, run: Run) -> None:
    for one in told_of(run, request.visitor)["results"]:
        if one["state"] == "undone":
            told = _("%(name)s: %(removed)s taken out, %(kept)s kept as they were done or changed.") % {
                "name": one["name"], "removed": one["removed"], "kept": len(one["kept"]),
            }  # fmt: skip
            messages.success(request, told)
        else:
            messages.error(request, f"{one['name']}: {one['message'] or ''}")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def bring_up_to_date(request: PageRequest, pk: UUID) -> HttpResponse:
    """What the newest edition would change for those who run the plan, before it does."""
    plan = changeable_plan(request, pk)
    offers = list(offers_for(request.user.pk, plan).values_list("pk", flat=True)[:500])
    chosen = [one for text in request.POST.getlist("application") if (one := _uuid(text)) in set(offers)]
    context: dict[str, Any] = {"plan": plan, "offers": offers}
    if request.method == "POST" and chosen:
        with refusals_as_messages(request):
            run = rebase_plan(plan=plan, actor=request.user, now=timezone.now(), application_ids=chosen)
            if run.id:
                return redirect("plan_job", pk=run.id)
            return render(request, "training/plan_rebase.html", {**context, "run": told_of(run, request.visitor)})
    if offers:
        run = rebase_plan(plan=plan, actor=request.user, now=timezone.now(), application_ids=offers, is_dry=True)
        context |= {"preview": told_of(run, request.visitor), "job_id": run.id}
    return render(request, "training/plan_rebase.html", context)


@signed_in
@require_safe
def show_job(request: PageRequest, pk: UUID) -> HttpResponse:
    job = get_object_or_404(BulkJob.objects.filter(asked_by=request.user), pk=pk)
    run = told_of(run_of(job), request.visitor)
    is_over = run["state"] in {"done", "failed"}
    context = {"run": run, "is_over": is_over, "can_undo": is_over and _has_applied(request, run["batch_id"])}
    part = request.htmx and not request.htmx.history_restore_request
    return render(request, "training/_plan_job.html" if part else "training/plan_job.html", context)


def _has_applied(request: PageRequest, batch: UUID | None) -> bool:
    return (
        batch is not None
        and PlanApplication.objects.filter(batch=batch, undone_at=None, applied_by=request.user).exists()
    )


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
