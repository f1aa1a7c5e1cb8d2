from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.training.science.tracks import raw, series, track
from training.science.metrics import FORMULA_VERSION, Thresholds, measure
from training.science.preparation import Totals, prepare
from training.science.reasons import QUALITY, REASONS

RIDER = Thresholds(
    ftp_w=250,
    cp_w=250,
    w_prime_j=20_000,
    lthr_bpm=165,
    max_hr_bpm=190,
    rest_hr_bpm=50,
    threshold_pace_mps=4,
    css_mps=1.2,
)


def ride(seconds=3600, watts=250.0, **more):
    return track(
        power_w=np.full(seconds, watts), heart_rate_bpm=np.full(seconds, 150.0), cadence_rpm=np.full(seconds, 90.0),
        distance_m=np.arange(seconds) * 8.0, altitude_m=np.full(seconds, 100.0), **more,
    )  # fmt: skip


def test_an_hour_at_threshold_has_its_numbers():
    session = measure(ride(), RIDER)
    assert (session.elapsed_s, session.timer_s, session.moving_s) == (3599, 3600, 3600)
    assert (session.avg_power_w, session.max_power_w, session.work_j) == (250, 250, 900_000)
    assert session.normalized_power_w == pytest.approx(250)
    assert (session.load, session.intensity, session.variability) == pytest.approx((100, 1, 1))
    assert (session.load_method, session.load_reason) == ("power", "power_ftp")
    assert (session.avg_hr_bpm, session.max_hr_bpm, session.avg_cadence_rpm) == (150, 150, 90)
    assert session.distance_m == 3599 * 8
    assert (session.ascent_m, session.descent_m, session.ascent_source) == (0, 0, "altitude")
    assert session.efficiency == pytest.approx(250 / 150)
    assert session.decoupling_pct == pytest.approx(0)
    assert session.wbal_min_j == 20_000
    assert session.zones["power"].seconds == (0, 0, 0, 3600, 0, 0, 0)
    assert session.formula_version == FORMULA_VERSION
    assert session.quality == []


def test_what_is_not_there_is_null_with_a_reason():
    session = measure(track(heart_rate_bpm=series((3600, 150))), Thresholds())
    empty = ("avg_power_w", "normalized_power_w", "distance_m", "ascent_m", "load", "intensity", "trimp", "wbal_min_j")
    assert [getattr(session, name) for name in empty] == [None] * len(empty)
    assert session.reasons["avg_power_w"] == "no_power"
    assert session.reasons["trimp"] == "no_max_hr"
    assert set(session.reasons.values()) <= set(REASONS)


def test_power_without_a_threshold_has_no_load_by_power():
    session = measure(ride(), replace(RIDER, ftp_w=None, cp_w=None))
    assert (session.load_method, session.load_reason, session.power_load) == ("heart_rate", "no_ftp_used_hr", None)
    assert session.normalized_power_w == pytest.approx(250)
    assert session.reasons["power_load"] == "no_ftp"


def test_an_hour_of_running_at_threshold_is_100():
    session = measure(track(sport="run", speed_mps=series((3600, 4)), distance_m=np.arange(3600) * 4.0), RIDER)
    assert (session.load_method, session.load) == ("run_pace", pytest.approx(100))
    assert session.graded_speed_mps == pytest.approx(4)
    assert [effort.distance_m for effort in session.efforts] == [400, 800, 1000, 1609.344, 3218.688, 5000, 10_000]
    assert session.laps[0].kind == "auto"


def test_a_hill_makes_a_run_harder_except_on_a_treadmill():
    given_channels = {
        "speed_mps": series((1800, 3)),
        "distance_m": np.arange(1800) * 3.0,
        "altitude_m": np.arange(1800) * 0.15,
    }
    hill, mill = (measure(track(sport="run", sub_sport=sub, **given_channels), RIDER) for sub in ("trail", "treadmill"))
    assert hill.graded_speed_mps == pytest.approx(3 * 1.19, rel=0.01)
    assert mill.graded_speed_mps == pytest.approx(3)


