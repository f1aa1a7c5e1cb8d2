import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.science import simplify

PUBLISHED = [(38.5, -120.2), (40.7, -120.95), (43.252, -126.453)]


def test_polyline_of_the_published_example():
    assert simplify.encode_polyline(PUBLISHED) == "_p~iF~ps|U_ulLnnqC_mqNvxq`@"
    assert simplify.decode_polyline("_p~iF~ps|U_ulLnnqC_mqNvxq`@") == PUBLISHED


places = st.tuples(st.integers(-9_000_000, 9_000_000), st.integers(-18_000_000, 18_000_000))


@given(st.lists(places, max_size=30))
def test_polyline_comes_back_as_it_went(given_places):
    points = [(lat / 1e5, lng / 1e5) for lat, lng in given_places]
    back = simplify.decode_polyline(simplify.encode_polyline(points))
    assert np.allclose(np.array(back).reshape(-1, 2), np.array(points).reshape(-1, 2), atol=1e-9)


def test_a_straight_way_needs_two_points_and_a_corner_one_more():
    lat, lng = np.linspace(50, 50.01, 100), np.full(100, 8.0)
    assert simplify.line_indices(lat, lng).tolist() == [0, 99]
    corner = np.concatenate([lat, np.full(50, 50.01)]), np.concatenate([lng, np.linspace(8, 8.01, 50)])
    assert [i for i in simplify.line_indices(*corner).tolist() if i not in {99, 100}] == [0, 149]


def test_unknown_places_are_left_out_of_a_line():
    lat = np.array([np.nan, 50, np.nan, 50.1, 50.0])
    assert simplify.line_indices(lat, np.full(5, 8.0)).tolist() == [1, 3, 4]
    assert simplify.polyline(np.full(4, np.nan), np.full(4, np.nan)) == ""


def test_a_line_has_no_more_points_than_asked_for():
    rng = np.random.default_rng(3)
    lat, lng = 50 + rng.normal(0, 1e-3, 3000).cumsum(), 8 + rng.normal(0, 1e-3, 3000).cumsum()
    assert simplify.line_indices(lat, lng, most=200).size <= 200


def test_a_chart_keeps_its_ends_and_its_peaks():
    values = np.zeros(5000)
    values[[1234, 3456]] = 100
    kept = simplify.lttb_indices(np.arange(5000.0), values, 100)
    assert kept.size == 100
    assert {0, 1234, 3456, 4999} <= set(kept.tolist())


def test_a_chart_with_few_points_is_whole():
    assert simplify.lttb_indices(np.arange(5.0), np.arange(5.0), 10).tolist() == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("values", [np.full(100, np.nan), np.zeros(100)])
def test_a_chart_of_nothing_still_has_points(values):
    assert simplify.lttb_indices(np.arange(100.0), values, 10).size == 10


@given(st.lists(st.floats(-1e6, 1e6), min_size=4, max_size=300), st.integers(3, 50))
def test_chart_points_rise_and_are_as_many_as_asked(values, points):
    kept = simplify.lttb_indices(np.arange(float(len(values))), np.array(values), points)
    assert kept.size == min(points, len(values))
    assert (np.diff(kept) > 0).all()


def test_series_share_their_points():
    x = np.arange(1000.0)
    one, other = np.zeros(1000), np.zeros(1000)
    one[100], other[700] = 5, 5
    assert {100, 700} <= set(simplify.shared_indices(x, [one, other], 50).tolist())
