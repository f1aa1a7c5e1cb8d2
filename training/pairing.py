"""Sessions and workouts find each other: by themselves, day by day, and by hand, which no rule touches again."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.acting import as_system
from core.errors import Conflict, DomainError
from training.judging import JUDGED, judge
from training.local_days import zone_of
from training.matching import Done, Wanted, best_pairs
from training.models import Activity, SubSport, Workout, WorkoutState
from training.people_days import today_of
from training.planned_days import lock_plan, sum_days

OPEN_STATES = (WorkoutState.PLANNED, WorkoutState.MISSED, WorkoutState.DONE)
_SEEN = (
    "id",
    "athlete_id",
    "sport",
    "sub_sport",
    "start_at",
    "time_zone",
    "local_on",
    "timer_s",
    "elapsed_s",
    "distance_m",
)


@transaction.atomic(savepoint=False)
def pair_days(
    *, athlete_id: UUID, days: Iterable[date], now: datetime, judged_again: UUID | None = None,
    keeps_pairs: bool = False,
) -> None:  # fmt: skip
    """Decide the pairs of whole days anew, so that the order in which sessions arrive does not matter.

    What a person has joined or parted stays, and so does a pair whose workout was moved to another day since. Asked so,
    all pairs stay and only what is free is joined: a plan that comes later takes no session from what is done.
    """
    with as_system("pair sessions with the plan"):
        lock_plan(athlete_id)
        asked = (now, judged_again, keeps_pairs)
        touched = [day for day in sorted(set(days)) if _pair_day(athlete_id, day, *asked)]
        sum_days(athlete_id, touched)


def _pair_day(athlete_id: UUID, day: date, now: datetime, judged_again: UUID | None, keeps_pairs: bool) -> bool:  # noqa: FBT001
    workouts = [row for row in _candidates(athlete_id, day) if not (keeps_pairs and row.session_sport == row.sport)]
    if not workouts:
        return False
    taken = Workout.objects.filter(athlete_id=athlete_id, activity__isnull=False)
    taken = taken.exclude(pk__in=[workout.pk for workout in workouts])
    sessions = Activity.objects.filter(athlete_id=athlete_id, local_on=day).exclude(sub_sport=SubSport.TRANSITION)
    free = sessions.exclude(pk__in=taken.values("activity_id")).only(*_SEEN).order_by("start_at", "id")
    found = best_pairs([wanted_of(workout) for workout in workouts], [done_of(session) for session in free])
    changed = [workout for workout in workouts if found.get(workout.pk) != workout.activity_id]
    for workout in changed:
        if workout.activity_id:
            _part(workout, now)
    for workout in workouts:
        activity_id = found.get(workout.pk)
        if activity_id and (workout in changed or activity_id == judged_again):
            _join(workout, Activity.objects.get(pk=activity_id))
    return bool(changed)


def _candidates(athlete_id: UUID, day: date) -> Iterable[Any]:
    rows = Workout.objects.filter(athlete_id=athlete_id, on=day, is_pairing_fixed=False, state__in=OPEN_STATES)
    rows = rows.annotate(session_sport=F("activity__sport"))
    found: Iterable[Any] = rows.filter(Q(activity=None) | Q(activity__local_on=day)).order_by("position", "id")
    return found


def wanted_of(workout: Workout) -> Wanted:
    return Wanted(workout.pk, workout.sport, workout.planned_duration_s, workout.planned_distance_m, workout.start_time)


def done_of(session: Activity) -> Done:
    clock = session.start_at.astimezone(zone_of(session.time_zone)).time()
    return Done(session.pk, session.sport, session.timer_s or session.elapsed_s, session.distance_m, clock)


def _join(workout: Workout, activity: Activity) -> None:
    is_news = workout.activity_id != activity.pk
    workout.activity = activity
    workout.state, workout.excuse = WorkoutState.DONE, ""
    judge(workout, activity)
    workout.save(update_fields=["activity", "state", "excuse", *JUDGED, "is_pairing_fixed"])
    if is_news:
        _tell(activity.pk)


def _part(workout: Workout, now: datetime) -> None:
    """Without its session a workout is open again, or missed if its day is over."""
    parted = workout.activity_id
    workout.activity, workout.compliance, workout.alignment = None, {}, {}
    is_over = workout.on < today_of(workout.athlete_id, now)
    workout.state = WorkoutState.MISSED if is_over else WorkoutState.PLANNED
    workout.save(update_fields=["activity", "state", *JUDGED, "is_pairing_fixed"])
    if parted:
        _tell(parted)


def _tell(activity_id: UUID) -> None:
    """The session names its workout: readers who have it already must hear that this changed."""
    Activity.objects.filter(pk=activity_id).update(fingerprint=F("fingerprint"))


@transaction.atomic
def pair_by_hand(*, workout: Workout, activity: Activity, actor: User, now: datetime) -> Workout:
    """Whatever sport and day: a person knows better. It stays until a person parts them."""
    if activity.athlete_id != workout.athlete_id:
        raise DomainError(_("This session is somebody else's."), field="activity_id", detail="unknown")
    with as_system("pair sessions with the plan"):
        lock_plan(workout.athlete_id)
        workout.refresh_from_db()
        other = Workout.objects.filter(activity=activity).exclude(pk=workout.pk).first()
        if other is not None and other.is_pairing_fixed:
            raise Conflict(_("This session belongs to another workout already."), field="activity_id", detail="taken")
        days = {workout.on, activity.local_on, *([other.on] if other else [])}
        for row in (other, workout if workout.activity_id not in {None, activity.pk} else None):
            if row is not None:
                _part(row, now)
        workout.is_pairing_fixed = True
        _join(workout, activity)
        pair_days(athlete_id=workout.athlete_id, days=days, now=now)
        sum_days(workout.athlete_id, days)
        workout.refresh_from_db()
    return workout


@transaction.atomic
def unpair_by_hand(*, workout: Workout, actor: User, now: datetime) -> Workout:
    """Parted by a person they do not find each other again; the session is free for another workout of its day."""
    with as_system("pair sessions with the plan"):
        lock_plan(workout.athlete_id)
        workout.refresh_from_db()
        if workout.activity_id is None:
            raise DomainError(_("This workout has no session."), detail="not_paired")
        day = Activity.objects.values_list("local_on", flat=True).get(pk=workout.activity_id)
        workout.is_pairing_fixed = True
        _part(workout, now)
        days = {workout.on, day}
        pair_days(athlete_id=workout.athlete_id, days=days, now=now)
        sum_days(workout.athlete_id, days)
        workout.refresh_from_db()
    return workout


@transaction.atomic(savepoint=False)
def session_changed(*, athlete_id: UUID, activity_id: UUID, now: datetime) -> None:
    """It came, or its day, sport or numbers are other ones now."""
    with as_system("pair sessions with the plan"):
        day = Activity.objects.filter(pk=activity_id).values_list("local_on", flat=True).first()
        if day is None:
            session_removed(athlete_id=athlete_id, now=now)
            return
        lock_plan(athlete_id)
        mine = Workout.objects.filter(athlete_id=athlete_id)
        if not mine.filter(Q(on=day) | Q(activity_id=activity_id)).exists():
            return  # nothing was planned: so it is with most days
        activity = Activity.objects.get(pk=activity_id)
        partner = Workout.objects.filter(activity_id=activity_id).first()
        if partner is not None and (partner.is_pairing_fixed or partner.on != activity.local_on):
            judge(partner, activity)
            partner.save(update_fields=JUDGED)
        days = {activity.local_on, *([partner.on] if partner else [])}
        pair_days(athlete_id=athlete_id, days=days, now=now, judged_again=activity_id)


@transaction.atomic(savepoint=False)
def session_removed(*, athlete_id: UUID, now: datetime) -> None:
    """Whatever lost its session is open again, and may find another one."""
    with as_system("pair sessions with the plan"):
        lock_plan(athlete_id)
        rows = Workout.objects.filter(athlete_id=athlete_id, state=WorkoutState.DONE, activity=None)
        orphans = list(rows.exclude(compliance={}))
        for workout in orphans:
            workout.is_pairing_fixed = False
            _part(workout, now)
        days = {workout.on for workout in orphans}
        pair_days(athlete_id=athlete_id, days=days, now=now)
        sum_days(athlete_id, days)


def judge_again(workout: Workout) -> None:
    """What was planned is something else now, after it was done."""
    with as_system("pair sessions with the plan"):
        if workout.activity is not None:
            judge(workout, workout.activity)
            workout.save(update_fields=JUDGED)


def has_sessions(athlete_id: UUID, days: Iterable[date]) -> bool:
    """Asked before pairing, for most changes of a plan are about days to come."""
    with as_system("pair sessions with the plan"):
        return Activity.objects.filter(athlete_id=athlete_id, local_on__in=list(days)).exists()