def test_a_swim_takes_time_and_distance_from_its_device():
    swim = track(
        [0, 30, 60], sport="swim", sub_sport="pool", distance_m=[25, 50, 75],
        device={"timer_s": 90.0, "elapsed_s": 120.0, "distance_m": 100.0},
    )  # fmt: skip
    session = measure(swim, RIDER)
    assert (session.timer_s, session.elapsed_s, session.distance_m) == (90, 120, 100)
    assert session.distance_source == "totals"
    assert session.load_method == "swim_pace"


def test_a_session_typed_in_has_a_load_by_exertion_or_average_heart_rate():
    manual = prepare(raw(sport="strength"))
    felt = measure(manual, RIDER, rpe=5, totals=Totals(timer_s=3600))
    assert (felt.load, felt.load_method, felt.srpe, felt.timer_s) == (60, "rpe", 300, 3600)
    heard = measure(manual, RIDER, totals=Totals(timer_s=3600, avg_hr_bpm=165))
    assert (heard.load, heard.load_reason) == (pytest.approx(100), "average_hr")
    assert "average_hr" in [code for code, _ in heard.quality]


def test_laps_given_replace_those_of_the_track():
    session = measure(ride(laps=[(0, 100)]), RIDER, laps=[(0, 1799), (1799, 3599)])
    assert [(lap.timer_s, lap.kind) for lap in session.laps] == [(1800, "device"), (1800, "device")]


def test_doubts_are_told():
    session = measure(ride(600, 400.0), replace(RIDER, rest_hr_bpm=None, max_hr_bpm=140))
    codes = {code for code, _ in session.quality}
    assert codes == {"low_confidence", "decoupling_uneven", "rest_hr_default", "hr_above_max", "wbal_below_zero"}
    assert codes <= set(QUALITY)


def test_own_zones_hold():
    session = measure(ride(), replace(RIDER, zones={"power": (200.0, 240.0, 300.0)}))
    assert session.zones["power"].scheme == "own"
    assert session.zones["power"].seconds == (0, 0, 3600, 0)


def test_a_session_without_time_has_a_way_and_a_climb():
    places = {"lat": np.linspace(50, 50.1, 200), "lng": np.full(200, 8.0), "altitude_m": np.linspace(0, 100, 200)}
    session = measure(prepare(raw([np.nan] * 200, **places)), RIDER)
    assert session.distance_m == pytest.approx(11_119, abs=2)
    assert (session.ascent_m, session.timer_s, session.elapsed_s) == (pytest.approx(98, abs=2), None, None)
    assert session.curves == {}


def test_a_single_record_is_a_session_of_a_second():
    session = measure(track(power_w=[200.0], heart_rate_bpm=[120.0]), RIDER)
    assert (session.elapsed_s, session.timer_s, session.normalized_power_w) == (0, 1, None)
    assert session.reasons["normalized_power_w"] == "too_short"


channels = st.fixed_dictionaries(
    {},
    optional={
        name: st.lists(st.one_of(st.floats(low, high), st.just(np.nan)), min_size=40, max_size=40)
        for name, low, high in (
            ("power_w", 0, 3500), ("heart_rate_bpm", 0, 260), ("cadence_rpm", 0, 300), ("speed_mps", 0, 60),
            ("distance_m", 0, 5000), ("altitude_m", -600, 9500), ("lat", -90, 90), ("lng", -180, 180),
        )
    },
)  # fmt: skip
gaps = st.lists(st.sampled_from([0, 1, 1, 1, 5, 40]), min_size=40, max_size=40)


@given(channels, gaps, st.sampled_from(["ride", "run", "swim", "other"]), st.one_of(st.none(), st.floats(0, 10)))
def test_any_session_is_measured_and_its_zones_are_all_its_time(columns, steps, sport, rpe):
    if not columns:
        return
    prepared = prepare(raw(np.cumsum(steps), sport=sport, **columns))
    session = measure(prepared, RIDER, rpe=rpe)
    for zones in session.zones.values():
        assert sum(zones.seconds) + zones.unknown_s == session.timer_s
    assert (session.load is None) == (session.load_method == "none")
    assert session.moving_s <= session.timer_s <= session.elapsed_s + 1
    numbers = [getattr(session, name) for name in ("load", "normalized_power_w", "distance_m", "ascent_m", "trimp")]
    assert all(np.isfinite(number) for number in numbers if number is not None)
