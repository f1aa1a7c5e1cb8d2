from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.web.guards import signed_in
from accounts.web.visitor import PageRequest
from core.errors import DomainError
from training.plan_rights import require_planning
from training.web.calendar.acts import ActForm, Asked, Told, items_of, perform, undo_last
from training.web.calendar.athletes import choices_of
from training.web.calendar.pages import Page, asked_page, page_context

LAST_SEEN = "calendar_of"
PARTS = {"calendar-main": "training/_calendar_main.html"}


@signed_in
@require_safe
def show_calendar(request: PageRequest, athlete_id: UUID | None = None) -> HttpResponse:
    if athlete_id is None and not request.visitor.is_athlete:
        return _first_athlete(request)
    page = asked_page(request, athlete_id)
    if page.subject.is_other:
        request.session[LAST_SEEN] = str(page.subject.id)
    part = "" if not request.htmx or request.htmx.history_restore_request else str(request.htmx.target or "")
    response = render(request, PARTS.get(part, "training/calendar.html"), page_context(request, page))
    response.headers["Vary"] = "HX-Request, HX-Target"
    return response


@signed_in
@require_POST
def act_on_calendar(request: PageRequest, athlete_id: UUID | None = None) -> HttpResponse:
    page = asked_page(request, athlete_id)
    form = ActForm(request.POST)
    if not form.is_valid():
        reason = next(iter(form.errors.values()))[0]
        return answer(request, page, Told(str(reason), is_refused=True))
    asked = Asked(
        actor=request.user, now=timezone.now(), athlete_id=page.subject.id, fields=form.cleaned_data,
        items=items_of(request.POST.getlist("item")), athlete_ids=_ids(request.POST.getlist("athlete")),
        team_id=page.team_id,
    )  # fmt: skip
    try:
        require_planning(page.sight)
        told = perform(asked)
    except DomainError as refusal:
        told = Told(str(refusal.message), is_refused=True)
    return answer(request, page, told)


@signed_in
@require_POST
def undo(request: PageRequest, athlete_id: UUID | None = None) -> HttpResponse:
    page = asked_page(request, athlete_id)
    act_id = next(iter(_ids([request.POST.get("act", "")])), None)
    try:
        told = undo_last(actor=request.user, now=timezone.now(), athlete_id=page.subject.id, act_id=act_id)
    except DomainError as refusal:
        told = Told(str(refusal.message), is_refused=True)
    return answer(request, page, told)


def answer(request: PageRequest, page: Page, told: Told) -> HttpResponse:
    """The calendar as it is now, and what has happened; the whole page again where no script asks."""
    if request.htmx:
        return render(request, "training/_calendar_answer.html", {**page_context(request, page), "told": told})
    level = messages.ERROR if told.is_refused else messages.WARNING if told.is_partial else messages.SUCCESS
    messages.add_message(request, level, told.text)
    return redirect(page.url)


def _first_athlete(request: PageRequest) -> HttpResponse:
    """Coaches who do not train themselves come back to whom they saw last."""
    query = request.GET.urlencode()
    choices = choices_of(request.visitor, current=request.user.pk, query=query)
    last = next((choice for choice in choices if str(choice.id) == request.session.get(LAST_SEEN)), None)
    found = last or next(iter(choices), None)
    return redirect(found.url) if found else render(request, "training/calendar_nobody.html", {})


def _ids(sent: list[str]) -> list[UUID]:
    found: list[Any] = []
    for text in sent:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
