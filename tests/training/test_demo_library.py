"""The library of the demo: everything in it can be read, and there is a new edition to bring to somebody."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.demo import seed_demo
from accounts.models import User
from core.acting import acting_as, as_system
from training.demo_library import COACH, RUNS_IT, SHELVES, WEEKS, seed_library
from training.models import LibraryWorkout, Plan, Workout
from training.plan_runs import offers_for

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)


def test_demo_coach_has_a_library_and_a_plan_with_a_newer_edition() -> None:
    seed_demo(now=NOW - timedelta(days=400))
    assert seed_library(now=NOW) == sum(map(len, SHELVES.values())) == 12
    assert seed_library(now=NOW) == 0
    coach = User.objects.get(email=COACH)
    with acting_as(coach):
        shelf = list(LibraryWorkout.objects.filter(owner=coach))
        plan = Plan.objects.get(owner=coach)
        assert {row.team_id for row in shelf} == {plan.team_id}
        assert [row.title for row in shelf if not row.planned_duration_s and row.sport == "ride"] == []
        assert (plan.weeks, plan.edition, offers_for(coach.pk, plan).count()) == (WEEKS, 2, 1)
    with as_system("test"):
        rows = Workout.objects.filter(athlete__email=RUNS_IT)
        assert (rows.count(), rows.filter(planned_load=None).count()) == (WEEKS * 4, 0)
