from datetime import date, timedelta

import pytest

from core.acting import acting_as, as_system
from core.ids import uuid7
from tests.cast import make_cast
from tests.training.planned import recorded
from tests.training.recordings import run
from training.goal_events import create_event
from training.predictions import Evidence, predict, predictions, reader_of_sessions

ON = date(2026, 3, 1)


def effort(distance_m, elapsed_s, *, is_race=False):
    return Evidence(uuid7(), ON, distance_m, elapsed_s, is_race)


def test_ten_kilometres_in_forty_minutes_promise_a_half_marathon():
    found = predict(21_097.5, [effort(10_000, 2400, is_race=True)], sport="run")
    assert found.time_s == pytest.approx(88 * 60 + 15.4, abs=0.1)
    assert found.low_s < found.time_s < found.high_s
    assert (found.method, found.exponent, found.notes) == ("riegel", 1.06, ("optimistic",))


def test_effort_closest_to_the_limit_is_the_one_that_counts():
    easy, hard = effort(10_000, 3300), effort(5_000, 1200)
    found = predict(10_000, [easy, hard], sport="run")
    assert found.based_on[0] is hard
    assert found.notes == ("from_training",)


def test_own_races_give_an_own_exponent():
    races = [effort(5_000, 1200, is_race=True), effort(10_000, 2520, is_race=True)]
    found = predict(21_097.5, races, sport="run")
    assert (found.method, found.exponent) == ("own_riegel", pytest.approx(1.0704, abs=1e-4))


@pytest.mark.parametrize("known", [[], [effort(400, 80)], [effort(100_000, 40_000)]])
def test_nothing_is_promised_from_nothing_fitting(known):
    assert predict(10_000, known, sport="run").reason == "no_efforts"


@pytest.mark.django_db
def test_event_is_predicted_from_sessions_before_it_and_only_for_whom_they_are():
    cast = make_cast()
    athlete = cast["athlete"]
    session = recorded(athlete, run(seconds=1800, speed=4.0))
    today = session.local_on + timedelta(days=10)
    with acting_as(athlete):
        event = create_event(
            athlete_id=athlete.pk, actor=athlete, on=today, title="10 km", sport="run", distance_m=10_000.0
        )
        ride = create_event(athlete_id=athlete.pk, actor=athlete, on=today, title="Fondo", sport="ride")
        found = predictions([event, ride], reader="owner", today=today)
    assert found[event.pk].based_on[0].activity_id == session.pk
    assert 2400 < found[event.pk].time_s < 2700
    assert found[ride.pk].reason == "sport"
    with as_system("test"):
        event.on = session.local_on
        assert predictions([event], reader="owner", today=today)[event.pk].reason == "no_efforts"
    with acting_as(cast["narrow_coach"]):
        reader = reader_of_sessions(viewer_id=cast["narrow_coach"].pk, athlete_id=athlete.pk)
        assert predictions([event], reader=reader, today=today)[event.pk].reason == "hidden"
