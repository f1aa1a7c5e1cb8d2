"""What a calendar keeps so that an act can be undone holds nothing of a session that may have to go."""

import pytest
from django.utils import timezone

from core.acting import acting_as, as_system
from strava.policies import set_policy
from tests.cast import Cast
from tests.strava.test_copies import cast, settle  # noqa: F401 - a fixture
from tests.strava.test_policies import follow, from_strava, outdoors, uploaded, write
from tests.training.planned import fresh, planned
from tests.training.recordings import BEGAN
from training.models import Activity, PlanAct, Workout
from training.moving import remove_workouts
from training.plan_acts import undo_act

pytestmark = pytest.mark.django_db


def test_kept_acts_hold_no_judgement_of_a_session(cast: Cast) -> None:  # noqa: F811
    write("full")
    workout = done_and_removed(cast)
    with as_system("test"):
        kept = PlanAct.objects.get().before[0]
    assert kept["id"] == str(workout.pk)
    assert "alignment" not in kept
    assert set(kept["compliance"]) <= {"planned_with"}


def test_undoing_judges_by_what_the_session_says_now(cast: Cast) -> None:  # noqa: F811
    write("full")
    workout = done_and_removed(cast)
    with as_system("test"):
        activity = Activity.objects.get()
        set_policy("athlete_only")
    follow()
    uploaded(cast, outdoors(watts=150))
    settle()
    coach = cast["coach"]
    with acting_as(coach):
        undo_act(act=PlanAct.objects.get(), actor=coach, now=timezone.now())
    settle()
    found = fresh(workout)
    with as_system("test"):
        activity.refresh_from_db()
    assert (found.activity_id, activity.avg_power_w) == (activity.pk, 150)
    assert found.compliance["load"] == pytest.approx(activity.load / 100)


def done_and_removed(cast: Cast) -> Workout:  # noqa: F811
    coach = cast["coach"]
    workout = planned(cast["athlete"], by=coach, on=BEGAN.date(), planned_duration_s=1800.0, planned_load=100.0)
    from_strava(cast, outdoors(watts=377))
    settle()
    assert fresh(workout).compliance["colour"]
    with acting_as(coach):
        remove_workouts(ids=[workout.pk], actor=coach, now=timezone.now())
    return workout
