import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.training.science.tracks import series, track
from tests.training.science.vectors import require
from training.science.curves import DURATIONS_S, mean_max, mean_max_of_running
from training.science.grids import wall_grid


def test_the_curve_of_even_power_is_that_power():
    curve = mean_max(series((700, 200)))
    assert {value for value, duration in zip(curve.values, DURATIONS_S, strict=True) if duration <= 700} == {200.0}
    assert {value for value, duration in zip(curve.values, DURATIONS_S, strict=True) if duration > 700} == {None}


def test_a_curve_names_the_earliest_best_window():
    curve = mean_max(series((10, 100), (5, 300), (10, 100), (5, 300)), [5, 10])
    assert (curve.values, curve.starts_s) == ((300.0, 200.0), (10, 5))


def test_null_seconds_are_left_out_and_a_mostly_unknown_window_is_none():
    assert mean_max(series((30, 150), (10, np.nan), (30, 160)), [10, 70]).values == (160.0, pytest.approx(155.0))
    assert mean_max(series((10, 150), (90, np.nan)), [10, 100]).values == (150.0, None)


def test_a_pause_counts_zero():
    case = require("thirdparty_expected.json")["sauce4strava"]["peak_power_gap"]
    power = wall_grid(track(case["t"], power_w=[case["w"]] * len(case["t"]))).channels["power_w"]
    assert mean_max(power, [case["period"]]).values[0] == pytest.approx(case["avg"])


def test_a_record_holds_for_the_interval_before_it():
    case = require("thirdparty_expected.json")["sauce4strava"]["peak_power_no_gap"]
    power = wall_grid(track(case["t"], power_w=case["w"])).channels["power_w"]
    assert mean_max(power[1:], [case["period"]]).values[0] == case["avg"]


def test_the_curve_of_a_published_session():
    curve = mean_max(series((120, 100), *[(60, 300), (60, 100)] * 4, (60, 100)), [1, 660])
    assert curve.values == (300.0, pytest.approx(1900 / 11))


def test_the_rate_of_a_running_total():
    curve = mean_max_of_running(np.array([0.0, 2, 4, 9, 14]), [1, 2, 4, 5])
    assert (curve.values, curve.starts_s) == ((5.0, 5.0, 3.5, None), (2, 2, 0, None))


@given(st.lists(st.floats(0, 1500), min_size=1, max_size=120).map(np.array), st.integers(1, 60))
def test_a_curve_is_the_best_of_all_windows(values, duration):
    found = mean_max(values, [duration]).values[0]
    windows = [values[i : i + duration].mean() for i in range(values.size - duration + 1)]
    assert found == (pytest.approx(max(windows), abs=1e-9) if windows else None)
