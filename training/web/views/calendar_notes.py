from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.models import Scope
from accounts.web.forms.fields import BlockField, DayField, LineField
from accounts.web.guards import signed_in
from accounts.web.refusals import refusals_beside
from accounts.web.subjects import readable_subject
from accounts.web.visitor import PageRequest
from training.models import CalendarNote, NoteKind
from training.notes import change_note, remove_note, write_note
from training.plan_rights import plan_sight, require_planning
from training.web.calendar.acts import Told
from training.web.calendar.pages import asked_page
from training.web.subjects import address
from training.web.views.calendar_workouts import asked_day


class NoteForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=NoteKind)
    on = DayField(label=gettext_lazy("Day"))
    to_on = DayField(label=gettext_lazy("Until"), required=False)
    title = LineField(label=gettext_lazy("Title"), max_length=200, required=False)
    body = BlockField(label=gettext_lazy("Text"), max_length=10_000, required=False)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def write_new(request: PageRequest, athlete_id: UUID | None = None) -> HttpResponse:
    page = asked_page(request, athlete_id)
    require_planning(page.sight)
    kind = NoteKind.REST if request.GET.get("kind") == NoteKind.REST else NoteKind.NOTE
    form = NoteForm(
        request.POST or None, initial={"on": asked_day(request, page.reader.today), "kind": kind}, auto_id="n-%s"
    )
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            write_note(athlete_id=page.subject.id, actor=request.user, team_id=page.team_id, **form.cleaned_data)
            return _done(request, address(page.subject, "calendar"), _("Noted."))
    return _panel(request, {"form": form, "subject": page.subject, "page": page, "may_change": True})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def show_note(request: PageRequest, pk: UUID) -> HttpResponse:
    note = get_object_or_404(CalendarNote.objects.visible_to(request.user.pk, scope=Scope.VIEW_PLAN), pk=pk)
    sight = plan_sight(viewer_id=request.user.pk, athlete_id=note.athlete_id)
    own = note.athlete_id == request.visitor.athlete.user_id
    subject = readable_subject(request, None if own else note.athlete_id)
    initial = {name: getattr(note, name) for name in NoteForm.base_fields}
    form = NoteForm(request.POST or None, initial=initial, auto_id="n-%s")
    may_change = sight.may_plan and sight.may_change(note)
    if request.method == "POST" and "delete" in request.POST:
        remove_note(note=note, actor=request.user)
        return _done(request, address(subject, "calendar"), _("The note is deleted."))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            change_note(note=note, actor=request.user, **form.cleaned_data)
            return _done(request, address(subject, "calendar"), _("Noted."))
    return _panel(request, {"form": form, "note": note, "subject": subject, "may_change": may_change})


def _panel(request: PageRequest, context: dict[str, Any]) -> HttpResponse:
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, "training/_calendar_note_form.html", context)
    told = {**context, "part": "training/_calendar_note_form.html", "title": _("Note")}
    return render(request, "training/calendar_panel.html", told)


def _done(request: PageRequest, url: str, text: str) -> HttpResponse:
    if not request.htmx:
        messages.success(request, text)
        return redirect(url)
    response = render(request, "training/_calendar_toast.html", {"told": Told(text)})
    response.headers["HX-Trigger-After-Swap"] = "calendar-changed, calendar-close"
    return response
