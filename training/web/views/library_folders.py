from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.web.guards import signed_in
from accounts.web.refusals import refusals_as_messages, refusals_beside
from accounts.web.visitor import PageRequest
from training.library import change_folder, create_folder, remove_folder
from training.models import LibraryFolder
from training.web.forms.library import FilesForm, FolderForm, folder_initial
from training.web.library.files import take_files
from training.web.library.folders import Placed, Shelf, shelf_of


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def add_folder(request: PageRequest) -> HttpResponse:
    shelf = shelf_of(request.visitor)
    form = FolderForm(request.POST or None, initial={"folder_id": request.GET.get("folder", "")})
    form.place(shelf, is_owner=True)
    if form.is_valid():
        with refusals_beside(form):
            row = create_folder(actor=request.user, **form.content())
            return redirect(f"{reverse('library')}?folder={row.pk}")
    return render(request, "training/library_folder.html", {"form": form})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit_folder(request: PageRequest, pk: UUID) -> HttpResponse:
    shelf = shelf_of(request.visitor)
    row = _own(shelf, pk)
    form = FolderForm(request.POST or None, initial=folder_initial(row))
    form.place(_outside(shelf, pk), is_owner=row.owner_id == request.user.pk)
    if form.is_valid():
        with refusals_beside(form):
            change_folder(folder=row, actor=request.user, **form.content())
            return redirect(f"{reverse('library')}?folder={pk}")
    return render(request, "training/library_folder.html", {"form": form, "folder": row})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def delete_folder(request: PageRequest, pk: UUID) -> HttpResponse:
    row = _own(shelf_of(request.visitor), pk)
    if request.method == "POST":
        with refusals_as_messages(request):
            remove_folder(folder=row, actor=request.user)
            messages.success(request, _("The folder is deleted."))
            return redirect("library")
    return render(request, "training/library_folder_delete.html", {"folder": row})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def import_files(request: PageRequest) -> HttpResponse:
    """Files of other programs into the library; one that cannot be read does not stop the others."""
    shelf = shelf_of(request.visitor)
    form = FilesForm(request.POST or None, request.FILES or None, initial={"folder_id": request.GET.get("folder", "")})
    form.place(shelf, is_owner=True)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        told = form.placed(dict(form.cleaned_data))
        files, sport = told.pop("chosen"), told.pop("sport")
        context["taken"] = take_files(files, actor=request.user, sport=sport, **told)
    return render(request, "training/library_import.html", context)


def _own(shelf: Shelf, pk: UUID) -> LibraryFolder:
    found = next((one.row for one in shelf.own if one.row.pk == pk), None)
    if found is None:
        raise Http404
    return found


def _outside(shelf: Shelf, pk: UUID) -> Shelf:
    """A folder does not lie inside itself."""
    inside = shelf.inside(pk)
    rest: list[Placed] = [one for one in shelf.own if one.row.pk not in inside]
    return Shelf(shelf.folders, rest, shelf.teams)
