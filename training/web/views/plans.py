import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.web.guards import signed_in
from accounts.web.refusals import refusals_as_messages, refusals_beside
from accounts.web.visitor import PageRequest
from core.errors import DomainError
from training.library import search
from training.models import LibraryWorkout, Plan, PlanEdition
from training.plan_runs import applications_of, offers_for
from training.plans import change_plan, copy_plan, create_plan, newest, remove_plan
from training.web.forms.plans import PlanForm
from training.web.library.folders import Shelf, shelf_of
from training.web.plans.grids import Chip, chip_of_library, day_names, weeks_of
from training.web.plans.listing import drawn, page_of, rows_for
from training.web.plans.saving import items_arranged

MOST_BODY = 1_000_000
MOST_FOUND = 30
USUAL_WEEKS = 4


@signed_in
@require_safe
def list_plans(request: PageRequest) -> HttpResponse:
    text = request.GET.get("q", "")[:100]
    page = page_of(rows_for(request.visitor, text), request.GET.get("page"))
    context = {"page": page, "rows": drawn(page, request.visitor), "q": text, "query": {"q": text} if text else {}}
    return render(request, "training/plans.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def add_plan(request: PageRequest) -> HttpResponse:
    form = _form(request, {"weeks": USUAL_WEEKS}, shelf_of(request.visitor), is_owner=True)
    if form.is_valid():
        with refusals_beside(form):
            plan = create_plan(actor=request.user, **form.content())
            return redirect("plan", pk=plan.pk)
    return render(request, "training/plan_form.html", {"form": form})


@signed_in
@require_safe
def show_plan(request: PageRequest, pk: UUID) -> HttpResponse:
    """`?edition=` shows an older content as it was."""
    plan = visible_plan(request, pk)
    edition = _edition(plan, request.GET.get("edition"))
    may_change = may_change_plan(plan, request)
    offers = offers_for(request.user.pk, plan).count() if may_change else 0
    context: dict[str, Any] = {
        "plan": plan, "edition": edition, "weeks": weeks_of(edition.items, edition.weeks), "day_names": day_names(),
        "is_newest": edition.number == plan.edition, "may_change": may_change, "offers": offers,
        "editions": list(PlanEdition.objects.filter(plan=plan).defer("items").order_by("-number")[:50]),
        "running": list(applications_of(request.user.pk, plan_id=plan.pk).filter(undone_at=None)
                        .select_related("athlete__person")[:100]),
    }  # fmt: skip
    return render(request, "training/plan.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit_plan(request: PageRequest, pk: UUID) -> HttpResponse:
    plan = changeable_plan(request, pk)
    names = ("title", "weeks", "description", "tags")
    initial = {name: getattr(plan, name) for name in names}
    initial |= {"folder_id": plan.folder_id or "", "team_id": plan.team_id or ""}
    form = _form(request, initial, shelf_of(request.visitor), is_owner=plan.owner_id == request.user.pk)
    if form.is_valid():
        with refusals_beside(form):
            change_plan(plan=plan, actor=request.user, **form.content())
            messages.success(request, _("The plan is saved."))
            return redirect("plan", pk=pk)
    return render(request, "training/plan_form.html", {"form": form, "plan": plan})


@signed_in
@require_POST
def save_plan(request: PageRequest, pk: UUID) -> HttpResponse:
    """The whole arrangement at once, on top of the version that was shown: one new edition."""
    try:
        sent = json.loads(request.body[:MOST_BODY])
        version, weeks, placed = int(sent["version"]), int(sent["weeks"]), list(sent["items"])
    except (KeyError, TypeError, ValueError):
        return JsonResponse({"message": _("This cannot be read.")}, status=400)
    try:
        with transaction.atomic():
            changeable_plan(request, pk)
            plan = get_object_or_404(Plan.objects.select_for_update(), pk=pk)
            if plan.version != version:
                return JsonResponse({"message": _("Somebody else has saved this plan since.")}, status=412)
            items = items_arranged(placed, newest(plan).items, viewer_id=request.user.pk)
            plan = change_plan(plan=plan, actor=request.user, items=items, weeks=weeks)
    except DomainError as error:
        return JsonResponse({"message": str(error.message)}, status=400)
    return JsonResponse({"version": plan.version, "edition": plan.edition})


@signed_in
@require_POST
def duplicate_plan(request: PageRequest, pk: UUID) -> HttpResponse:
    plan = visible_plan(request, pk)
    with refusals_as_messages(request):
        title = _("Copy of %(title)s") % {"title": plan.title}
        return redirect("plan", pk=copy_plan(plan=plan, actor=request.user, title=title[:200]).pk)
    return redirect("plan", pk=pk)


@signed_in
@require_POST
def restore_edition(request: PageRequest, pk: UUID) -> HttpResponse:
    """An older content becomes the newest edition."""
    plan = changeable_plan(request, pk)
    edition = _edition(plan, request.POST.get("edition"))
    with refusals_as_messages(request):
        change_plan(plan=plan, actor=request.user, items=edition.items, weeks=edition.weeks)
        messages.success(request, _("Edition %(n)s is the newest again.") % {"n": edition.number})
    return redirect("plan", pk=pk)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def delete_plan(request: PageRequest, pk: UUID) -> HttpResponse:
    plan = changeable_plan(request, pk)
    if request.method == "POST":
        with refusals_as_messages(request):
            remove_plan(plan=plan, actor=request.user)
            messages.success(request, _("The plan is deleted."))
            return redirect("plans")
    return render(request, "training/plan_delete.html", {"plan": plan})


@signed_in
@require_safe
def show_library(request: PageRequest) -> HttpResponse:
    """Rows to put into a plan: part of its page."""
    return render(request, "training/_plan_library.html", {"chips": shelved(request)})


def shelved(request: PageRequest) -> list[Chip]:
    """What of the library was searched for."""
    rows = search(LibraryWorkout.objects.visible_to(request.user.pk), request.GET.get("q", "")[:100])
    return [chip_of_library(row) for row in rows.order_by("title", "id")[:MOST_FOUND]]


def visible_plan(request: PageRequest, pk: UUID) -> Plan:
    return get_object_or_404(Plan.objects.visible_to(request.user.pk).select_related("team"), pk=pk)


def changeable_plan(request: PageRequest, pk: UUID) -> Plan:
    plan = visible_plan(request, pk)
    if not may_change_plan(plan, request):
        raise Http404
    return plan


def may_change_plan(plan: Plan, request: PageRequest) -> bool:
    coached = {row.team_id for row in request.visitor.memberships if row.is_coaching()}
    return plan.owner_id == request.user.pk or plan.team_id in coached


def _edition(plan: Plan, number: str | None) -> PlanEdition:
    if number and number.isdecimal() and len(number) < 8:
        return get_object_or_404(PlanEdition, plan=plan, number=int(number))
    return newest(plan)


def _form(request: PageRequest, initial: dict[str, Any], shelf: Shelf, *, is_owner: bool) -> PlanForm:
    form = PlanForm(request.POST or None, initial=initial)
    form.place(shelf, is_owner=is_owner)
    return form
