import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.training.science.tracks import series
from training.science import power
from training.science.recurrence import decaying_sum

watts = st.lists(st.floats(0, 2000), min_size=30, max_size=200).map(np.array)


def test_normalized_power_of_even_power_is_that_power():
    assert power.normalized_power(series((600, 250))) == pytest.approx(250)


def test_normalized_power_leaves_out_the_first_29_seconds():
    # one window of 30 s alone: its mean
    assert power.normalized_power(series((15, 100), (15, 300))) == pytest.approx(200)


def test_normalized_power_under_30_seconds_is_null():
    assert power.normalized_power(series((29, 250))) is None


def test_normalized_power_weighs_hard_parts():
    given_watts = series((30, 0), (30, 300))
    windows = np.arange(0, 31) * 10.0
    assert power.normalized_power(given_watts) == pytest.approx(float(np.mean(windows**4)) ** 0.25)


@given(watts)
def test_normalized_power_lies_between_the_lowest_and_highest_window(values):
    windows = np.convolve(values, np.ones(30) / 30, mode="valid")
    found = power.normalized_power(values)
    assert windows.mean() - 1e-6 <= found <= windows.max() + 1e-6


def test_an_hour_at_threshold_is_100():
    assert power.power_load(3600, 250, 250) == 100
    assert power.power_load(1800, 300, 250) == pytest.approx(72)


def test_variability_of_nothing_is_null():
    assert power.variability(10, 0) is None
    assert power.variability(220, 200) == 1.1


def test_efficiency_without_a_heart_is_null():
    assert power.efficiency(200, None) is None
    assert power.efficiency(200, 125) == 1.6


def test_decoupling_is_positive_where_the_heart_drifts():
    assert power.power_decoupling(series((1200, 200)), series((600, 100), (600, 110))) == pytest.approx(100 / 11)


def test_decoupling_under_ten_minutes_is_null():
    assert power.power_decoupling(series((599, 200)), series((599, 100))) is None


def test_decoupling_without_a_heart_in_one_half_is_null():
    assert power.power_decoupling(series((1200, 200)), series((600, 100), (600, np.nan))) is None


def test_speed_decoupling_compares_means():
    assert power.speed_decoupling(series((600, 4), (600, 3)), series((1200, 150))) == pytest.approx(25)


def test_xpower_of_even_power_comes_to_it():
    assert power.xpower(series((3600, 250))) == pytest.approx(250, abs=1)
    assert power.xpower(series((10, 250))) is None


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 400)), min_size=1, max_size=60))
def test_decaying_sum_is_the_loop_it_replaces(steps):
    inputs, decay = (np.array(column) for column in zip(*steps, strict=True))
    value, expected = 0.0, []
    for added, lost in steps:
        value = value * np.exp(-lost) + added
        expected.append(value)
    assert decaying_sum(inputs, decay) == pytest.approx(expected, rel=1e-9, abs=1e-9)
