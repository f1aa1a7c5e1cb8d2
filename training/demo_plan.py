"""A plan for the athletes of the demo team: weeks behind and ahead, a race to train for, and a library to take from."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.models import User
from core.acting import acting_as
from training.contents import settled
from training.demo import ATHLETES, Athlete, Usual
from training.due_days import decide_days
from training.goal_events import create_event
from training.library import coached_teams, create_folder, create_workout
from training.models import LibraryWorkout, Workout
from training.notes import write_note
from training.people_days import today_of
from training.planning import plan_workout
from training.season_plans import create_season

COACH = "mark@nordwind.example"
BEHIND, AHEAD = 3, 4
# As long and as hard as the sessions that `training.demo` makes up, so that most of them come out as planned.
TEXTS = {
    "Intervals on the home loop": "- 18m ramp 50-75%\n\n4x\n- 7m 100-108% 85-95rpm\n- 4m 65-75%\n\n- 13m 60-70%",
    "Long ride": "- 20m 55-65%\n- 110m 62-70%\n- 20m 50-65%",
    "Easy run": "- 10m 72-80% pace\n- 30m 76-82% pace\n- 5m 70-78% pace",
    "Long run with a quick end": "- 17m 80-86% pace\n\n2x\n- 6m 100-106% pace\n- 15m 80-86% pace\n\n- 11m 75-84% pace",
    "Tempo": "- 12m 82-90% pace\n\n3x\n- 5m 100-106% pace\n- 5m 82-90% pace\n\n- 8m 80-88% pace",
    "Endurance": "- 90m 65-72%",
    "Pool, technique and 100s": "- 400mtr 75-80% pace\n\n12x\n- 100mtr 80-86% pace\n- 20s free\n\n- 500mtr 75-80% pace",
}
SHELF = (
    ("Over-unders", "ride", "threshold", "- 15m 55-75%\n4x\n- 2m 95%\n- 1m 105%\n- 2m 95%\n- 1m 105%\n- 4m 50%\n\n- 10m 50%"),
    ("30/15s", "ride", "vo2", "- 15m 55-75%\n13x\n- 30s 120%\n- 15s 50%\n\n- 6m 50%\n13x\n- 30s 120%\n- 15s 50%\n\n- 10m 50%"),
    ("Recovery spin", "ride", "recovery", "- 45m 45-55%"),
    ("Sweet spot 3×15", "ride", "tempo", "- 15m 55-75%\n3x\n- 15m 88-93%\n- 5m 55%\n\n- 10m 50%"),
    ("Threshold kilometres", "run", "threshold", "- 15m 75% pace\n6x\n- 1km 100% pace\n- 90s 65% pace\n\n- 10m 70% pace"),
    ("Hill sprints", "run", "anaerobic", "- 20m 75% pace\n8x\n- 12s max\n- 2m 60% pace\n\n- 10m 70% pace"),
    ("CSS 10×100", "swim", "threshold", "- 300mtr 80% pace\n10x\n- 100mtr 100% pace\n- 15s free\n\n- 200mtr 75% pace"),
)  # fmt: skip
PURPOSES = {
    "Intervals on the home loop": "threshold",
    "Tempo": "tempo",
    "Long ride": "endurance",
    "Endurance": "endurance",
    "Easy run": "endurance",
    "Pool, technique and 100s": "endurance",
}


def seed_plans(*, now: datetime) -> int:
    """For those of the demo who have no plan yet."""
    coach = User.objects.filter(email=COACH).first()
    if coach is None:
        return 0
    with acting_as(coach), transaction.atomic():
        if not LibraryWorkout.objects.filter(owner=coach).exists():
            _fill_shelf(coach)
    count = sum(_plan(athlete, coach, now) for athlete in ATHLETES)
    decide_days(now=now)
    return count


def _fill_shelf(coach: User) -> None:
    team = next(iter(coached_teams(coach.pk)), None)
    folder = create_folder(actor=coach, title="Key sessions", team_id=team)
    for title, sport, purpose, text in SHELF:
        given = {"title": title, "sport": sport, "purpose": purpose, "structure_text": text}
        create_workout(actor=coach, folder_id=folder.pk, **settled(given))


def _plan(athlete: Athlete, coach: User, now: datetime) -> int:
    user = User.objects.filter(email=athlete.email).first()
    if user is None:
        return 0
    with acting_as(coach), transaction.atomic():
        if Workout.objects.filter(athlete_id=user.pk).exists():
            return 0
        today = today_of(user.pk, now)
        monday = today - timedelta(days=today.weekday())
        weeks = [monday + timedelta(weeks=number) for number in range(-BEHIND, AHEAD + 1)]
        count = sum(_plan_one(usual, first, user, coach, now) for first in weeks for usual in athlete.week)
        _surround(user, coach, monday)
        return count


def _plan_one(usual: Usual, monday: date, user: User, coach: User, now: datetime) -> int:
    given: dict[str, Any] = {"title": usual.name, "purpose": PURPOSES.get(usual.name, ""), "key": bool(usual.repeats)}
    given["structure_text"] = TEXTS.get(usual.name, "")
    if not given["structure_text"]:
        given["planned_duration_s"] = usual.minutes * 60.0
    on = monday + timedelta(days=usual.weekday)
    today = today_of(user.pk, now)
    if monday > today + timedelta(weeks=AHEAD - 1):  # the coach is still thinking about the last week
        given["hidden_until"] = monday - timedelta(days=7)
    given["locked"] = given["key"] and today <= on < today + timedelta(days=7)
    plan_workout(athlete_id=user.pk, actor=coach, now=now, on=on, sport=usual.sport, **given)
    return 1


def _surround(user: User, coach: User, monday: date) -> None:
    race = monday + timedelta(weeks=6, days=6)
    create_event(
        athlete_id=user.pk, actor=coach, on=race, title="Winter duathlon", priority="A", sport="run", goal="Under 1:45"
    )
    create_event(
        athlete_id=user.pk,
        actor=coach,
        on=monday + timedelta(weeks=4, days=6),
        title="Lakeside 10 km",
        priority="B",
        sport="run",
        goal="Even halves",
        distance_m=10_000.0,
        goal_time_s=2_700.0,
    )
    create_event(
        athlete_id=user.pk,
        actor=coach,
        on=monday + timedelta(weeks=2, days=5),
        title="Club time trial",
        priority="C",
        sport="ride",
    )
    write_note(
        athlete_id=user.pk, actor=coach, on=monday + timedelta(weeks=1), kind="rest", title="Rest day", body="Legs up."
    )
    write_note(
        athlete_id=user.pk,
        actor=coach,
        on=monday + timedelta(days=3),
        title="New shoes",
        body="Wear them on the easy run first.",
    )
    phases = [("base", -4, 0, 320), ("build", 0, 4, 400), ("taper", 4, 6, 220), ("race", 6, 7, None)]
    create_season(
        athlete_id=user.pk, actor=coach, title="Winter", from_on=monday - timedelta(weeks=4), to_on=race,
        phases=[
            {"kind": kind, "from_on": monday + timedelta(weeks=first), "to_on": monday + timedelta(weeks=last, days=-1), "weekly_load": load}
            for kind, first, last, load in phases
        ],
    )  # fmt: skip
