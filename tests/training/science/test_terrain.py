import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.training.science.tracks import series
from training.science import elevation, movement, running, swimming


def test_hysteresis_counts_what_leaves_the_reference():
    assert elevation.hysteresis_gain(np.array([100.0, 102, 104, 103, 99, 103.5]), 3.0) == 4 + 4.5
    counted = elevation.hysteresis(np.array([0.0, 5, 0, 5]), 3.0)
    assert (counted.gain(), counted.loss(), counted.places.tolist()) == (10, 5, [1, 2, 3])


def test_hysteresis_of_nothing_known_is_nothing():
    assert elevation.hysteresis_gain(np.array([np.nan, np.nan]), 3.0) == 0
    assert elevation.ascent_and_descent(np.array([np.nan])) is None


def test_hysteresis_passes_over_unknown_altitude():
    assert elevation.hysteresis(np.array([np.nan, 0, np.nan, 5]), 3.0).places.tolist() == [3]


altitudes = st.lists(st.floats(-100, 3000), min_size=1, max_size=150).map(np.array)


@given(altitudes, st.floats(0, 20))
def test_gain_never_exceeds_all_rises_and_closes_with_loss(altitude, threshold):
    counted = elevation.hysteresis(altitude, threshold)
    rises = float(np.maximum(np.diff(altitude), 0).sum())
    assert counted.gain() <= rises + 1e-6
    assert abs((counted.gain() - counted.loss()) - (altitude[-1] - altitude[0])) <= threshold + 1e-6


def test_ascent_of_a_noisy_flat_is_little_and_of_a_hill_the_hill():
    noise = np.random.default_rng(5).normal(0, 0.3, 3600)
    flat, _ = elevation.ascent_and_descent(200 + noise)
    hill, down = elevation.ascent_and_descent(200 + 100 * np.sin(np.linspace(0, np.pi, 3600)) + noise)
    assert flat < 15
    assert 98 <= hill <= 112
    assert 98 <= down <= 112


def test_moving_needs_speed_or_a_turning_crank():
    channels = {"speed_mps": np.array([0.0, 1.0, 1.1, 0]), "cadence_rpm": np.array([0.0, 0, 0, 60])}
    assert movement.moving_mask(channels, "ride").tolist() == [False, False, True, True]
    assert movement.moving_mask({"speed_mps": np.array([0.5, 0.6])}, "run").tolist() == [False, True]
    assert movement.moving_mask({"power_w": np.array([0.0, 100])}, "ride") is None


def test_turning_pedals_are_no_motion_of_another_sport_beside_its_speed():
    turning = {"speed_mps": np.array([0.0, 2.0]), "cadence_rpm": np.array([80.0, 80.0])}
    assert movement.moving_mask(turning, "other").tolist() == [False, True]
    still = {"speed_mps": np.zeros(2), "cadence_rpm": np.array([80.0, 0.0])}
    assert movement.moving_mask(still, "other").tolist() == [True, False]


def test_one_wild_record_is_no_top_speed():
    speed = series((20, 5), (1, 30), (20, 5))
    assert movement.max_speed(speed, from_places=False) == pytest.approx(40 / 3)
    assert movement.max_speed(speed, from_places=True) == pytest.approx(7.5)
    assert movement.max_speed(series((2, 5)), from_places=False) is None


@pytest.mark.parametrize(("grade", "cost"), [(0.0, 3.6), (0.1, 5.968), (-0.1, 2.152), (0.2, 9.007)])
def test_cost_of_running_on_a_grade(grade, cost):
    assert float(running.minetti_cost(grade)) == pytest.approx(cost, abs=5e-4)


@pytest.mark.parametrize(
    ("percent", "factor"),
    [(-20, 1.085), (-10, 0.875), (-5, 0.9), (0, 1), (5, 1.19), (10, 1.48), (20, 2.28), (30, 3.16)],
)
def test_factor_of_a_grade_is_the_published_one(percent, factor):
    assert float(running.gap_factor(np.array([percent / 100]))[0]) == pytest.approx(factor)


def test_grade_is_rise_over_run_across_fifty_metres():
    way = np.arange(0, 1000, 3.0)
    assert running.grade(way, way * 0.05)[50:-50] == pytest.approx(np.full(way.size - 100, 0.05))


def test_grade_of_somebody_standing_or_without_altitude_is_level():
    assert running.grade(np.zeros(10), np.arange(10.0)).tolist() == [0.0] * 10
    assert running.grade(np.arange(10.0), np.full(10, np.nan)).tolist() == [0.0] * 10


def test_normalized_graded_speed_of_an_even_run_is_its_speed():
    assert running.ngp(series((600, 3.5))) == pytest.approx(3.5)
    assert running.ngp(series((29, 3.5))) is None


def test_an_hour_of_running_at_threshold_is_100_and_slower_is_less():
    assert running.run_load(3600, 4.0, 4.0) == 100
    assert running.run_load(3600, 2.0, 4.0) == 25


def test_swim_load_is_the_cube_on_moving_time():
    assert swimming.swim_load(3600, 3600, 1.0) == 100
    assert swimming.swim_load(1800, 3600, 1.0) == pytest.approx(12.5)
    assert swimming.swim_load(100, 0, 1.0) is None


def test_critical_swim_speed_of_two_trials():
    assert swimming.css(200, 160, 400, 340) == pytest.approx(200 / 180)
    assert swimming.css(200, 160, 400, 160) is None
