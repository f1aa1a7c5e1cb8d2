import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.science import zones

values = st.lists(st.one_of(st.floats(0, 400), st.just(math.nan)), max_size=200).map(np.array)
edges = st.lists(st.floats(1, 399), min_size=1, max_size=8, unique=True).map(sorted)


def test_zones_are_half_open():
    scheme, boundaries = zones.power_zones(100.0)
    assert (scheme, boundaries) == ("coggan_power", (55, 75, 90, 105, 120, 150))
    assert zones.seconds_in_zones(np.array([54.9, 55, 74.9, 75, 150, 151]), boundaries) == ((1, 2, 1, 0, 0, 0, 2), 0)


def test_null_seconds_are_unknown_and_zeros_are_in_the_first_zone():
    assert zones.seconds_in_zones(np.array([0.0, math.nan, 60.0]), (50.0,)) == ((1, 1), 1)


@given(values, edges)
def test_zones_and_the_unknown_are_all_the_time(given_values, boundaries):
    seconds, unknown = zones.seconds_in_zones(given_values, boundaries)
    assert sum(seconds) + unknown == given_values.size
    assert min(seconds) >= 0


def test_own_zones_come_before_those_of_a_threshold():
    assert zones.power_zones(250.0, own=(200.0, 260.0)) == ("own", (200.0, 260.0))
    assert zones.power_zones(None) is None


def test_heart_rate_zones_follow_the_threshold_of_the_sport_and_else_the_maximum():
    assert zones.heart_rate_zones("ride", 100.0, 190.0) == ("friel_ride", (81, 90, 94, 100, 103, 106))
    assert zones.heart_rate_zones("run", 100.0, 190.0) == ("friel_run", (85, 90, 95, 100, 103, 106))
    assert zones.heart_rate_zones("run", None, 200.0) == ("max_hr", (120, 140, 160, 180))
    assert zones.heart_rate_zones("run", None, None) is None


def test_pace_zones_are_speeds_of_the_sport():
    assert zones.pace_zones("swim", 4.0, 1.0)[0] == "swim_pace"
    assert zones.pace_zones("run", 4.0, 1.0) == ("run_pace", tuple(4.0 * p / 100 for p in zones.RUN_PACE))
    assert zones.pace_zones("ride", 4.0, 1.0) is None


def test_polarization_of_a_polarized_session_is_over_two():
    assert zones.polarization_index((80, 5, 15)) == pytest.approx(math.log10(0.80 / 0.05 * 0.15 * 100))


@pytest.mark.parametrize(
    ("groups", "index"),
    [
        ((100, 0, 0), 0.0),
        ((10, 5, 20), None),
        ((0, 0, 0), None),
        ((80, 0, 20), math.log10(0.79 / 0.01 * 20)),
        (None, None),
    ],
)
def test_polarization_at_its_edges(groups, index):
    assert zones.polarization_index(groups) == (None if index is None else pytest.approx(index))


def test_seven_zones_are_three_ranges_and_four_are_none():
    assert zones.grouped((1, 2, 3, 4, 5, 6, 7)) == (3, 7, 18)
    assert zones.grouped((1, 2, 3)) == (1, 2, 3)
    assert zones.grouped((1, 2, 3, 4)) is None
