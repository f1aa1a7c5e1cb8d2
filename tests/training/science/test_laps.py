import numpy as np
import pytest

from tests.training.science.tracks import series, track
from training.science.elevation import Steps
from training.science.grids import grids
from training.science.intervals import find_intervals, split_level
from training.science.laps import auto_laps, statistics
from training.science.power import normalized_power

THRESHOLDS = {"power_w": 250.0, "speed_mps": 4.0, "heart_rate_bpm": 165.0}


def laps_of(prepared, spans, climbed=None):
    return statistics(spans, "device", *grids(prepared), climbed)


def test_laps_part_the_session():
    power = series((60, 100), (60, 300))
    prepared = track(power_w=power, heart_rate_bpm=series((60, 120), (60, 160)), distance_m=np.arange(120) * 5.0)
    first, second = laps_of(prepared, [(0, 59), (59, 119)])
    assert (first.timer_s, second.timer_s) == (60, 60)
    assert (first.avg_power_w, second.avg_power_w) == (100, 300)
    assert (first.max_power_w, second.max_hr_bpm) == (100, 160)
    assert (first.distance_m, second.distance_m) == (295, 300)
    assert second.avg_speed_mps == 5
    assert second.normalized_power_w == pytest.approx(normalized_power(power[60:]))


def test_a_pause_is_elapsed_and_not_timer_time():
    prepared = track([0, 1, 2, 30, 31, 32], power_w=[100] * 6, stops=[(2, 30)])
    (lap,) = laps_of(prepared, [(0, 32)])
    assert (lap.elapsed_s, lap.timer_s) == (32, 5)


def test_what_a_lap_has_not_is_null():
    prepared = track(power_w=series((60, 100)), heart_rate_bpm=series((30, 120), (30, np.nan)))
    short, unheard = laps_of(prepared, [(0, 10), (40, 59)])
    assert short.normalized_power_w is None
    assert (unheard.avg_hr_bpm, unheard.max_hr_bpm) == (None, None)
    assert (short.distance_m, short.ascent_m, short.avg_cadence_rpm) == (None, None, None)


def test_climbs_belong_to_the_lap_they_were_counted_in():
    prepared = track(power_w=series((60, 100)))
    climbed = Steps(np.array([10, 30, 50]), np.array([5.0, -3.0, 7.0]))
    assert [lap.ascent_m for lap in laps_of(prepared, [(0, 29), (29, 59)], climbed)] == [5, 7]


def test_laps_of_a_session_sum_to_it():
    prepared = track([0, 1, 2, 30, 31, 32, 33], power_w=[100] * 7, distance_m=np.arange(7) * 3.0, stops=[(2, 30)])
    laps = laps_of(prepared, [(0, 1), (1, 31), (31, 33)])
    assert sum(lap.timer_s for lap in laps) == grids(prepared)[0].seconds.size
    assert sum(lap.distance_m for lap in laps) == 18


def test_laps_are_made_each_kilometre_of_a_run():
    prepared = track(sport="run", distance_m=np.arange(0, 2501, 2.5))
    assert auto_laps(grids(prepared)[1], "run") == [(0, 400), (400, 800), (800, 1000)]
    assert auto_laps(grids(prepared)[1], "strength") == []


def test_no_laps_have_no_statistics():
    assert laps_of(track(power_w=[1.0]), []) == []


def repeats(low, high, noise=0.0):
    values = series((300, low), *[(120, high), (90, low)] * 4, (300, low))
    return values + np.random.default_rng(2).normal(0, noise, values.size)


def test_repeats_are_found_where_they_are():
    timer = grids(track(power_w=repeats(120.0, 320.0, 15)))[0]
    found = find_intervals(timer, "ride", THRESHOLDS)
    works = [each for each in found if each.kind == "work"]
    assert [each.kind for each in found] == ["work", "recovery"] * 3 + ["work"]
    assert [each.start_s for each in works] == pytest.approx([300, 510, 720, 930], abs=3)
    assert [each.end_s for each in works] == pytest.approx([419, 629, 839, 1049], abs=3)
    assert all(each.avg_power_w == pytest.approx(320, abs=10) for each in works)


def test_an_even_session_has_no_intervals():
    timer = grids(track(power_w=200 + np.random.default_rng(1).normal(0, 40, 3600)))[0]
    assert find_intervals(timer, "ride", THRESHOLDS) == []


def test_surges_far_below_threshold_are_no_work():
    timer = grids(track(power_w=repeats(60.0, 150.0)))[0]
    assert find_intervals(timer, "ride", THRESHOLDS) == []
    assert find_intervals(timer, "ride", {})


def test_a_run_without_power_is_parted_by_speed_and_a_ride_by_heart_rate():
    run = grids(track(sport="run", speed_mps=repeats(2.5, 4.5)))[0]
    assert {each.metric for each in find_intervals(run, "run", THRESHOLDS)} == {"speed_mps"}
    ride = grids(track(speed_mps=repeats(5, 12), heart_rate_bpm=repeats(120, 170)))[0]
    assert {each.metric for each in find_intervals(ride, "ride", THRESHOLDS)} == {"heart_rate_bpm"}


def test_surges_on_top_of_long_efforts_are_part_of_them():
    rng = np.random.default_rng(8)
    surges = np.where(np.repeat(rng.random(240) < 0.4, 20), 60.0, -40.0)[:4500]
    power = series((600, 120), (1200, 300), (600, 120), (1200, 300), (900, 120)) + surges
    works = [each for each in find_intervals(grids(track(power_w=power))[0], "ride", THRESHOLDS) if each.kind == "work"]
    assert [each.start_s for each in works] == pytest.approx([600, 2400], abs=40)
    assert [each.end_s for each in works] == pytest.approx([1800, 3600], abs=40)


def test_a_level_parts_two_heaps():
    assert split_level(series((50, 100), (1, 100 + 1e-9))) == 100 + 1e-9
    assert 100 < split_level(series((50, 100), (50, 300))) <= 300
