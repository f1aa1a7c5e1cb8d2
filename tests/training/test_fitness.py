"""Fitness, fatigue and form as everybody reads them."""

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.profiles import set_fitness_seed
from core.acting import acting_as, as_system
from tests.training.athletes import record, ride_on, rider
from tests.training.recordings import BEGAN, run
from training.editing import change_activity
from training.fitness import read_fitness
from training.models import PlannedDay
from training.passport import Reader
from training.science.load_model import fold

pytestmark = pytest.mark.django_db
FIRST = date(2026, 3, 1)
TODAY = date(2026, 3, 20)


@pytest.fixture
def athlete() -> User:
    return rider()


def on(day: int) -> date:
    return FIRST + timedelta(days=day)


def days_of(athlete: User, first: date = FIRST, last: date = TODAY, **options: Any) -> list[dict[str, Any]]:
    with acting_as(athlete):
        given = {"reader": Reader.OWNER, "today": TODAY, **options}
        rows = read_fitness(athlete_id=athlete.pk, from_on=first, to_on=last, **given)["data"]
    assert isinstance(rows, list)
    return rows


def with_load(athlete: User, day: int, load: float) -> None:
    activity = ride_on(athlete, day)
    with acting_as(athlete):
        change_activity(activity=activity, actor=athlete, load_override=load)


@pytest.mark.parametrize("model", ["exp", "tp"])
def test_series_is_the_fold_of_the_daily_loads(athlete: User, model: Any) -> None:
    loads = {0: 80.0, 3: 120.0, 4: 30.0}
    for day, load in loads.items():
        with_load(athlete, day, load)
    rows = days_of(athlete, model=model)
    folded = fold([loads.get(day, 0.0) for day in range(20)], model=model)
    assert [row["fitness"] for row in rows] == folded.fitness
    assert [row["fatigue"] for row in rows] == folded.fatigue
    assert [row["form"] for row in rows] == folded.form
    assert [row["load"] for row in rows] == [loads.get(day, 0.0) for day in range(20)]


def test_what_was_before_the_first_day_asked_for_counts(athlete: User) -> None:
    with_load(athlete, -100, 90)
    with_load(athlete, 5, 90)
    whole = {row["on"]: row for row in days_of(athlete, on(-100))}
    assert all(whole[row["on"]] == row for row in days_of(athlete, on(2), on(8)))


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 3, 25), date(2026, 4, 2)),
        (date(2024, 2, 27), date(2024, 3, 2)),
        (date(2025, 12, 30), date(2026, 1, 5)),
    ],
)
def test_there_is_exactly_one_point_a_day(athlete: User, first: date, last: date) -> None:
    rows = days_of(athlete, first, last, today=last)
    assert [row["on"] for row in rows] == [first + timedelta(days=n) for n in range((last - first).days + 1)]


def test_two_sessions_of_a_day_add_and_sports_add_up(athlete: User) -> None:
    with_load(athlete, 1, 50)
    other = record(athlete, run(began=BEGAN + timedelta(days=1, hours=5), seconds=600)).activity
    with acting_as(athlete):
        change_activity(activity=other, actor=athlete, load_override=25.0)
    whole, rides, runs = (days_of(athlete, sport=sport) for sport in (None, "ride", "run"))
    assert whole[1]["load"] == 75
    for row, ride_row, run_row in zip(whole, rides, runs, strict=True):
        assert row["fitness"] == pytest.approx(ride_row["fitness"] + run_row["fitness"], abs=1e-12)


def test_a_seed_is_what_the_athlete_had_that_evening(athlete: User) -> None:
    with_load(athlete, 2, 500)
    with_load(athlete, 4, 100)
    with acting_as(athlete):
        set_fitness_seed(athlete_id=athlete.pk, on=on(3), fitness=60, fatigue=80, actor=athlete)
    rows = days_of(athlete)
    folded = fold([100.0, 0.0], (60, 80))
    assert (rows[3]["fitness"], rows[3]["fatigue"], rows[3]["form"]) == (60, 80, -20)
    assert [row["fitness"] for row in rows[4:6]] == folded.fitness
    assert {row["state"] for row in rows[:3]} == {"building"}
    assert {row["state"] for row in rows[3:]} == {"ok"}


def test_fitness_is_building_for_as_long_as_its_constant(athlete: User) -> None:
    with_load(athlete, -42, 50)
    states = {row["on"]: row["state"] for row in days_of(athlete, on(-60))}
    assert (states[on(-43)], states[on(-1)], states[on(0)]) == ("building", "building", "ok")
    assert all(row["fitness"] is not None for row in days_of(athlete, on(-60)))


def test_nothing_at_all_is_zeros(athlete: User) -> None:
    assert {(row["load"], row["fitness"], row["state"]) for row in days_of(athlete)} == {(0.0, 0.0, "building")}


def test_days_ahead_are_expected_from_the_plan(athlete: User) -> None:
    with_load(athlete, 0, 100)
    with as_system("test"):
        for day, load in ((5, 40.0), (21, 70.0)):
            PlannedDay.objects.create(athlete_id=athlete.pk, sport="ride", local_on=on(day), load=load, open_load=load)
    rows = {row["on"]: row for row in days_of(athlete, FIRST, on(25))}
    today = rows[TODAY]
    folded = fold([0.0, 0.0, 70.0][1:], (today["fitness"], today["fatigue"]))
    assert (rows[on(5)]["planned_load"], rows[on(5)]["load"]) == (40, 0)
    assert [rows[on(day)]["expected_fitness"] for day in (20, 21)] == folded.fitness
    assert rows[on(21)]["fitness"] is None
    assert rows[on(21)]["state"] == "expected"
    assert set(rows) == {on(day) for day in range(26)}


def test_only_days_ahead_can_be_asked_for(athlete: User) -> None:
    with_load(athlete, 0, 100)
    rows = days_of(athlete, on(30), on(32))
    assert [row["on"] for row in rows] == [on(30), on(31), on(32)]
    assert 0 < rows[0]["expected_fitness"] < 2.4


def test_session_of_a_day_that_has_not_begun_at_home_counts(athlete: User) -> None:
    """It is tomorrow already where the athlete trained."""
    with_load(athlete, 20, 100)
    rows = {row["on"]: row for row in days_of(athlete, FIRST, on(22))}
    assert (rows[on(20)]["load"], rows[on(20)]["state"]) == (100, "building")
    assert rows[on(21)]["expected_fitness"] == pytest.approx(rows[on(20)]["fitness"] * fold([0.0], (1, 1)).fitness[0])


def test_ramp_is_a_weeks_growth(athlete: User) -> None:
    for day in range(15):
        with_load(athlete, day, 60)
    rows = days_of(athlete)
    assert rows[12]["ramp"] == rows[12]["fitness"] - rows[5]["fitness"]
    assert rows[3]["ramp"] == rows[3]["fitness"]
