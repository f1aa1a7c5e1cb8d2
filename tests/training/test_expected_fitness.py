"""The curve that a plan would lead to, beside what was done and what was planned."""

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import User
from core.acting import acting_as
from tests.cast import make_cast
from tests.training.plan_making import day, item, make_plan, put_in, take_back
from tests.training.planned import NOW, planned, recorded
from tests.training.recordings import BEGAN, ride
from training.fitness import read_fitness
from training.pairing import pair_days
from training.passport import Reader
from training.planning import change_workout
from training.science.load_model import fold

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def cast() -> Any:
    return make_cast()


def curve(athlete: User, reader: str = Reader.OWNER, **asked: Any) -> dict[date, dict[str, Any]]:
    with acting_as(athlete):
        told = read_fitness(
            athlete_id=athlete.pk, reader=reader, from_on=TODAY - timedelta(days=7), to_on=TODAY + timedelta(days=21),
            today=TODAY, **asked,
        )  # fmt: skip
    return {row["on"]: row for row in told["data"]}


def test_applied_plan_bends_the_curve_and_undone_it_lies_flat(cast: Any) -> None:
    coach, athlete = cast["coach"], cast["athlete"]
    run = put_in(make_plan(coach, item(0, planned_load=100.0), item(2, planned_load=50.0)), coach, athlete)
    rows = curve(athlete)
    ahead = [rows[TODAY + timedelta(days=n)] for n in range(1, 22)]
    folded = fold([100.0, 0.0, 50.0, *([0.0] * 18)])
    assert [row["expected_fitness"] for row in ahead] == pytest.approx(folded.fitness)
    assert [row["expected_form"] for row in ahead] == pytest.approx(folded.form)
    assert {(row["fitness"], row["load"], row["state"]) for row in ahead} == {(None, None, "expected")}
    assert (rows[day(0)]["planned_load"], rows[day(1)]["planned_load"], rows[TODAY]["expected_fitness"]) == (
        100, None, None,
    )  # fmt: skip
    take_back(coach, batch=run.batch_id)
    assert {row["expected_fitness"] for on, row in curve(athlete).items() if on > TODAY} == {0}


@pytest.mark.parametrize("model", ["exp", "tp"])
def test_what_is_still_open_today_counts_until_it_is_done(cast: Any, model: Any) -> None:
    athlete = cast["athlete"]
    planned(athlete, on=TODAY, planned_load=80.0)
    tomorrow = TODAY + timedelta(days=1)
    rows = curve(athlete, model=model)
    assert rows[tomorrow]["expected_fitness"] == pytest.approx(fold([80.0, 0.0], model=model).fitness[1])
    assert rows[TODAY]["fitness"] == 0
    recorded(athlete, ride(began=BEGAN))
    pair_days(athlete_id=athlete.pk, days=[TODAY], now=NOW)
    rows = curve(athlete, model=model)
    done = rows[TODAY]
    assert rows[tomorrow]["expected_fitness"] == pytest.approx(fold([0.0], (done["fitness"], 0.0), model).fitness[0])
    assert (done["planned_load"], done["load"] != 80) == (80, True)


def test_excused_session_leads_nowhere(cast: Any) -> None:
    coach, athlete = cast["coach"], cast["athlete"]
    row = planned(athlete, by=coach, on=day(1), planned_load=60.0)
    assert curve(athlete)[day(1)]["expected_load"] == 60
    with acting_as(athlete):
        change_workout(workout=row, actor=athlete, now=NOW, state="excused", excuse="ill")
    assert curve(athlete)[day(1)]["expected_load"] == 0


def test_hidden_session_is_in_the_coachs_curve_and_not_in_the_athletes(cast: Any) -> None:
    coach, athlete = cast["coach"], cast["athlete"]
    planned(athlete, by=coach, on=day(3), planned_load=60.0, hidden_until=day(3))
    planned(athlete, by=coach, on=day(3), planned_load=40.0)
    planned(athlete, by=coach, on=day(4), planned_load=60.0, hidden_until=day(4))
    assert curve(athlete)[day(4)]["planned_load"] is None
    own, coachs = curve(athlete)[day(3)], curve(athlete, Reader.COACH)[day(3)]
    assert (own["planned_load"], own["expected_load"]) == (40, 40)
    assert (coachs["planned_load"], coachs["expected_load"]) == (100, 100)
    assert curve(athlete, sport="run")[day(3)]["planned_load"] is None
