"""A library for the demo team: workouts by sport, and a plan of eight weeks that somebody runs and that has a newer edition."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.models import User
from core.acting import acting_as
from training.contents import settled
from training.library import coached_teams, create_folder, create_workout
from training.models import LibraryFolder, LibraryWorkout, Plan
from training.people_days import today_of
from training.plan_runs import apply_plan
from training.plan_templates import Options
from training.plans import change_plan, create_plan, newest

COACH, RUNS_IT = "mark@nordwind.example", "claire@nordwind.example"
WEEKS = 8
SHELVES: dict[str, tuple[tuple[str, str, str, tuple[str, ...]], ...]] = {
    "ride": (
        ("Endurance, two hours", "endurance", "- 15m ramp 50-65%\n- 95m 65-72% 85-95rpm\n- 10m 55%", ("base",)),
        ("Threshold 2×20", "threshold", "- 15m 55-75%\n\n2x\n- 20m 95-100%\n- 8m 50%\n\n- 10m 50%", ("build",)),
        ("VO₂max 5×4", "vo2", "- 20m 55-80%\n\n5x\n- 4m 108-115%\n- 4m 50%\n\n- 10m 50%", ("build", "race")),
        ("Low-cadence climbs", "tempo", "- 15m 55-70%\n\n4x\n- 8m 85-90% 55-60rpm\n- 4m 55%\n\n- 10m 50%", ("base",)),
        ("Opener", "race", "- 20m 60-70%\n\n3x\n- 1m 110%\n- 3m 55%\n\n- 15m 60%", ("race",)),
    ),
    "run": (
        ("Easy run with strides", "endurance", "- 35m 70-78% pace\n\n6x\n- 20s 115% pace\n- 60s 60% pace\n\n- 5m 65% pace", ("base",)),
        ("Cruise intervals 4×1 mile", "threshold", "- 15m 75% pace\n\n4x\n- 1mi 98-100% pace\n- 90s 65% pace\n\n- 10m 70% pace", ("build",)),
        ("Long run, last third steady", "endurance", "- 60m 72-78% pace\n- 30m 82-86% pace", ("base", "long")),
        ("Track 10×400", "vo2", "- 15m 75% pace\n\n10x\n- 400mtr 108% pace\n- 75s 60% pace\n\n- 10m 70% pace", ("build",)),
    ),
    "swim": (
        ("Technique and pull", "endurance", "- 300mtr 75%\n\n6x\n- 50mtr 80% pace\n- 20s free\n\n- 600mtr 85%\n- 200mtr 75%", ("base",)),
        ("Fast 25s", "anaerobic", "- 400mtr 80% pace\n\n16x\n- 25mtr 120% pace\n- 30s free\n\n- 200mtr 75% pace", ("race",)),
        ("CSS test, 400 and 200", "test", "- 400mtr 75% pace\n- 400mtr max\n- 5m free\n- 200mtr max\n- 200mtr 70% pace", ("test",)),
    ),
}  # fmt: skip
FOLDERS = {"ride": "Riding", "run": "Running", "swim": "Swimming"}


def seed_library(*, now: datetime) -> int:
    """Where the coach of the demo has no plan yet."""
    coach = User.objects.filter(email=COACH).first()
    if coach is None:
        return 0
    with acting_as(coach), transaction.atomic():
        if Plan.objects.filter(owner=coach).exists():
            return 0
        team = next(iter(coached_teams(coach.pk)), None)
        count = sum(_fill(coach, team, sport) for sport in SHELVES)
        _give_out(_write_plan(coach, team), coach, now)
        return count


def _fill(coach: User, team: Any, sport: str) -> int:
    folder = LibraryFolder.objects.filter(owner=coach, parent=None, title=FOLDERS[sport]).first()
    folder = folder or create_folder(actor=coach, title=FOLDERS[sport], team_id=team)
    kept = [
        create_workout(
            actor=coach, folder_id=folder.pk, tags=list(tags), **settled(_given(title, sport, purpose, text))
        )
        for title, purpose, text, tags in SHELVES[sport]
        if not LibraryWorkout.objects.filter(owner=coach, title=title).exists()
    ]
    return len(kept)


def _given(title: str, sport: str, purpose: str, text: str) -> dict[str, Any]:
    return {"title": title, "sport": sport, "purpose": purpose, "structure_text": text}


def _write_plan(coach: User, team: Any) -> Plan:
    described = "Three rides a week and one to recover; each fourth week is lighter. Ends with the ride itself."
    return create_plan(
        actor=coach, title="Eight weeks to a hilly sportive", description=described, tags=["ride", "build"], team_id=team,
        items=list(_items()), weeks=WEEKS,
    )  # fmt: skip


def _items() -> Iterator[dict[str, Any]]:
    for week in range(WEEKS):
        is_easy = week % 4 == 3
        repeats, hours = (2, 1.5) if is_easy else (3 + week // 2, 2 + week * 0.25)
        climbs = f"- 15m 55-75%\n\n{repeats}x\n- 8m 92-98%\n- 4m 50%\n\n- 10m 50%"
        yield {"day": week * 7 + 1, "key": not is_easy, **_given("Climbs in pieces", "ride", "threshold", climbs)}
        yield {"day": week * 7 + 2, **_given("Loose legs", "ride", "recovery", "- 40m 45-55%")}
        yield {"day": week * 7 + 5, "key": True, **_long(week, hours)}
        yield {"day": week * 7 + 6, **_given("Steady hour", "ride", "endurance", "- 60m 62-70%")}


def _long(week: int, hours: float) -> dict[str, Any]:
    if week == WEEKS - 1:
        return _given("The sportive", "ride", "race", "- 4h 68-78%")
    return _given("Long ride", "ride", "endurance", f"- 15m 55-65%\n- {round((hours - 0.5) * 60)}m 65-72%\n- 15m 55%")


def _give_out(plan: Plan, coach: User, now: datetime) -> None:
    """To one athlete, before an edition that is still to be brought to them."""
    athlete = User.objects.filter(email=RUNS_IT).first()
    if athlete is not None:
        today = today_of(athlete.pk, now)
        options = Options(today - timedelta(days=today.weekday()))
        apply_plan(plan=plan, options=options, athlete_ids=[athlete.pk], actor=coach, now=now)
    items = newest(plan).items
    lighter = {"title": "Steady hour and a half", "structure_text": "- 90m 62-70%"}
    change_plan(plan=plan, actor=coach, items=[_changed(item, lighter) for item in items])


def _changed(item: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    """The Sundays of the second half become longer."""
    told = {name: value for name, value in item.items() if not name.startswith("planned") and name != "typed"}
    if item["day"] % 7 == 6 and item["day"] > 28:
        del told["structure"]
        return {**told, **change}
    return told
