"""Everything the page of one planned workout shows."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.web.subjects import Subject, readable_subject
from accounts.web.visitor import PageRequest
from training import units as written
from training.judging import standing, thresholds_for
from training.models import Activity, Excuse, Workout, WorkoutState
from training.naming import name_of, sport_name
from training.people_days import today_of
from training.plan_rights import PlanSight, plan_sight
from training.structures import structure_of
from training.web.calendar.verdicts import Verdict, verdict_of
from training.web.workouts.comparing import compared
from training.web.workouts.execution import grade_of, rounds_of
from training.web.workouts.reasons import SHARES, reason_texts
from training.web.workouts.sheets import sheet_of
from training.workout_files import FORMATS

AROUND = timedelta(days=2)
MOST_FREE = 8
EXCUSES = (Excuse.ILL, Excuse.TRAVEL, Excuse.WORK, Excuse.REST)
"""A swap says so by itself."""


def seen_workout(request: PageRequest, pk: UUID) -> tuple[Workout, PlanSight]:
    """One that may be seen: by the athlete from the day on that the coach has chosen."""
    rows = Workout.objects.shown_to(request.user.pk, today=today_of(request.user.pk, timezone.now())).told()
    workout = get_object_or_404(rows.select_related("team"), pk=pk)
    return workout, plan_sight(viewer_id=request.user.pk, athlete_id=workout.athlete_id)


def subject_of(request: PageRequest, workout: Workout) -> Subject:
    is_own = workout.athlete_id == request.visitor.athlete.pk
    return readable_subject(request, None if is_own else workout.athlete_id)


def workout_page(request: PageRequest, workout: Workout, sight: PlanSight) -> dict[str, Any]:
    subject, has_words = subject_of(request, workout), sight.reads_words_of(workout)
    activity = _session(request, workout) if workout.session_is_seen else None
    is_judged = has_words and (activity is not None or workout.activity_id is None)
    compliance = (standing(workout) or {}) if is_judged else {}
    may_say = sight.may_plan and sight.may_change(workout)
    return {
        "subject": subject, "units": subject.units, "workout": workout, "has_words": has_words,
        "name": (workout.title if has_words else "") or sport_name(workout.sport),
        "verdict": _verdict(workout, compliance) or verdict_of(workout, is_session_seen=is_judged),
        "grade": grade_of(compliance.get("score")),
        "figures": compared(workout, activity, compliance, subject.units),
        "compliance": compliance,
        "reasons": reason_texts(compliance.get("details", {}).get("reasons", ()), without=SHARES),
        "session": activity, "session_name": name_of(activity) if activity else "",
        **_steps(workout, subject.units, has_words=has_words, is_judged=is_judged and activity is not None),
        **_acts(request, workout, sight, may_say=may_say),
    }  # fmt: skip


def _verdict(workout: Workout, compliance: dict[str, Any]) -> Verdict | None:
    """Which share gave the colour, where the page says everything else as well."""
    name = compliance.get("details", {}).get("decided_by", "")
    if workout.state != WorkoutState.DONE or name not in _SHARES or not compliance.get("colour"):
        return None
    percent = _("%(n)s %%") % {"n": written.number(compliance[name] * 100)}
    return Verdict(compliance["colour"], f"{_SHARES[name]} {percent}")


_SHARES = {"duration": gettext_lazy("Duration"), "distance": gettext_lazy("Distance"), "load": gettext_lazy("Load")}


def _steps(workout: Workout, units: str, *, has_words: bool, is_judged: bool) -> dict[str, Any]:
    structure = structure_of(workout.structure) if has_words else None
    rounds = rounds_of(workout.alignment, workout.sport, units) if is_judged else {}
    sheet = sheet_of(structure, thresholds_for(workout), workout.sport, units, rounds=rounds) if structure else None
    export_url = f"/api/v1/workouts/{workout.pk}/export"
    return {"sheet": sheet, "formats": FORMATS if sheet else (), "export_url": export_url}


def _acts(request: PageRequest, workout: Workout, sight: PlanSight, *, may_say: bool) -> dict[str, Any]:
    is_open = workout.activity_id is None
    return {
        "may_say": may_say,
        "may_edit": may_say and not sight.is_locked_out(workout),
        "may_swap": may_say and is_open and workout.state == WorkoutState.PLANNED,
        "excuses": [(excuse.value, excuse.label) for excuse in EXCUSES],
        "free": _free(request, workout) if may_say and is_open else [],
        "is_open": is_open,
    }


def _session(request: PageRequest, workout: Workout) -> Activity | None:
    if workout.activity_id is None:
        return None
    return Activity.objects.visible_to(request.user.pk).filter(pk=workout.activity_id).first()


def _free(request: PageRequest, workout: Workout) -> list[dict[str, Any]]:
    """Sessions of the days around that belong to no workout yet, the nearest first."""
    rows = Activity.objects.visible_to(request.user.pk).filter(athlete_id=workout.athlete_id, workout=None)
    near = rows.filter(local_on__gte=workout.on - AROUND, local_on__lte=workout.on + AROUND)
    found = sorted(near.newest_first()[:30], key=lambda one: abs((one.local_on - workout.on).days))
    return [{"row": one, "name": name_of(one)} for one in found[:MOST_FREE]]
