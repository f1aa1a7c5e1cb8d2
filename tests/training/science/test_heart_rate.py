import numpy as np
import pytest

from tests.training.science.tracks import series
from tests.training.science.vectors import require
from training.science import heart_rate


def test_impulse_of_a_published_example_is_32():
    case = require("thirdparty_expected.json")["trimp_fellrnr"]
    beats = series((case["minutes"] * 60, case["hr"]))
    found = heart_rate.banister_trimp(beats, rest_bpm=case["hr_rest"], max_bpm=case["hr_max"])
    assert found == pytest.approx(case["exact"], rel=1e-9)


def test_impulse_below_rest_is_nothing_and_null_adds_nothing():
    assert heart_rate.banister_trimp(series((60, 50)), rest_bpm=60, max_bpm=190) == 0
    known = heart_rate.banister_trimp(series((60, 150)), rest_bpm=60, max_bpm=190)
    assert heart_rate.banister_trimp(series((60, 150), (60, np.nan)), rest_bpm=60, max_bpm=190) == known


def test_impulse_without_any_beat_or_with_a_maximum_below_rest_is_null():
    assert heart_rate.banister_trimp(series((60, np.nan)), rest_bpm=60, max_bpm=190) is None
    assert heart_rate.banister_trimp(series((60, 150)), rest_bpm=60, max_bpm=60) is None


def test_women_have_their_own_weights():
    assert heart_rate.coefficients("f") == (0.86, 1.67)
    assert heart_rate.coefficients("m") == heart_rate.coefficients("") == (0.64, 1.92)


def test_an_hour_at_the_threshold_heart_rate_is_100():
    trimp = heart_rate.banister_trimp(series((3600, 170)), rest_bpm=50, max_bpm=190, sex="f")
    assert heart_rate.hr_load(trimp, lthr_bpm=170, rest_bpm=50, max_bpm=190, sex="f") == pytest.approx(100)


def test_edwards_counts_tenths_of_the_maximum():
    beats = series((60, 94), (60, 95), (60, 114), (60, 133), (60, 152), (60, 171), (60, 200))
    assert heart_rate.edwards(beats, 190) == 0 + 1 + 2 + 3 + 4 + 5 + 5


def test_lucia_counts_three_ranges():
    assert heart_rate.lucia(series((60, 139), (60, 140), (60, 160)), 140, 160) == 6


def test_zonal_weights_ranges_of_the_threshold():
    assert heart_rate.zonal(series((60, 60), (60, 70), (60, 90), (60, 100), (60, 106)), 100) == pytest.approx(10.2)


def test_session_rpe_is_exertion_times_minutes():
    assert heart_rate.session_rpe(6, 50) == 300
