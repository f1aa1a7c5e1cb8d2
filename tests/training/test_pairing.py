from datetime import timedelta

import pytest

from core.acting import acting_as
from tests.cast import make_cast
from tests.training.comparing import settle
from tests.training.planned import DAY, NOW, fresh, planned, recorded, sums
from tests.training.recordings import BEGAN, ride, run
from training.corrections import add_correction
from training.editing import change_activity, delete_activity
from training.manual import enter_by_hand
from training.models import WorkoutState
from training.pairing import pair_by_hand, unpair_by_hand
from training.planning import change_workout, excuse_workout, remove_workout

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def athlete(cast):
    return cast["athlete"]


def pairs(*workouts):
    return [fresh(workout).activity_id for workout in workouts]


def test_session_that_comes_in_is_paired_with_the_workout_of_its_day(athlete):
    workout = planned(athlete, planned_load=40)
    other_day = planned(athlete, on=DAY + timedelta(days=1))
    assert sums(athlete)[DAY, "ride"] == (40, 40)
    activity = recorded(athlete)
    settle()
    assert pairs(workout, other_day) == [activity.pk, None]
    found = fresh(workout)
    assert (found.state, found.compliance["duration"], found.compliance["colour"]) == ("done", 1.0, "green")
    assert sums(athlete)[DAY, "ride"] == (40, 0)


def test_later_session_that_fits_better_takes_the_place(athlete):
    workout = planned(athlete, planned_duration_s=7200)
    recorded(athlete, seconds=600)
    settle()
    tour = recorded(athlete, ride(began=BEGAN + timedelta(hours=3), seconds=7000))
    settle()
    assert pairs(workout) == [tour.pk]


def test_workout_planned_after_the_session_finds_it(athlete):
    activity = recorded(athlete)
    assert pairs(planned(athlete)) == [activity.pk]


def test_deleted_session_reopens_its_workout(athlete):
    workout = planned(athlete)
    activity = recorded(athlete)
    settle()
    with acting_as(athlete):
        delete_activity(activity=activity, actor=athlete)
    settle()
    found = fresh(workout)
    assert (found.activity_id, found.state, found.compliance) == (None, WorkoutState.MISSED, {})


def test_late_session_turns_missed_into_done(athlete):
    workout = planned(athlete)
    with acting_as(athlete):
        workout.state = "missed"
        workout.save(update_fields=["state"])
    activity = recorded(athlete)
    settle()
    found = fresh(workout)
    assert (found.state, found.activity_id) == ("done", activity.pk)


def test_corrected_session_is_judged_again(athlete):
    workout = planned(athlete)
    activity = recorded(athlete)
    settle()
    with acting_as(athlete):
        add_correction(activity=activity, actor=athlete, kind="crop", values={"from_s": 0, "to_s": 1799})
    settle()
    assert fresh(workout).compliance["duration"] == 0.5


def test_session_of_another_sport_by_correction_leaves_its_workout(athlete):
    workout = planned(athlete, sport="run")
    activity = recorded(athlete, run())
    settle()
    assert pairs(workout) == [activity.pk]
    with acting_as(athlete):
        change_activity(activity=activity, actor=athlete, chosen_sport="walk")
    settle()
    assert pairs(workout) == [None]


def test_moved_workout_keeps_its_session(athlete):
    workout = planned(athlete)
    activity = recorded(athlete)
    settle()
    with acting_as(athlete):
        change_workout(workout=fresh(workout), actor=athlete, now=NOW, on=DAY + timedelta(days=1))
    other = planned(athlete)
    settle()
    assert pairs(workout, other) == [activity.pk, None]


def test_excused_workout_is_left_alone(athlete):
    workout = planned(athlete)
    with acting_as(athlete):
        excuse_workout(workout=workout, actor=athlete, now=NOW, excuse="ill")
    recorded(athlete)
    settle()
    assert (pairs(workout), fresh(workout).state) == ([None], "excused")
    assert (DAY, "ride") not in sums(athlete)


def test_parted_by_a_person_they_stay_apart(athlete):
    workout = planned(athlete)
    recorded(athlete)
    settle()
    with acting_as(athlete):
        unpair_by_hand(workout=fresh(workout), actor=athlete, now=NOW)
    recorded(athlete, ride(began=BEGAN + timedelta(hours=5)))
    settle()
    assert (pairs(workout), fresh(workout).state) == ([None], "planned")


def test_paired_by_a_person_stays_though_another_fits_better(athlete):
    workout = planned(athlete, planned_duration_s=3600)
    short = recorded(athlete, seconds=300)
    settle()
    with acting_as(athlete):
        pair_by_hand(workout=fresh(workout), activity=short, actor=athlete, now=NOW)
    recorded(athlete, ride(began=BEGAN + timedelta(hours=5)))
    settle()
    assert pairs(workout) == [short.pk]


def test_session_freed_by_a_removed_workout_finds_the_next_one(athlete):
    first, second = planned(athlete, planned_duration_s=3600), planned(athlete, planned_duration_s=1800)
    activity = recorded(athlete)
    settle()
    assert pairs(first, second) == [activity.pk, None]
    with acting_as(athlete):
        remove_workout(workout=fresh(first), actor=athlete, now=NOW)
    assert pairs(second) == [activity.pk]


def test_coach_who_sees_no_sessions_plans_a_day_that_has_one(cast, athlete):
    activity = recorded(athlete)
    assert pairs(planned(athlete, by=cast["coach"])) == [activity.pk]


def test_typed_session_is_paired(athlete):
    workout = planned(athlete, sport="strength")
    with acting_as(athlete):
        enter_by_hand(
            athlete_id=athlete.pk,
            actor=athlete,
            now=NOW,
            sport="strength",
            start_at=BEGAN,
            time_zone="UTC",
            duration_s=3000,
        )
    settle()
    assert fresh(workout).state == "done"
