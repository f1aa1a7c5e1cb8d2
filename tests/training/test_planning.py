from datetime import timedelta

import pytest

from core.acting import acting_as
from core.errors import DomainError, NotAllowed
from tests.cast import make_cast
from tests.training.planned import DAY, NOW, fresh, planned, sums
from training.fitness import read_fitness
from training.planning import change_workout, excuse_workout, plan_workout, remove_workout

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def athlete(cast):
    return cast["athlete"]


def change(workout, person, **given):
    with acting_as(person):
        return change_workout(workout=fresh(workout), actor=person, now=NOW, **given)


def test_sums_of_the_day_follow_each_change(athlete):
    first, second = planned(athlete, planned_load=40), planned(athlete, planned_load=60)
    planned(athlete, sport="run", planned_load=10)
    assert sums(athlete) == {(DAY, "ride"): (100, 100), (DAY, "run"): (10, 10)}
    change(second, athlete, on=DAY + timedelta(days=1), planned_load=70)
    assert sums(athlete)[DAY + timedelta(days=1), "ride"] == (70, 70)
    with acting_as(athlete):
        excuse_workout(workout=fresh(first), actor=athlete, now=NOW, excuse="travel")
        remove_workout(workout=fresh(second), actor=athlete, now=NOW)
    assert sums(athlete) == {(DAY, "run"): (10, 10)}


def test_fitness_to_come_follows_the_plan(athlete):
    planned(athlete, on=DAY + timedelta(days=1), planned_load=100)
    with acting_as(athlete):
        rows = read_fitness(
            athlete_id=athlete.pk, reader="owner", from_on=DAY, to_on=DAY + timedelta(days=2), today=DAY
        )["data"]
    assert [row["planned_load"] for row in rows] == [None, 100, None]
    assert rows[1]["expected_fitness"] > rows[2]["expected_fitness"] > 0


def test_load_follows_from_duration_and_intensity_until_it_is_typed(athlete):
    workout = planned(athlete, planned_duration_s=3600, planned_intensity=0.8)
    assert workout.planned_load == pytest.approx(64)
    assert change(workout, athlete, planned_duration_s=7200).planned_load == pytest.approx(128)
    assert change(workout, athlete, planned_load=100).planned_load == 100
    assert change(workout, athlete, planned_duration_s=3600).planned_load == 100
    assert change(workout, athlete, planned_load=None).planned_load == pytest.approx(64)


def test_coach_of_another_team_changes_nothing(cast, athlete):
    workout = planned(athlete, by=cast["coach"])
    with pytest.raises(NotAllowed):
        change(workout, cast["narrow_coach"], title="x")
    with pytest.raises(DomainError), acting_as(cast["coach"]):
        plan_workout(
            athlete_id=athlete.pk, actor=cast["coach"], now=NOW, on=DAY, sport="run", team_id=cast.teams["gamma"].pk
        )


def test_coach_changes_what_the_athlete_planned(cast, athlete):
    workout = planned(athlete)
    assert change(workout, cast["coach"], title="Easy").title == "Easy"
    assert fresh(workout).team_id is None


def test_missed_workout_brought_to_a_day_to_come_is_open_again(athlete):
    workout = planned(athlete, on=DAY - timedelta(days=3))
    with acting_as(athlete):
        workout.state = "missed"
        workout.save(update_fields=["state"])
    assert change(workout, athlete, on=DAY).state == "planned"


def test_workouts_of_a_day_keep_the_order_in_which_they_were_planned(athlete):
    assert [planned(athlete).position for _ in range(3)] == [0, 1, 2]
