"""Athletes with thresholds and little time, and a plan that comes to them, changes and goes again.

Run inside the scratch database, it prints for each number of athletes how long the worker took.
"""

import argparse
import json
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import django

django.setup()

from django.db import connection, transaction  # noqa: E402 - after setup
from django.test.utils import CaptureQueriesContext  # noqa: E402

from accounts.joining import admit  # noqa: E402
from accounts.models import AvailableDay, Role, Scope, Team, ThresholdKind, User  # noqa: E402
from accounts.people import open_account  # noqa: E402
from accounts.teams import found_team  # noqa: E402
from accounts.thresholds import set_threshold  # noqa: E402
from bench.serving import postgres_cpu_ms  # noqa: E402
from core.acting import acting_as, as_system  # noqa: E402
from core.work import run_due  # noqa: E402
from training import plan_runs  # noqa: E402
from training.bulk import LEASE, run  # noqa: E402
from training.models import BulkJob  # noqa: E402
from training.plan_templates import Options  # noqa: E402
from training.plans import change_plan, create_plan, newest  # noqa: E402

MONDAY = date(2028, 1, 3)
THEN = datetime(2026, 1, 1, tzinfo=UTC)
SESSIONS: tuple[dict[str, Any], ...] = (
    {"sport": "ride", "structure_text": "- 15m 55-75%\n\n4x\n- 8m 95-100%\n- 4m 50%\n\n- 10m 50%", "key": True},
    {
        "sport": "run",
        "structure_text": "- 2km 75-80% pace\n\n6x\n- 800mtr 102% pace\n- 400mtr 75% pace\n\n- 1km 75% pace",
    },
    {"sport": "swim", "structure_text": "- 400mtr 80% pace\n\n10x\n- 100mtr 98% pace\n- 20s\n\n- 200mtr 80% pace"},
    {"sport": "ride", "planned_duration_s": 5400.0, "planned_load": 60.0, "description": "Steady, on the flat."},
    {"sport": "run", "structure_text": "- 60m 70-78% pace"},
    {"sport": "ride", "structure_text": "- 3h 65-72%", "key": True},
    {"sport": "strength", "planned_duration_s": 2400.0},
)
KNOWN = (
    ("ride", ThresholdKind.FTP_W, 230.0), ("run", ThresholdKind.THRESHOLD_PACE_MPS, 3.8),
    ("swim", ThresholdKind.CSS_MPS, 1.2), (None, ThresholdKind.LTHR_BPM, 168.0),
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("sizes", type=int, nargs="+")
    parser.add_argument("--weeks", type=int, required=True)
    parser.add_argument("--sessions", type=int, required=True)
    asked = parser.parse_args()
    coach = somebody("coach")
    with acting_as(coach), transaction.atomic():
        team = found_team(name="Team", founder=coach, now=THEN)
    athletes = [make_athlete(number, team) for number in range(max(asked.sizes))]
    print(json.dumps([measure(coach, athletes[:size], asked, at) for at, size in enumerate(sorted(asked.sizes))]))


def measure(coach: User, athletes: list[User], asked: argparse.Namespace, at: int) -> dict[str, float]:
    """Each number of athletes in years of its own."""
    with acting_as(coach), transaction.atomic():
        plan = create_plan(actor=coach, title="Plan", items=items(asked.weeks, asked.sessions))
    options = Options(MONDAY + timedelta(weeks=at * 2 * asked.weeks), scale=0.9)
    ids = [athlete.pk for athlete in athletes]
    now = datetime.now(UTC)
    before = cpu_ms()
    with CaptureQueriesContext(connection) as questions:
        applied = spent(coach, lambda: plan_runs.apply_plan(
            plan=plan, options=options, athlete_ids=ids, actor=coach, now=now
        ))  # fmt: skip
    cpu = cpu_ms() - before
    with acting_as(coach), transaction.atomic():
        renamed = [{**row, "title": "New"} for row in newest(plan).items]
        plan = change_plan(plan=plan, actor=coach, items=renamed)
        batch = plan_runs.applications_of(coach.pk, plan_id=plan.pk)[0].batch
    rebased = spent(coach, lambda: plan_runs.rebase_plan(plan=plan, actor=coach, now=now))
    undone = spent(coach, lambda: plan_runs.undo_applications(batch=batch, actor=coach, now=now))
    told = {"athletes": len(athletes), "applied_s": applied, "rebased_s": rebased, "undone_s": undone}
    return {**told, "cpu_ms": cpu / len(athletes), "questions": len(questions) / len(athletes)}


def cpu_ms() -> float:
    """Of this process and of the database."""
    return time.process_time() * 1000 + (postgres_cpu_ms(connection.settings_dict["NAME"]) or 0.0)


def spent(coach: User, ask: Callable[[], plan_runs.Run]) -> float:
    """Seconds of the worker."""
    plan_runs.FEW = 0
    with acting_as(coach), transaction.atomic():
        waiting = ask()
    began = time.perf_counter()
    while not _is_done(waiting):
        run_due(BulkJob, call=run, lease=LEASE)
    return time.perf_counter() - began


def _is_done(waiting: plan_runs.Run) -> bool:
    with as_system("work rows"), transaction.atomic():
        told = plan_runs.run_of(BulkJob.objects.get(pk=waiting.id))
    if told.refused or told.state == "failed":
        raise RuntimeError(f"not all of it was done: {told.results[:3]}")
    return told.state == "done"


def items(weeks: int, sessions: int) -> list[dict[str, Any]]:
    return [
        {**SESSIONS[number % len(SESSIONS)], "title": f"Week {week + 1}, {number + 1}", "day": week * 7 + number % 7}
        for week in range(weeks)
        for number in range(sessions)
    ]


def make_athlete(number: int, team: Team) -> User:
    athlete = somebody(f"athlete{number}")
    with transaction.atomic():
        admit(team=team, user=athlete, role=Role.ATHLETE, scopes=tuple(Scope.values), now=THEN, actor=athlete)
    with acting_as(athlete), transaction.atomic():
        for sport, kind, value in KNOWN:
            set_threshold(
                athlete_id=athlete.pk, sport=sport, kind=kind, value=value + number % 7 / 10, effective_on=THEN.date(),
                actor=athlete, now=THEN,
            )  # fmt: skip
        for weekday in range(7):
            AvailableDay.objects.create(athlete=athlete, weekday=weekday, duration_s=(weekday % 3 + 1) * 3600)
    return athlete


def somebody(name: str) -> User:
    user: User = User.objects.create_user(f"{name}@example.com", "not needed here")
    open_account(user, name=name)
    return user


if __name__ == "__main__":
    main()
