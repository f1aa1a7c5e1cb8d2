from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.web.guards import signed_in
from accounts.web.refusals import refusals_beside
from accounts.web.visitor import PageRequest
from core.errors import DomainError
from core.ids import uuid7
from training.models import Workout
from training.people_days import today_of
from training.plan_rights import plan_sight
from training.plans import Item, change_plan, newest, plan_from_calendar
from training.structures import structure_of
from training.web.forms.plans import FromCalendarForm, ItemForm
from training.web.forms.workouts import ContentForm
from training.web.library.folders import shelf_of
from training.web.planners import athletes_named
from training.web.views.plans import changeable_plan, shelved
from training.web.workouts.sheets import sheet_of, thresholds_of_visitor


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def add_item(request: PageRequest, pk: UUID) -> HttpResponse:
    plan = changeable_plan(request, pk)
    day = _day(request.GET.get("day"), plan.weeks)
    form = ItemForm(request.POST or None, initial={"sport": "ride"}, units=request.visitor.person.units)
    if form.is_valid():
        with refusals_beside(form):
            item = {"id": str(uuid7()), "day": day, **form.content()}
            change_plan(plan=plan, actor=request.user, items=[*newest(plan).items, item])
            return redirect("plan", pk=pk)
    shelf = {"chips": shelved(request), "q": request.GET.get("q", "")[:100]}
    return _page(request, {"form": form, "plan": plan, "day": day, **shelf})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit_item(request: PageRequest, pk: UUID, item_id: UUID) -> HttpResponse:
    """Of a plan one may change; all items but this one stay as they are."""
    plan = changeable_plan(request, pk)
    items = newest(plan).items
    item = next((one for one in items if one["id"] == str(item_id)), None)
    if item is None:
        raise Http404
    form = ItemForm(request.POST or None, initial=_initial(item, request), units=request.visitor.person.units)
    if form.is_valid():
        with refusals_beside(form):
            changed = [one if one is not item else {**_sent(item), **form.content()} for one in items]
            change_plan(plan=plan, actor=request.user, items=changed)
            messages.success(request, _("The workout is saved."))
            return redirect("plan", pk=pk)
    visitor = request.visitor
    thresholds = thresholds_of_visitor(visitor, item["sport"])
    sheet = sheet_of(structure_of(item["structure"]), thresholds, item["sport"], visitor.person.units)
    return _page(request, {"form": form, "plan": plan, "day": item["day"], "item": item, "sheet": sheet})


def _page(request: PageRequest, context: dict[str, Any]) -> HttpResponse:
    week, day = divmod(context["day"], 7)
    visitor = request.visitor
    athlete = visitor.athlete.pk if visitor.is_athlete else None
    more = {"week_number": week + 1, "day_number": day + 1, "athlete_id": athlete, "units": visitor.person.units}
    return render(request, "training/plan_item.html", {**context, **more})


def _sent(item: Item) -> Item:
    """The steps follow from the text that was sent, typed figures stay unless they were changed."""
    typed = {name: item[name] for name in item["typed"]}
    names = ("id", "day", "typed")
    return {name: item[name] for name in names} | typed


def _initial(item: Item, request: PageRequest) -> dict[str, Any]:
    told = ContentForm.initial_of(SimpleNamespace(**item), request.visitor.person.units)
    return {**told, "key": item.get("key"), "start_time": item.get("start_time")}


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def plan_of_calendar(request: PageRequest) -> HttpResponse:
    """A stretch of a calendar, kept as a plan."""
    initial = {name: request.GET.get(name, "") for name in ("athlete", "from_on", "to_on")}
    form = FromCalendarForm(request.POST or None, initial=initial, athletes=athletes_named(request.visitor))
    form.place(shelf_of(request.visitor), is_owner=True)
    if form.is_valid():
        with refusals_beside(form):
            return redirect("plan", pk=_kept(request, form.placed(dict(form.cleaned_data))))
    return render(request, "training/plan_from_calendar.html", {"form": form})


def _kept(request: PageRequest, told: dict[str, Any]) -> UUID:
    athlete_id = UUID(told.pop("athlete"))
    sight = plan_sight(viewer_id=request.user.pk, athlete_id=athlete_id)
    today = today_of(request.user.pk, timezone.now())
    shown = Workout.objects.shown_to(request.user.pk, today=today).filter(athlete_id=athlete_id)
    rows = shown.on_days(told["from_on"], told["to_on"]).order_by("on", "position", "id")
    if not rows.exists():
        raise DomainError(_("Nothing is planned on these days."), field="from_on", detail="empty")
    plan = plan_from_calendar(rows=rows, sight=sight, actor=request.user, **told)
    return plan.pk


def _day(text: str | None, weeks: int) -> int:
    try:
        day = int(text or 0)
    except ValueError:
        return 0
    return min(max(day, 0), weeks * 7 - 1)
