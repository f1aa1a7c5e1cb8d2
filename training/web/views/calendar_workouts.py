from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.web.guards import signed_in
from accounts.web.refusals import refusals_beside
from accounts.web.subjects import readable_subject
from accounts.web.visitor import PageRequest
from training.judging import thresholds_for
from training.models import Activity, Excuse, Workout
from training.pairing_suggestions import suggested_sessions
from training.people_days import today_of
from training.plan_acts import Acted
from training.plan_edits import change_undoably, plan_undoably
from training.plan_rights import PlanSight, plan_sight, require_planning
from training.planned_days import lock_plan
from training.structures import structure_of
from training.web.calendar.acts import Told, told_of
from training.web.calendar.cards import Reader, card_of, session_card
from training.web.calendar.forms import WorkoutForm, initial_of
from training.web.calendar.merging import MINE, chosen, differences
from training.web.calendar.pages import asked_page
from training.web.workouts.reasons import reason_texts
from training.web.workouts.sheets import sheet_of

PANEL = "calendar-panel"


@signed_in
@require_safe
def show_workout(request: PageRequest, pk: UUID) -> HttpResponse:
    workout, reader = seen_workout(request, pk)
    return _panel(request, "training/_calendar_workout.html", workout_context(workout, reader))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit_workout(request: PageRequest, pk: UUID) -> HttpResponse:
    workout, reader = seen_workout(request, pk)
    if not reader.may_change(workout):
        raise Http404
    form = _form(request, reader, initial_of(workout, reader.units))
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            saved = _save(request, form, workout, context)
            if saved is not None:
                return _after(request, saved, workout)
    context |= workout_context(workout, reader)
    return _panel(request, "training/_calendar_form.html", context)


def _save(request: PageRequest, form: WorkoutForm, workout: Workout, context: dict[str, Any]) -> Acted | None:
    """None where somebody else has changed the same field: then both are shown, and one chooses."""
    lock_plan(workout.athlete_id)
    workout.refresh_from_db()
    given = form.given()
    if request.POST.get("version") != str(workout.version):
        found = differences(form, workout)
        choices = chosen(request.POST, found)
        if choices is None or (found and request.POST.get("seen") != str(workout.version)):
            context |= {"differences": found, "seen": workout.version}
            return None
        given = {name: value for name, value in given.items() if choices.get(name, MINE) == MINE}
    return change_undoably(workout=workout, actor=request.user, now=timezone.now(), **given)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def plan_new(request: PageRequest, athlete_id: UUID | None = None) -> HttpResponse:
    page = asked_page(request, athlete_id)
    require_planning(page.sight)
    on = asked_day(request, page.reader.today)
    form = _form(request, page.reader, {"on": on, "sport": "ride"})
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            given = form.filled()
            who: dict[str, Any] = {"actor": request.user, "now": timezone.now(), "team_id": page.team_id}
            acted = plan_undoably(athlete_id=page.subject.id, **who, **given)
            return _after(request, acted, None, to_on=given["on"])
    context = {
        "form": form,
        "subject": page.subject,
        "reader": page.reader,
        "page": page,
        "on": on,
        "units": page.reader.units,
    }
    return _panel(request, "training/_calendar_new.html", context)


def asked_day(request: PageRequest, today: date) -> date:
    try:
        return parse_date(request.GET.get("on", "")) or today
    except ValueError:
        return today


def seen_workout(request: PageRequest, pk: UUID) -> tuple[Workout, Reader]:
    """One that may be seen: by the athlete from the day on that the coach has chosen."""
    now = timezone.now()
    rows = Workout.objects.shown_to(request.user.pk, today=today_of(request.user.pk, now)).told()
    workout = get_object_or_404(rows.select_related("team"), pk=pk)
    own = workout.athlete_id == request.visitor.athlete.user_id
    subject = readable_subject(request, None if own else workout.athlete_id)
    sight: PlanSight = plan_sight(viewer_id=request.user.pk, athlete_id=workout.athlete_id)
    return workout, Reader(subject, sight, today_of(workout.athlete_id, now))


def workout_context(workout: Workout, reader: Reader) -> dict[str, Any]:
    has_words = reader.sight.reads_words_of(workout)
    structure = structure_of(workout.structure) if has_words else None
    sessions = Activity.objects.visible_to(reader.sight.viewer_id).filter(athlete_id=workout.athlete_id)
    done = sessions.filter(pk=workout.activity_id).first() if workout.activity_id else None
    free = [] if done else suggested_sessions(workout=workout, viewer_id=reader.sight.viewer_id)
    card = card_of(workout, None, reader)
    return {
        "workout": workout, "reader": reader, "subject": reader.subject, "units": reader.units, "card": card,
        "sheet": sheet_of(structure, thresholds_for(workout), workout.sport, reader.units),
        "has_words": has_words, "may_change": card.can_move, "excuses": Excuse.choices, "free": free,
        "may_say": reader.may_plan and reader.sight.may_change(workout),
        "session": session_card(_session(done), reader) if done else None,
        **_judged(workout if has_words and done else None),
    }  # fmt: skip


def _judged(workout: Workout | None) -> dict[str, Any]:
    """Why it has its colour, and how it went out of a hundred."""
    told = workout.compliance if workout else {}
    return {"reasons": reason_texts(told.get("details", {}).get("reasons", ())), "score": told.get("score")}


def _session(activity: Activity) -> dict[str, Any]:
    names = ("id", "sport", "title", "source_title", "timer_s", "elapsed_s", "distance_m", "load")
    return {name: getattr(activity, name) for name in names} | {"workout_id": None}


def _form(request: PageRequest, reader: Reader, initial: dict[str, Any]) -> WorkoutForm:
    return WorkoutForm(request.POST or None, initial=initial, sight=reader.sight, units=reader.units, auto_id="w-%s")


def _after(request: PageRequest, acted: Acted, workout: Workout | None, *, to_on: date | None = None) -> HttpResponse:
    """The panel shows the workout, the calendar draws itself again, and a word says that it can be undone."""
    told: Told = told_of(acted, to_on=to_on)
    pk = workout.pk if workout else acted.outcomes[0].workout_id
    if not request.htmx:
        messages.success(request, told.text)
        return redirect("calendar_workout", pk=pk)
    shown, reader = seen_workout(request, pk)  # type: ignore[arg-type]
    response = render(request, "training/_calendar_saved.html", {**workout_context(shown, reader), "told": told})
    response.headers["HX-Trigger-After-Swap"] = "calendar-changed"
    return response


def _panel(request: PageRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Beside the calendar, or a page of its own."""
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, template, context)
    return render(request, "training/calendar_panel.html", {**context, "part": template, "title": _("Workout")})
