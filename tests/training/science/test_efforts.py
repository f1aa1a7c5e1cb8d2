import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.training.science.vectors import require
from training.science.efforts import Effort, best_efforts, distances_of


def efforts(times, way, *distances):
    return best_efforts(np.array(times, dtype=float), np.array(way, dtype=float), distances)


def test_best_efforts_interpolate_between_records():
    assert efforts([0, 1, 2, 3, 4, 5], [0, 2, 4, 6, 8, 10], 5) == [Effort(5, 2.5, 0.0)]


@pytest.mark.parametrize("case", range(2))
def test_best_efforts_of_published_examples(case):
    given_case = require("thirdparty_expected.json")["sauce4strava"]["best_pace"][case]
    assert efforts(given_case["t"], given_case["d"], given_case["target"])[0].elapsed_s == given_case["elapsed"]


def test_best_effort_counts_standing_inside_it_and_none_at_its_ends():
    found = efforts([0, 60, 61, 62, 122, 123, 183], [0, 0, 5, 10, 10, 15, 15], 10, 15)
    assert found == [Effort(10, 2.0, 60.0), Effort(15, 63.0, 60.0)]


def test_a_distance_never_reached_is_absent():
    assert efforts([0, 10], [0, 50], 51) == []
    assert efforts([0], [0], 1) == []


def test_of_equal_efforts_the_earliest_counts():
    assert efforts(range(101), np.arange(101) * 3.0, 30)[0].start_s == 0


def test_each_sport_has_its_distances():
    assert 42195.0 in distances_of("run")
    assert 180000.0 in distances_of("ride")
    assert distances_of("strength") == ()


def naive(times, way, distance):
    """Every window that begins or ends at a record, walked through."""
    spans = []
    for moment, place in zip(times, way, strict=True):
        if place + distance <= way[-1]:
            spans.append(arrival(times, way, place + distance) - moment)
        if place - distance >= way[0]:
            spans.append(moment - departure(times, way, place - distance))
    return min(spans)


def arrival(times, way, place):
    for i in range(len(way)):
        if way[i] >= place:
            return times[i] if i == 0 else between(times, way, i, place)
    raise AssertionError


def departure(times, way, place):
    for i in range(len(way) - 1, -1, -1):
        if way[i] <= place:
            return times[i] if i == len(way) - 1 else between(times, way, i + 1, place)
    raise AssertionError


def between(times, way, i, place):
    return times[i - 1] + (place - way[i - 1]) / (way[i] - way[i - 1]) * (times[i] - times[i - 1])


steps = st.lists(st.tuples(st.integers(1, 9), st.integers(0, 20)), min_size=5, max_size=150)


@given(steps, st.floats(0.05, 1.0))
def test_best_effort_is_the_least_of_all_windows(given_steps, share):
    times = np.concatenate(([0], np.cumsum([dt for dt, _ in given_steps]))).astype(float)
    way = np.concatenate(([0], np.cumsum([metres for _, metres in given_steps]))).astype(float)
    distance = max(share * way[-1], 0.5)
    if distance > way[-1]:
        return
    assert efforts(times, way, distance)[0].elapsed_s == pytest.approx(naive(times, way, distance), abs=1e-6)
