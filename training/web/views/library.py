from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.web.guards import signed_in
from accounts.web.refusals import refusals_as_messages, refusals_beside
from accounts.web.visitor import PageRequest
from training.contents import content_of, settled
from training.library import change_workout, create_workout, remove_workout
from training.models import LibraryWorkout
from training.web.forms.library import LibraryFilter, LibraryWorkoutForm
from training.web.library.folders import Shelf, shelf_of
from training.web.library.listing import drawn, page_of, rows_for, tags_of
from training.web.workouts.sheets import sheet_of_row
from training.workout_files import FORMATS

COPIED = ("tags", "folder_id")


@signed_in
@require_safe
def show_library(request: PageRequest) -> HttpResponse:
    shelf, form = shelf_of(request.visitor), LibraryFilter(request.GET, auto_id="filter-%s")
    page = page_of(rows_for(request.visitor, form, shelf), request.GET.get("page"))
    asked = form.asked()
    context: dict[str, Any] = {"form": form, "page": page, "rows": drawn(page), "asked": asked}
    context["query"] = {name: value for name, value in asked.items() if value}
    if not _is_part(request):
        context |= {
            "shelf": shelf,
            "folder": shelf.find(asked.get("folder")),
            "path": shelf.path_of(asked.get("folder")),
        }
        context |= {"tags": tags_of(request.visitor), "is_editable": _may_fill(shelf, asked.get("folder"))}
        context["has_any"] = bool(page) or LibraryWorkout.objects.visible_to(request.user.pk).exists()
    context["units"] = request.visitor.person.units
    template = "training/_library_rows.html" if _is_part(request) else "training/library.html"
    response = render(request, template, context)
    response.headers["Vary"] = "HX-Request, HX-Target"
    return response


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def add_workout(request: PageRequest) -> HttpResponse:
    shelf = shelf_of(request.visitor)
    folder = shelf.find(_uuid(request.GET.get("folder")))
    initial = {"sport": "ride", "folder_id": folder.pk if folder else "", "team_id": (folder and folder.team_id) or ""}
    form = _form(request, initial, shelf, is_owner=True)
    if form.is_valid():
        with refusals_beside(form):
            content = form.content()
            row = create_workout(actor=request.user, **settled(content), **_place(content))
            messages.success(request, _("The workout is saved."))
            return redirect("library_workout", pk=row.pk)
    return render(request, "training/library_form.html", _page(request, form))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def show_workout(request: PageRequest, pk: UUID) -> HttpResponse:
    """Those who may not change it see it as it is."""
    row, shelf = _visible(request, pk), shelf_of(request.visitor)
    if not _may_change(row, request, shelf):
        context = {**_page(request, None), "row": row, "sheet": sheet_of_row(row, request.visitor)}
        return render(request, "training/library_workout.html", context)
    form = _form(request, _initial(row, request), shelf, is_owner=row.owner_id == request.user.pk)
    if form.is_valid():
        with refusals_beside(form):
            change_workout(workout=row, actor=request.user, **form.content())
            messages.success(request, _("The workout is saved."))
            return redirect("library_workout", pk=pk)
    context = {**_page(request, form), "row": row, "sheet": sheet_of_row(row, request.visitor)}
    return render(request, "training/library_form.html", context)


@signed_in
@require_POST
def copy_workout(request: PageRequest, pk: UUID) -> HttpResponse:
    """One's own from now on."""
    row = _visible(request, pk)
    with refusals_as_messages(request):
        title = _("Copy of %(title)s") % {"title": row.title}
        made = create_workout(actor=request.user, **{**content_of(row), "title": title[:200]}, tags=row.tags)
        return redirect("library_workout", pk=made.pk)
    return redirect("library_workout", pk=pk)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def delete_workout(request: PageRequest, pk: UUID) -> HttpResponse:
    row = _visible(request, pk)
    if request.method == "POST":
        with refusals_as_messages(request):
            remove_workout(workout=row, actor=request.user)
            messages.success(request, _("The workout is deleted."))
            return redirect("library")
    return render(request, "training/library_delete.html", {"row": row})


def _visible(request: PageRequest, pk: UUID) -> LibraryWorkout:
    rows = LibraryWorkout.objects.visible_to(request.user.pk).select_related("team", "folder")
    return get_object_or_404(rows, pk=pk)


def _form(request: PageRequest, initial: dict[str, Any], shelf: Shelf, *, is_owner: bool) -> LibraryWorkoutForm:
    form = LibraryWorkoutForm(request.POST or None, initial=initial, units=request.visitor.person.units)
    form.place(shelf, is_owner=is_owner)
    return form


def _initial(row: LibraryWorkout, request: PageRequest) -> dict[str, Any]:
    place = {"folder_id": row.folder_id or "", "team_id": row.team_id or "", "tags": row.tags}
    return {**LibraryWorkoutForm.initial_of(row, request.visitor.person.units), **place}


def _page(request: PageRequest, form: LibraryWorkoutForm | None) -> dict[str, Any]:
    visitor = request.visitor
    athlete = visitor.athlete.pk if visitor.is_athlete else None
    return {"form": form, "units": visitor.person.units, "athlete_id": athlete, "formats": FORMATS}


def _place(content: dict[str, Any]) -> dict[str, Any]:
    return {name: content[name] for name in ("folder_id", "team_id", "tags") if name in content}


def _may_change(row: LibraryWorkout, request: PageRequest, shelf: Shelf) -> bool:
    return row.owner_id == request.user.pk or row.team_id in {team.pk for team in shelf.teams}


def _may_fill(shelf: Shelf, folder_id: UUID | None) -> bool:
    return any(one.row.pk == folder_id for one in shelf.own)


def _is_part(request: PageRequest) -> bool:
    return bool(request.htmx and not request.htmx.history_restore_request)


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
